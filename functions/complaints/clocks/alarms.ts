import { alarmTimes, nextLook, sameTimeAfter, timeHasCome } from '../../../shared/calendar/alarm-times.ts';
import { nextServiceMoment } from '../../../shared/calendar/service-hours.ts';
import { clockDefinitions } from './clock-definitions.ts';
import type { ClockRules } from './clock-rules.ts';
import { type Clock, runningOf } from './clocks.ts';

type Addressee = 'department' | 'desk' | 'leader';

export interface Alarm {
  /** Names clock, stage, limit and department: a moved limit and a new department are told anew, all else once. */
  alarmId: string;
  /** The clock's id. */
  clock: string;
  stage: 'warning' | 'expired' | `overdue-${number}` | `suspended-${number}`;
  at: string;
  due: string;
  to: Addressee[];
  department?: string;
}

const alarmsOfClock = (clock: Clock, rules: ClockRules): Alarm[] => {
  const rule = rules.rules.find(({ ruleId }) => ruleId === clock.ruleId);
  const escalations = new Map(rules.alarms.escalations.map(({ afterWorkdays, to }) => [afterWorkdays, to]));
  const times = alarmTimes(
    { ...clock, ...(rule && { term: { n: rule.n + clock.extended, unit: rule.unit } }) },
    { ...rules.alarms, workdaysOver: [...escalations.keys()] },
    rules.serviceHours,
  );
  return times.map(({ stage, at, workdaysOver }) => {
    const besides = workdaysOver === undefined ? [] : (escalations.get(workdaysOver) ?? ['desk']);
    const all = new Set<Addressee>([...clockDefinitions[clock.clock].for, ...besides]);
    // Nobody is there to hear it in a department that has not signed, and none where there is no department: then the desk must.
    if (clock.unsigned || clock.department === undefined) all.add('desk');
    if (clock.department === undefined) all.delete('department');
    return {
      alarmId: [clock.id, stage, clock.due, clock.department ?? 'desk'].join('#'),
      clock: clock.id,
      stage,
      at: at.toISOString(),
      due: clock.due,
      to: [...all].sort(),
      ...(clock.department !== undefined && { department: clock.department }),
    };
  });
};

/** By the seed, of about two years. */
const mostReminders = 24;

/** Named by the suspension: its limit moves with the days, and would be said anew each day. */
const remindersOf = (clock: Clock, { alarms, serviceHours }: ClockRules): Alarm[] => {
  const since = clock.pauses.find(({ to }) => to === undefined)?.from ?? clock.changedAt;
  const first = nextServiceMoment(new Date(since), serviceHours);
  return Array.from({ length: mostReminders }, (_, index) => {
    const workdays = (index + 1) * alarms.suspendedWorkdays;
    const stage = `suspended-${workdays}` as const;
    return {
      ...{ alarmId: [clock.id, stage, since, clock.department ?? 'desk'].join('#'), clock: clock.id, stage },
      ...{ at: sameTimeAfter(first, workdays).toISOString(), due: clock.due, to: ['desk'] },
      ...(clock.department !== undefined && { department: clock.department }),
    };
  });
};

/**
 * All alarms that there will be if nothing moves, in order, each in service hours. Of the clocks that stand still, the first says so, again and again, and the others nothing. Working days after expiry count from the moment at which
 * expiry is said.
 */
export const alarmsOf = (clocks: readonly Clock[], rules: ClockRules): Alarm[] =>
  [
    ...runningOf(clocks)
      .filter((clock) => !clock.standsStill)
      .flatMap((clock) => alarmsOfClock(clock, rules)),
    ...runningOf(clocks)
      .filter((clock) => clock.standsStill)
      .slice(0, 1)
      .flatMap((clock) => remindersOf(clock, rules)),
  ].sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));

export const alarmsToSay = (clocks: readonly Clock[], rules: ClockRules, now: Date): Alarm[] =>
  timeHasCome(alarmsOf(clocks, rules), rules.serviceHours, now);

export const nextLookAt = (clocks: readonly Clock[], rules: ClockRules, now: Date, saidUntil?: Date): string | undefined =>
  nextLook(alarmsOf(clocks, rules), runningOf(clocks), rules.serviceHours, { now, saidUntil });
