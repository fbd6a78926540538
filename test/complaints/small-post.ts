import { alarmBetween, type Patience, type Sent } from '../../functions/complaints/deliver.ts';
import { type Destination, type DestinationAlarm, type Health, healthy } from '../../functions/complaints/destination.ts';
import type { Lane } from '../../functions/complaints/destinations.store.ts';
import { Outgoing } from '../../functions/complaints/outgoing.ts';
import { sendMessages } from '../../functions/complaints/send-messages.ts';
import { watchDestinations } from '../../functions/complaints/watch-destinations.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

export const begin = Date.parse('2026-11-25T01:00:00.000Z');

export const messageOf = (destination: string, complaintId: string, sequence: number, at = begin): Outgoing =>
  Outgoing.parse({
    messageId: `${complaintId}.${destination}.${sequence}`,
    destination,
    complaintId,
    sequence,
    kind: 'assigned',
    body: {},
    queuedAt: new Date(at).toISOString(),
    state: 'waiting',
    attempts: 0,
    nextAt: new Date(at).toISOString(),
  });

export const destinationOf = (destination: string): Destination => ({
  destination,
  version: 1,
  url: 'https://example.org/hook',
  sealedSecret: '',
  paused: false,
  move: { by: 'm-1', action: 'destinations:keep', at: new Date(begin).toISOString(), correlationId: 'none' },
});

/**
 * A post with a clock that is set by hand: the real sender and watcher on a table that is a map, a queue that is a list, and destinations that answer as they are
 * told. The conditions of the real table are raced in test/races/destinations.store.cloud.test.ts.
 */
