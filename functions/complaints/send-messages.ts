import type * as z from 'zod';
import { inParallel } from '../../shared/runtime/in-parallel.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { countMetric } from '../../shared/runtime/metrics.ts';
import { TryAgain, Unprocessable } from '../../shared/runtime/outcome.ts';
import type { LateQueue } from '../../shared/runtime/queue.queue.ts';
import type { Work } from '../../shared/runtime/queue-worker.ts';
import { behind, gateOf, healthAfter, lanesOf, messageAfter, type Sent } from './deliver.ts';
import type { Complaint } from './complaint.ts';
import type { Destination, DestinationAlarm, Health } from './destination.ts';
import type { Destinations, Lane } from './destinations.store.ts';
import type { DestinationHasMessages } from './messages.ts';
import type { Due, Messages } from './messages.store.ts';
import type { Outgoing } from './outgoing.ts';
import { type Sending, sendTakes } from './sending.ts';
import { waitedLong, withheldFrom } from './withheld.ts';

interface Collaborators {
  destinations: Pick<Destinations, 'find' | 'healthOf' | 'keepHealth' | 'takeLane' | 'renewLane' | 'letLaneGo'>;
  messages: Pick<Messages, 'due' | 'nextDue' | 'keep' | 'find'>;
  /** Ends at `until` (epoch milliseconds). */
  send: (destination: Destination, message: Outgoing, until: number) => Promise<Sent>;
  complaints: { find(complaintId: string): Promise<Pick<Complaint, 'lead' | 'helpers' | 'copied'> | undefined> };
  /** Stores that it was acknowledged, and all that follows from that. */
  acknowledged: (message: Outgoing, delivered: Outgoing, now: Date) => Promise<'kept' | 'stale'>;
  toSend: Pick<LateQueue<z.input<typeof DestinationHasMessages>>, 'sendLater'>;
  sending: Pick<Sending, 'patience' | 'width' | 'timeout'>;
  log: Log;
  count: typeof countMetric;
}

/** Read at a time. What is due meanwhile waits until these have been tried. */
const round = 50;

/** In seconds: SQS holds a message back a quarter of an hour at most. */
const longestDelay = 900;

/** How far two machines' clocks may differ, in milliseconds. */
const skew = 2000;

/** How often a success is written down of a destination that has nothing but successes. */
const successKept = 60_000;

const givenUp = ({ messageId, destination, attempts, lastCause }: Outgoing, now: Date): DestinationAlarm => ({
  alarmId: `set-aside#${messageId}#${String(attempts).padStart(4, '0')}`,
  destination,
  at: now.toISOString(),
  kind: 'set-aside',
  number: 1,
  failures: attempts,
  ...(lastCause && { lastCause }),
  messageId,
});

/**
 * Sends a destination what is due to it. Whoever holds its lane sends alone; who finds it held leaves word, and the holder looks again before he goes. It goes when
 * nothing is due, when its time is up (then it says so itself, behind those who wait) or when the breaker opens: one that is down keeps nobody busy. What it does is
 * decided by what is stored: a double or late hint finds nothing to do.
 */
