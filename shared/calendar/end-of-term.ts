import { daysBetween } from './calendar-date.ts';
import { type ServiceHours, addServiceTime, endOfService, serviceTimeBetween } from './service-hours.ts';
import { instantOf, shanghaiDate, shanghaiTime } from './shanghai-time.ts';
import { addWorkingDays, isWorkday, workingDaysBetween } from './working-days.ts';

export interface Term {
  n: number;
  /** SERVICE_HOUR: hours in which the district works. HOUR: by the clock. */
  unit: 'WORKDAY' | 'CALENDAR_DAY' | 'HOUR' | 'SERVICE_HOUR';
  /** A last day off becomes the first working day after it (民法典第二百零三条第一款). */
  rollToWorkday: boolean;
  /** When the last day ends: at midnight, or with service hours (民法典第二百零三条第二款). */
  dayEnds: 'midnight' | 'service';
}

/** In order, not overlapping, none before the start. */
export interface Pause {
  from: Date;
  to: Date;
}

export interface TermEnd {
  /** The first instant that is too late. */
  at: Date;
  /** It passes days of a year whose holidays are not published. */
  provisional: boolean;
}

const hour = 3_600_000;

const addDays = (date: string, n: number): string => new Date(Date.parse(`${date}T00:00:00Z`) + n * 24 * hour).toISOString().slice(0, 10);

/** A pause that begins before the end puts it off by all that the pause holds of what is counted. */
const putOff = <Place>(
  end: (length: number) => Place,
  length: number,
  pauses: readonly { from: Place; to: Place }[],
  within: (from: Place, to: Place) => number,
): Place => {
  let [needed, at] = [length, end(length)];
  for (const { from, to } of pauses) {
    if (from >= at) break;
    needed += within(from, to);
    at = end(needed);
  }
  return at;
};

/** 民法典第二百零三条第一款: the end is the first working day after a day off; one on which the clock stands still is none either. */
const rolled = (date: string, pauses: readonly { from: string; to: string }[]): string => {
  let day = date;
  for (;;) {
    const pause = pauses.find(({ from, to }) => day > from && day <= to);
    if (pause) day = addDays(pause.to, 1);
    else if (isWorkday(day)) return day;
    else day = addWorkingDays(day, 1).date;
  }
};

/**
 * Between two days, the first not counted: those on which the clock stands still for as long as the day counts (calendar days: all of it; working days: all service hours), so that
 * stopping overnight wins nothing. The longer a pause, the more days; so no limit moves back.
 */
const wholeDays = ({ from, to }: Pause, unit: Term['unit'], hours: ServiceHours): { from: string; to: string } => {
  const day =
    unit === 'WORKDAY' ? { begins: hours[0]?.from ?? '00:00', ends: hours.at(-1)?.to ?? '24:00' } : { begins: '00:00', ends: '24:00' };
  const [first, last] = [shanghaiDate(from), shanghaiDate(to)];
  // 24:00 is the next day's 00:00, which no time of its own day reaches.
  return {
    from: from <= instantOf(`${first} ${day.begins}:00`) ? addDays(first, -1) : first,
    to: shanghaiTime(to).slice(11) >= `${day.ends}:00` ? last : addDays(last, -1),
  };
};

/**
 * When a term ends (民法典第二百零一条, 第二百零三条). In days: the day it starts on does not count, nor do days on which it stands still all day (`wholeDays`); its last day
 * ends at 24:00 or with service. In hours: to the millisecond.
 */
export const endOfTerm = (term: Term, start: Date, pauses: readonly Pause[], hours: ServiceHours): TermEnd => {
  const firstDay = shanghaiDate(start);
  switch (term.unit) {
    case 'HOUR': {
      const times = pauses.map(({ from, to }) => ({ from: from.getTime(), to: to.getTime() }));
      const at = putOff(
        (length) => start.getTime() + length,
        term.n * hour,
        times,
        (from, to) => to - from,
      );
      return { at: new Date(at), provisional: false };
    }
    case 'SERVICE_HOUR': {
      const at = putOff(
        (length) => addServiceTime(start, length, hours),
        term.n * hour,
        pauses,
        (from, to) => serviceTimeBetween(from, to, hours),
      );
      return { at, provisional: workingDaysBetween(firstDay, shanghaiDate(at)).provisional };
    }
    default: {
      // The starting day does not count, so no pause can take it out.
      const days = pauses
        .map((pause) => wholeDays(pause, term.unit, hours))
        .map(({ from, to }) => ({ from: from < firstDay ? firstDay : from, to }))
        .filter(({ from, to }) => from < to);
      const counted =
        term.unit === 'WORKDAY'
          ? putOff(
              (length) => addWorkingDays(firstDay, length).date,
              term.n,
              days,
              (from, to) => workingDaysBetween(from, to).days,
            )
          : putOff((length) => addDays(firstDay, length), term.n, days, daysBetween);
      const last = term.rollToWorkday ? rolled(counted, days) : counted;
      // Whether calendar days end on a day off is all that holidays have to say about them.
      const askedFrom = term.unit === 'WORKDAY' ? firstDay : counted;
      const asked = term.unit === 'WORKDAY' || term.rollToWorkday || term.dayEnds === 'service';
      return {
        at: term.dayEnds === 'service' ? endOfService(last, hours) : instantOf(addDays(last, 1)),
        provisional: asked && workingDaysBetween(askedFrom, last).provisional,
      };
    }
  }
};