export const smallPost = ({
  destinations,
  messages,
  patience,
  width = 3,
  takes = 20,
  answer,
}: {
  destinations: string[];
  messages: readonly Outgoing[];
  patience: Patience;
  width?: number;
  /** Of one send, in milliseconds: at most two seconds. */
  takes?: number;
  /** `killed`: the message has arrived, and the worker dies before it hears so. */
  answer: (message: Outgoing, seconds: number) => Sent | 'killed';
}) => {
  let time = begin;
  const clock = () => new Date(time);
  const stored = new Map(messages.map((message) => [message.messageId, message]));
  const known = new Map(destinations.map((destination) => [destination, destinationOf(destination)]));
  const healths = new Map<string, Health>();
  const lanes = new Map<string, Lane & { leaseUntil?: number }>();
  const alarms: DestinationAlarm[] = [];
  /** Holders whose worker was killed: they write nothing any more, and let nothing go. */
  const dead = new Set<string>();
  const sent: { message: Outgoing; at: number }[] = [];
  let hints = destinations.map((destination) => ({ destination, at: time }));
  const shares = new Map<string, string[]>();
  let underWay = 0;
  let mostUnderWay = 0;
  let overdue = 0;
  const counted: Partial<Record<string, number>> = {};
  const count = (name: string, by = 1): void => {
    counted[name] = (counted[name] ?? 0) + by;
  };

  const waiting = (destination: string) =>
    [...stored.values()]
      .filter((message) => message.destination === destination && message.state === 'waiting')
      .sort((a, b) => (a.nextAt < b.nextAt ? -1 : a.nextAt > b.nextAt ? 1 : a.sequence - b.sequence));

  const store = {
    find: async (destination: string) => known.get(destination),
    all: async () => [...known.values()],
    healthOf: async (destination: string) => healths.get(destination) ?? healthy(destination),
    keepHealth: async (before: Health, after: Health, now: Date) => {
      if ((healths.get(before.destination)?.version ?? 0) !== before.version) return 'stale' as const;
      const kept = { ...after, version: before.version + 1 };
      healths.set(kept.destination, kept);
      const alarm = alarmBetween(before, after, now);
      if (alarm) alarms.push(alarm);
      return kept;
    },
    takeLane: async (destination: string, { holder, leaseUntil, now }: { holder: string; leaseUntil: number; now: Date }) => {
      const lane = lanes.get(destination) ?? { wanted: 0 };
      const held = lane.holder !== undefined && (lane.leaseUntil ?? 0) >= now.getTime();
      lanes.set(destination, held ? { ...lane, wanted: lane.wanted + 1 } : { ...lane, holder, leaseUntil });
      return held ? ('held' as const) : lane;
    },
    renewLane: async (destination: string, holder: string, until: { leaseUntil: number; guardAt: string }) => {
      const lane = lanes.get(destination);
      if (lane?.holder !== holder) return 'lost' as const;
      lanes.set(destination, { ...lane, ...until });
      return 'ours' as const;
    },
    letLaneGo: async (destination: string, holder: string, seen: Lane, hintAt: string | undefined) => {
      const lane = lanes.get(destination);
      if (lane?.holder !== holder || dead.has(holder)) return 'gone' as const;
      if (lane.wanted !== seen.wanted) return lane;
      const { holder: _holder, leaseUntil: _until, ...rest } = lane;
      lanes.set(destination, { ...rest, ...(hintAt !== undefined && { hintAt }) });
      return 'gone' as const;
    },
    say: async (alarm: DestinationAlarm) => {
      if (alarms.some(({ alarmId }) => alarmId === alarm.alarmId)) return 'known' as const;
      alarms.push(alarm);
      return 'said' as const;
    },
    isLaneFree: async (destination: string) => (lanes.get(destination)?.leaseUntil ?? 0) < time,
  };
  const letters = {
    due: async (destination: string, limit: number, { now }: { now: Date }) => {
      const due = waiting(destination)
        .filter(({ nextAt }) => nextAt <= now.toISOString())
        .slice(0, limit);
      const before = due.flatMap((message): [string, Outgoing][] => {
        const one = stored.get(`${message.complaintId}.${message.destination}.${message.sequence - 1}`);
        return one ? [[message.messageId, one]] : [];
      });
      return { messages: due, before: new Map(before) };
    },
    setAside: async (destination: string) => ({
      items: [...stored.values()].filter((message) => message.destination === destination && message.state === 'set-aside'),
    }),
    count: async (destination: string, state: 'waiting' | 'set-aside') =>
      [...stored.values()].filter((message) => message.destination === destination && message.state === state).length,
    nextDue: async (destination: string) => waiting(destination)[0]?.nextAt,
    find: async (messageId: string) => stored.get(messageId),
    keep: async (before: Outgoing, after: Outgoing, { alarm }: { alarm?: DestinationAlarm | undefined } = {}) => {
      const now = stored.get(before.messageId);
      if (now?.state !== before.state || now.attempts !== before.attempts) return 'stale' as const;
      stored.set(after.messageId, after);
      if (alarm) alarms.push(alarm);
      return 'kept' as const;
    },
  };
  const toSend = {
    sendLater: async (said: readonly { destination: string }[], seconds: number) => {
      hints.push(...said.map(({ destination }) => ({ destination, at: time + Math.ceil(seconds) * 1000 })));
    },
    send: async (said: readonly { destination: string }[]) => {
      hints.push(...said.map(({ destination }) => ({ destination, at: time })));
    },
  };
  const handle = sendMessages({
    destinations: store,
    messages: letters,
    send: async (_destination, message, until) => {
      if (until > (lanes.get(message.destination)?.leaseUntil ?? 0)) overdue += 1;
      underWay += 1;
      mostUnderWay = Math.max(mostUnderWay, underWay);
      await Promise.resolve();
      sent.push({ message, at: time });
      time += takes;
      underWay -= 1;
      const said = answer(message, (time - begin) / 1000);
      if (said !== 'killed') return said;
      dead.add(lanes.get(message.destination)?.holder ?? '');
      throw new Error('killed');
    },
    complaints: { find: async (complaintId) => ({ helpers: shares.get(complaintId) ?? destinations, copied: [] }) },
    acknowledged: (message, delivered) => letters.keep(message, delivered),
    toSend,
    sending: { patience, width, timeout: 1 },
    log: silent,
    count,
  });
  const watch = watchDestinations({ destinations: store, messages: letters, toSend, patience, log: silent, count });

  let deliveries = 0;
  const work = (destination: string): Promise<void> => {
    deliveries += 1;
    const deadline = time + 20_000;
    const holder = `h-${deliveries}`;
    const ended = handle(
      { destination },
      { now: clock(), clock, deadline, timeIsUp: () => time >= deadline, leaseUntil: deadline + 3500, holder, deliveries: 1 },
    );
    // Its message comes again much later than a test lasts.
    return ended.catch((error: unknown) => {
      if (!dead.has(holder)) throw error;
    });
  };

  return {
    stored,
    alarms,
    sent,
    healths,
    counted,
    /** The departments of a case, where they are not all. */
    shares,
    known,
    /** Sends that might have lasted longer than the lease. */
    overdue: () => overdue,
    work,
    mostUnderWay: () => mostUnderWay,
    deliveries: () => deliveries,
    hints: () => hints,
    /** Every hint is worked twice, as a queue may deliver it, and now and then one is lost; the watcher comes every minute. */
    async run(minutes: number, { lose = () => false, watched = true }: { lose?: () => boolean; watched?: boolean } = {}): Promise<void> {
      const end = time + minutes * 60_000;
      let watchAt = time + 60_000;
      while (time < end) {
        hints.sort((a, b) => a.at - b.at);
        const [next] = hints;
        if (next && next.at <= watchAt) {
          hints = hints.slice(1);
          time = Math.max(time, next.at);
          if (!lose()) await Promise.all([work(next.destination), work(next.destination)]);
          continue;
        }
        time = Math.max(time, watchAt);
        watchAt += 60_000;
        if (watched) await watch({ now: clock(), timeIsUp: () => false });
      }
    },
  };
};
