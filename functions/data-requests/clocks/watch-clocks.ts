import { isInService } from '../../../shared/calendar/service-hours.ts';
import { shanghaiDate } from '../../../shared/calendar/shanghai-time.ts';
import { inParallel } from '../../../shared/runtime/in-parallel.ts';
import type { Log } from '../../../shared/runtime/log.ts';
import { Unprocessable } from '../../../shared/runtime/outcome.ts';
import { type Alarm, alarmsToSay, lookAtOf } from './alarms-of.ts';
import { type Clock, clocksOf, isOverdue } from './clock-of.ts';
import type { DataRequestRules } from './clock-rules.store.ts';
import type { ClockRules } from './clock-rules.ts';
import type { SaidAlarm } from './said-alarm.ts';
import type { Look, Watch } from './watch.store.ts';
import { type Running, type Thing, type Watched, watchShards } from './watched.ts';

/** A kind of thing: how to find the clocks of one, and what happens to it by itself when what nobody goes on with has run out. */
export interface WatchedKind {
  running: (id: string) => Promise<Running | undefined>;
  lapse?: (id: string, now: Date) => Promise<void>;
}

interface Collaborators {
  watch: Pick<Watch, 'toLookAt' | 'saidOf' | 'looked' | 'putOff'>;
  rules: Pick<DataRequestRules, 'clockRulesOn'>;
  kinds: Readonly<Partial<Record<Thing, WatchedKind>>>;
  log: Log;
}

/** What one transaction holds, beside the next look. */
const saidAtOnce = 60;

const saidAs = ({ thing, id }: Watched, title: string, { alarmId, stage, at, clock }: Alarm, now: string): SaidAlarm => ({
  ...{
    alarmId,
    thing,
    id,
    title,
    clock: clock.name,
    stage,
    lawRef: clock.lawRef,
    due: clock.due,
    provisional: clock.provisional,
    at,
    saidAt: now,
  },
  ...(clock.department !== undefined && { department: clock.department }),
});

/** What one look finds to say that has not been said, and when to look again. `said`: alarm and whom, as they are stored. */
export const look = (
  watched: Watched,
  title: string,
  clocks: readonly Clock[],
  { rules, said, now }: { rules: ClockRules; said: ReadonlySet<string>; now: Date },
): Look => {
  const all = alarmsToSay(clocks, rules, now).flatMap((alarm) =>
    alarm.to
      .filter((whom) => !said.has(`${alarm.alarmId}#${whom}`))
      .map((whom) => ({ alarm: saidAs(watched, title, alarm, now.toISOString()), whom })),
  );
  const left = all[saidAtOnce];
  // Out of service hours nothing is said, so what is due then is still to come.
  const saidUntil = !isInService(now, rules.serviceHours) ? undefined : left ? new Date(Date.parse(left.alarm.at) - 1) : now;
  return { alarms: all.slice(0, saidAtOnce), lookAt: lookAtOf(clocks, rules, now, saidUntil) };
};

/** Of each shard at once; what is left over comes a minute later. */
const atOnce = 200;
/** What cannot be looked at makes way for what is behind it. */
const putOffBy = 3_600_000;

/**
 * Every minute: of the things whose time to look has come, says the alarms that are due, once each, and notes when to look next. Nobody's absence decides: what lies too long is
 * escalated; only what the applicant leaves lying lapses. Started twice or late it says nothing twice, because what was said is stored with the thing.
 */
export const watchClocks =
  ({ watch, rules, kinds, log }: Collaborators) =>
  async ({ now, timeIsUp }: { now: Date; timeIsUp: () => boolean }): Promise<number> => {
    const clockRules = await rules.clockRulesOn(shanghaiDate(now));
    let count = 0;
    const lookAt = async (watched: Watched): Promise<void> => {
      const kind = timeIsUp() ? undefined : kinds[watched.thing];
      if (!kind) return;
      const running = await kind.running(watched.id);
      const clocks = clocksOf(running?.runs ?? [], clockRules, now);
      const found = look(watched, running?.title ?? '', clocks, { rules: clockRules, said: await watch.saidOf(watched), now });
      if ((await watch.looked(watched, found)) === 'stale') return;
      count += found.alarms.length;
      const over = clocks.some((clock) => clock.name === 'lapse' && clock.stoppedAt === undefined && isOverdue(clock, now));
      if (over) await kind.lapse?.(watched.id, now);
    };
    let unreadable = 0;
    for (const shard of watchShards) {
      const due = await watch.toLookAt(shard, now, atOnce);
      for (const thing of due.unreadable) log.error('clocksUnreadable', { thing });
      unreadable += due.unreadable.length;
      await inParallel(due.watched, 8, async (watched) => {
        const thing = `${watched.thing}#${watched.id}`;
        try {
          await lookAt(watched);
        } catch (error) {
          log.error('clocksNotWatched', { thing }, error);
          await watch.putOff(watched, new Date(now.getTime() + putOffBy)).catch((failure: unknown) => {
            log.error('clocksNotPutOff', { thing }, failure);
          });
        }
      });
    }
    // Nobody looks at their clocks until somebody has mended them, so the job fails, when all else is done.
    if (unreadable > 0) throw new Unprocessable(`${String(unreadable)} things whose clocks are to be watched cannot be read`);
    return count;
  };
