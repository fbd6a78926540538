import { endOfTerm, type Term } from './end-of-term.ts';
import { isInService, lastServiceMinuteBefore, nextServiceMoment, type ServiceHours } from './service-hours.ts';
import { instantOf, shanghaiDate, shanghaiTime } from './shanghai-time.ts';
import { addWorkingDays } from './working-days.ts';

/** A limit that runs. */
interface Limit {
  startedAt: string;
  due: string;
  /** Since when it has been like this; nothing is said about it for any time before. */
  changedAt: string;
  pauses: readonly { from: string; to?: string }[];
  /** With its extension; absent where the end was set from outside. */
  term?: Pick<Term, 'n' | 'unit'>;
}

interface Warnings {
  /** Warn when this share of the time has gone … */
  warnAtShare: number;
  /** … or so many working days before the end, whichever is earlier; limits in hours by the share alone. */
  warnWorkdaysBefore: number;
  /** Again so many working days after expiry; 0: at expiry, which is said in any case. */
  workdaysOver: readonly number[];
}

interface AlarmTime {
  stage: 'warning' | 'expired' | `overdue-${number}`;
  at: Date;
  /** Absent of a warning. */
  workdaysOver?: number;
}

const later = (one: Date, other: Date): Date => (one < other ? other : one);

export const sameTimeAfter = (at: Date, workdays: number): Date =>
  instantOf(`${addWorkingDays(shanghaiDate(at), workdays).date} ${shanghaiTime(at).slice(11)}`);

/** Raw, whenever that is: when the share of the limit has gone (of a limit in days, whole days), or working days before its last day, the earlier. */
const warningOf = ({ startedAt, due, pauses, term }: Limit, { warnAtShare, warnWorkdaysBefore }: Warnings, hours: ServiceHours): Date => {
  const [started, end] = [new Date(startedAt), new Date(due)];
  const inHours = term?.unit === 'HOUR' || term?.unit === 'SERVICE_HOUR';
  const share = (): Date => {
    if (!term) return new Date(started.getTime() + (end.getTime() - started.getTime()) * warnAtShare);
    const n = term.n * warnAtShare;
    const gone = pauses.flatMap(({ from, to }) => (to === undefined ? [] : [{ from: new Date(from), to: new Date(to) }]));
    return endOfTerm({ n: inHours ? n : Math.floor(n), unit: term.unit, rollToWorkday: false, dayEnds: 'midnight' }, started, gone, hours)
      .at;
  };
  const shareGone = share();
  if (inHours) return shareGone;
  const lastDay = shanghaiDate(new Date(end.getTime() - 1));
  const daysBefore = instantOf(addWorkingDays(lastDay, -warnWorkdaysBefore).date);
  // Of a limit of one day the day before is that of its start, when there is nothing to warn of yet.
  return daysBefore > started && daysBefore < shareGone ? daysBefore : shareGone;
};

/** When to say that a limit comes near, has passed and is long past, each in service hours. Working days after expiry count from the moment at which expiry is said. */
export const alarmTimes = (limit: Limit, warnings: Warnings, hours: ServiceHours): AlarmTime[] => {
  const [due, known] = [new Date(limit.due), new Date(limit.changedAt)];
  const inTime = nextServiceMoment(later(warningOf(limit, warnings, hours), known), hours);
  const warning = inTime < due ? inTime : lastServiceMinuteBefore(due, hours);
  const expired = nextServiceMoment(later(due, known), hours);
  return [
    // Where service does not come round between its beginning and its end, there is no moment to warn at.
    ...(warning >= known ? [{ stage: 'warning' as const, at: warning }] : []),
    { stage: 'expired', at: expired, workdaysOver: 0 },
    ...warnings.workdaysOver.flatMap((days) =>
      days === 0 ? [] : [{ stage: `overdue-${days}` as const, at: sameTimeAfter(expired, days), workdaysOver: days }],
    ),
  ];
};

/** Those whose time has come; none out of service hours, when nobody reads them. Saying one twice is up to the caller: by its id. */
export const timeHasCome = <Alarm extends { at: string }>(alarms: readonly Alarm[], hours: ServiceHours, now: Date): Alarm[] =>
  isInService(now, hours) ? alarms.filter(({ at }) => at <= now.toISOString()) : [];

/**
 * When somebody has to look again: at the next of these alarms (in order), or the next morning of service while a limit moves with the days (its clock stands still) or with the calendar
 * (provisional). `saidUntil`: up to when all alarms have been said; absent when that is not known, as after a move.
 */
export const nextLook = (
  alarms: readonly { at: string }[],
  running: readonly { provisional: boolean; standsStill: boolean }[],
  hours: ServiceHours,
  { now, saidUntil }: { now: Date; saidUntil: Date | undefined },
): string | undefined => {
  const said = saidUntil?.toISOString() ?? '';
  const alarm = alarms.find(({ at }) => at > said);
  const moves = running.some(({ provisional, standsStill }) => provisional || standsStill);
  const looks = [
    ...(alarm ? [nextServiceMoment(later(new Date(alarm.at), now), hours)] : []),
    ...(moves ? [nextServiceMoment(instantOf(addWorkingDays(shanghaiDate(now), 1).date), hours)] : []),
  ];
  return looks.length === 0 ? undefined : new Date(Math.min(...looks.map((look) => look.getTime()))).toISOString();
};
