import { alarmTimes, nextLook, timeHasCome } from '../../../shared/calendar/alarm-times.ts';
import type { Clock } from './clock-of.ts';
import type { ClockRules } from './clock-rules.ts';

export interface Alarm {
  /** Names clock, beginning, stage, limit: a moved limit is told anew, all else once. */
  alarmId: string;
  stage: string;
  at: string;
  clock: Clock;
  /** Department ids, `platform` (the data bureau), `leader`. */
  to: string[];
}

const running = (clocks: readonly Clock[]): Clock[] => clocks.filter(({ stoppedAt }) => stoppedAt === undefined);

const alarmsOfClock = (clock: Clock, { alarms, serviceHours }: ClockRules): Alarm[] => {
  const escalations = new Map(alarms.escalations.map(({ afterWorkdays, to }) => [afterWorkdays, to]));
  const term = { n: clock.n + clock.extended, unit: clock.unit };
  return alarmTimes({ ...clock, term }, { ...alarms, workdaysOver: [...escalations.keys()] }, serviceHours).map(
    ({ stage, at, workdaysOver }) => {
      const besides = workdaysOver === undefined ? [] : (escalations.get(workdaysOver) ?? []);
      const bound = clock.department ?? 'platform';
      return {
        alarmId: [clock.name, clock.startedAt, stage, clock.due].join('#'),
        ...{ stage, at: at.toISOString(), clock },
        to: [...new Set([bound, ...besides.map((one) => (one === 'department' ? bound : one))])].sort(),
      };
    },
  );
};

/** All alarms that there will be if nothing moves, in order, each in service hours. A clock that stands still says nothing. */
export const alarmsOf = (clocks: readonly Clock[], rules: ClockRules): Alarm[] =>
  running(clocks)
    .filter(({ standsStill }) => !standsStill)
    .flatMap((clock) => alarmsOfClock(clock, rules))
    .sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));

export const alarmsToSay = (clocks: readonly Clock[], rules: ClockRules, now: Date): Alarm[] =>
  timeHasCome(alarmsOf(clocks, rules), rules.serviceHours, now);

export const lookAtOf = (clocks: readonly Clock[], rules: ClockRules, now: Date, saidUntil?: Date): string | undefined =>
  nextLook(alarmsOf(clocks, rules), running(clocks), rules.serviceHours, { now, saidUntil });