export const sendMessages = ({
  destinations,
  messages,
  send,
  complaints,
  acknowledged,
  toSend,
  sending: { patience, width, timeout },
  log,
  count,
}: Collaborators) => {
  const oneSend = sendTakes({ timeout });

  const keepHealth = async (before: Health, after: Health, now: Date): Promise<Health> => {
    let [from, to] = [before, after];
    for (let tries = 0; tries < 5; tries += 1) {
      const kept = await destinations.keepHealth(from, to, now);
      if (kept !== 'stale') {
        if (kept.alarms > from.alarms) count('DestinationAlarms');
        return kept;
      }
      // The watcher has said an alarm meanwhile.
      from = await destinations.healthOf(before.destination);
      const { alarms, nextAlarmAt } = from;
      to = after.openedAt === undefined ? after : { ...after, alarms, ...(nextAlarmAt !== undefined && { nextAlarmAt }) };
    }
    throw new TryAgain(`the health of ${before.destination} changes all the time`);
  };

  /** The outcome, at once. Where the case moved in the same moment, what follows from the acknowledgement is made of what it is now. */
  const keepOutcome = async (message: Outgoing, after: Outgoing, now: Date): Promise<'kept' | 'stale'> => {
    if (after.state !== 'delivered')
      return messages.keep(message, after, { alarm: after.state === 'set-aside' ? givenUp(after, now) : undefined });
    for (let tries = 0; tries < 5; tries += 1) {
      if ((await acknowledged(message, after, now)) === 'kept') return 'kept';
      const stored = await messages.find(message.messageId);
      if (stored?.state !== 'waiting' || stored.attempts !== message.attempts) return 'stale';
    }
    throw new TryAgain(`the case of ${message.messageId} changes all the time`);
  };

  const asSent = async (message: Outgoing, now: Date): Promise<Outgoing> =>
    message.destination.startsWith('d-') && now.getTime() - Date.parse(message.queuedAt) > waitedLong
      ? withheldFrom(message, await complaints.find(message.complaintId))
      : message;

  const sendRound = async (its: Destination, due: Due, before: Health, { clock, mayBegin }: Turn): Promise<Health> => {
    let health = before;
    const gate = gateOf(before, clock());
    // Counted once for a round: a metric of more than a hundred values is written out in the middle of the call.
    const ends = { delivered: 0, 'set-aside': 0, waiting: 0 };
    const goesOn = (): boolean => mayBegin() && gateOf(health, clock()) === gate;

    const sendLane = async (lane: readonly Outgoing[]): Promise<void> => {
      const known = new Map<number, Outgoing>();
      for (const message of lane) {
        if (!goesOn()) return;
        const previous = known.get(message.sequence - 1) ?? due.before.get(message.messageId);
        const turn = behind(message, previous, clock());
        if (turn !== 'may-go') {
          if ((await messages.keep(message, turn)) === 'kept' && turn.state === 'set-aside') ends['set-aside'] += 1;
          known.set(message.sequence, turn);
          continue;
        }
        const until = clock().getTime() + oneSend;
        const sent = await send(its, await asSent(message, clock()), until);
        const now = clock();
        const after = messageAfter(message, sent, now, patience);
        health = healthAfter(health, message.messageId, sent, now, patience);
        if ((await keepOutcome(message, after, now)) === 'stale') return;
        known.set(message.sequence, after);
        if (sent.outcome === 'failed')
          log.warn('notDelivered', { messageId: message.messageId, because: sent.code, count: after.attempts });
        ends[after.state] += 1;
      }
    };
    await inParallel(lanesOf(due.messages), gate === 'probe' ? 1 : width, sendLane);

    if (ends.delivered > 0) count('MessagesDelivered', ends.delivered);
    if (ends['set-aside'] > 0) {
      count('MessagesGivenUp', ends['set-aside']);
      count('DestinationAlarms');
    }
    if (ends.waiting > 0) count('MessagesFailed', ends.waiting);

    const lastKept = before.lastSuccessAt === undefined ? 0 : Date.parse(before.lastSuccessAt);
    const changed = health.failures !== before.failures || health.failingSince !== before.failingSince;
    const worthKeeping = changed || (health !== before && clock().getTime() - lastKept > successKept);
    return worthKeeping ? keepHealth(before, health, clock()) : before;
  };

  /** Until nothing is due or it must not go on; answers when somebody has to look again. */
  const sendAll = async (destination: string, turn: Turn): Promise<string | undefined> => {
    let health = await destinations.healthOf(destination);
    for (;;) {
      const now = turn.clock();
      const its = await destinations.find(destination);
      if (!its) throw new Unprocessable(`no destination ${destination}`);
      if (its.paused) return undefined;
      if (gateOf(health, now) === 'shut') return health.openUntil;
      if (turn.timeIsUp()) return now.toISOString();
      const due = await messages.due(destination, gateOf(health, now) === 'probe' ? 1 : round, { now, deadline: turn.deadline });
      if (due.messages.length === 0) {
        const next = await messages.nextDue(destination);
        // Listed as due and not found so: the list lags behind the table.
        return next !== undefined && next <= now.toISOString() ? new Date(now.getTime() + 1000).toISOString() : next;
      }
      if (!(await turn.goesOn())) return undefined;
      health = await sendRound(its, due, health, turn);
    }
  };

  return async ({ destination }: z.output<typeof DestinationHasMessages>, work: Work): Promise<void> => {
    const { now, clock, deadline, holder } = work;
    // Much shorter than the function: when its holder dies, others wait for its end.
    const lease = 2.5 * oneSend + 4000;
    let leaseUntil = now.getTime() + lease;
    const taken = await destinations.takeLane(destination, { holder, leaseUntil, now });
    if (taken === 'held') return;

    let { guardAt = '' } = taken;
    const turn: Turn = {
      clock,
      deadline,
      timeIsUp: () => clock().getTime() + oneSend >= deadline,
      mayBegin: () => clock().getTime() + oneSend < Math.min(deadline, leaseUntil - skew),
      async goesOn() {
        const at = clock().getTime();
        const guarded = guardAt > new Date(at).toISOString();
        if (guarded && leaseUntil - at > lease / 2) return true;
        leaseUntil = at + lease;
        if (!guarded) guardAt = new Date(leaseUntil + 1000).toISOString();
        if ((await destinations.renewLane(destination, holder, { leaseUntil, guardAt })) === 'lost') return false;
        if (!guarded) await toSend.sendLater([{ destination }], lease / 1000 + 1);
        return true;
      },
    };
    let lane = taken;
    try {
      for (;;) {
        const lookAt = await sendAll(destination, turn);
        // A hint that is on its way and comes early enough need not be sent again, or every message that waits would have a chain of its own.
        const coming = lane.hintAt !== undefined && lane.hintAt > clock().toISOString() && lookAt !== undefined && lane.hintAt <= lookAt;
        const seconds = lookAt === undefined ? Infinity : (Date.parse(lookAt) - clock().getTime()) / 1000;
        // What is later than a queue can hold back is the watcher's.
        const hintAt = coming || seconds > longestDelay ? undefined : lookAt;
        const left = await destinations.letLaneGo(destination, holder, lane, hintAt);
        if (left === 'gone') {
          if (hintAt !== undefined) await toSend.sendLater([{ destination }], seconds);
          return;
        }
        lane = left;
      }
    } catch (error) {
      // This message comes again and looks for all who came meanwhile, so it must not find the lane held by its own earlier delivery.
      let left: Lane | 'gone' = lane;
      while (left !== 'gone') left = await destinations.letLaneGo(destination, holder, left, undefined).catch(() => 'gone' as const);
      throw error;
    }
  };
};

interface Turn {
  clock: () => Date;
  deadline: number;
  timeIsUp: () => boolean;
  /** Whether a send that begins now ends while the lane is surely ours. */
  mayBegin: () => boolean;
  /** Before each round: the lane is ours for so long again, and somebody will come if we die. */
  goesOn: () => Promise<boolean>;
}
