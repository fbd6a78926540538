import { alarmTimes, later } from '../../../shared/calendar/alarm-times.ts';
import { isInService, nextServiceMoment } from '../../../shared/calendar/service-hours.ts';
import { instantOf, shanghaiDate } from '../../../shared/calendar/shanghai-time.ts';
import { addWorkingDays } from '../../../shared/calendar/working-days.ts';
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

/** Those whose time has come; none out of service hours, when nobody reads them. */
export const alarmsToSay = (clocks: readonly Clock[], rules: ClockRules, now: Date): Alarm[] =>
  isInService(now, rules.serviceHours) ? alarmsOf(clocks, rules).filter(({ at }) => at <= now.toISOString()) : [];

/**
 * When somebody has to look again: at the next alarm, or the next morning of service while a limit moves with the days (its clock stands still) or with the calendar (provisional).
 * `saidUntil`: up to when all alarms have been said; absent when that is not known, as after a move.
 */
export const lookAtOf = (clocks: readonly Clock[], rules: ClockRules, now: Date, saidUntil?: Date): string | undefined => {
  const said = saidUntil?.toISOString() ?? '';
  const alarm = alarmsOf(clocks, rules).find(({ at }) => at > said);
  const moves = running(clocks).some(({ provisional, standsStill }) => provisional || standsStill);
  const looks = [
    ...(alarm ? [nextServiceMoment(later(new Date(alarm.at), now), rules.serviceHours)] : []),
    ...(moves ? [nextServiceMoment(instantOf(addWorkingDays(shanghaiDate(now), 1).date), rules.serviceHours)] : []),
  ];
  return looks.length === 0 ? undefined : new Date(Math.min(...looks.map((look) => look.getTime()))).toISOString();
};
