import { shanghaiDate } from '../../shared/calendar/shanghai-time.ts';
import { isInService } from '../../shared/calendar/service-hours.ts';
import { inParallel } from '../../shared/runtime/in-parallel.ts';
import type { Log } from '../../shared/runtime/log.ts';
import { type Alarm, alarmsToSay } from './clocks/alarms.ts';
import { type Clock, clocksOf } from './clocks/clocks.ts';
import type { ClockRules } from './clocks/clock-rules.ts';
import type { Complaint } from './complaint.ts';
import type { Complaints } from './complaints.store.ts';
import type { Destinations } from './destinations.store.ts';
import type { ComplaintRules } from './complaint-rules.store.ts';
import type { Outgoing } from './outgoing.ts';
import { type Outlook, outlookOf } from './projections.ts';
import type { SaidAlarm } from './said-alarm.ts';

interface Collaborators {
  complaints: Pick<Complaints, 'find' | 'toLookAt' | 'saidOf' | 'looked' | 'putOff'>;
  rules: Pick<ComplaintRules, 'clockRulesOn'>;
  destinations: Pick<Destinations, 'all'>;
  shards: readonly number[];
  log: Log;
}

interface Look {
  outlook: Outlook;
  alarms: { alarm: SaidAlarm; whom: string }[];
  messages: Outgoing[];
}

const saidAs = (the: Complaint, clock: Clock, { alarmId, stage, at, due, department }: Alarm, now: string): SaidAlarm => ({
  ...{ alarmId, stage, at, due, saidAt: now },
  ...{ complaintId: the.complaintId, upperId: the.upperId, title: the.content.title },
  ...{ clock: clock.clock, lawRef: clock.lawRef, provisional: clock.provisional },
  ...(department !== undefined && { department }),
});

/** Each with its message, beside the inboxes of all departments: what one transaction holds. */
const saidAtOnce = 30;

/** What one look at a case finds to say that has not been said, and when to look again. `said`: alarm and whom, as they are stored. */
export const look = (the: Complaint, rules: ClockRules, said: ReadonlySet<string>, systems: ReadonlySet<string>, now: Date): Look => {
  const clocks = clocksOf(the, rules, now);
  const at = now.toISOString();
  const all = alarmsToSay(clocks, rules, now).flatMap((alarm) => {
    const clock = clocks.findLast(({ id }) => id === alarm.clock);
    if (!clock) return [];
    const whom = alarm.to.flatMap((one) => (one === 'department' ? (alarm.department ?? []) : one));
    return whom.filter((one) => !said.has(`${alarm.alarmId}#${one}`)).map((one) => ({ alarm: saidAs(the, clock, alarm, at), whom: one }));
  });
  const alarms = all.slice(0, saidAtOnce);
  const left = all[saidAtOnce];

  const sequences = { ...the.sequences };
  const messages = alarms
    .filter(({ whom }) => systems.has(whom))
    .map(({ alarm, whom }): Outgoing => {
      const sequence = (sequences[whom] ?? 0) + 1;
      sequences[whom] = sequence;
      const { clock, stage, due, lawRef, provisional, title } = alarm;
      return {
        messageId: `${the.complaintId}.${whom}.${String(sequence)}`,
        ...{ destination: whom, complaintId: the.complaintId, sequence, kind: 'alarm' },
        body: { version: the.version, at, clock, stage, due, lawRef, provisional, title, track: the.track, state: the.state },
        ...{ queuedAt: at, state: 'waiting', attempts: 0, nextAt: at },
      };
    });
  // Out of service hours nothing is said, so what is due then is still to come.
  const saidUntil = !isInService(now, rules.serviceHours) ? undefined : left ? new Date(Date.parse(left.alarm.at) - 1) : now;
  return { outlook: outlookOf(the, rules, now, saidUntil), alarms, messages };
};

/** Of each shard at once; what is left over comes a minute later. */
const atOnce = 200;
/** A case that cannot be looked at makes way for those behind it. */
const putOffBy = 3_600_000;

/**
 * Every minute: of the cases whose time to look has come, says the alarms that are due, once each, and notes when to look next. Started twice or late it says nothing twice, because
 * what was said is stored with the case; and nothing is left out, because what is due by now is computed and not what is due at this minute. Where a case moves meanwhile, its move
 * has noted the next look.
 */
export const watchClocks =
  ({ complaints, rules, destinations, shards, log }: Collaborators) =>
  async ({ now, timeIsUp }: { now: Date; timeIsUp: () => boolean }): Promise<number> => {
    const systems = new Set((await destinations.all()).map(({ destination }) => destination));
    let count = 0;
    const lookAt = async (complaintId: string): Promise<void> => {
      const the = timeIsUp() ? undefined : await complaints.find(complaintId);
      if (!the) return;
      const said = await complaints.saidOf(complaintId);
      const found = look(the, await rules.clockRulesOn(shanghaiDate(new Date(the.receivedAt))), said, systems, now);
      if ((await complaints.looked(the, found)) === 'stored') count += found.alarms.length;
    };
    for (const shard of shards)
      await inParallel(await complaints.toLookAt(shard, now, atOnce), 8, (complaintId) =>
        // One case that cannot be looked at keeps nobody else's alarms from being said.
        lookAt(complaintId).catch(async (error: unknown) => {
          log.error('clocksNotWatched', { complaintId }, error);
          await complaints.putOff(complaintId, now, new Date(now.getTime() + putOffBy));
        }),
      );
    return count;
  };
