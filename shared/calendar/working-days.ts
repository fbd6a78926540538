import calendar from 'chinese-days/dist/chinese-days.json' with { type: 'json' };

/**
 * Working days (工作日) of the whole country, by the yearly notices of 国务院办公厅 on 节假日安排, as the npm package chinese-days has them. A year whose notice
 * is not in the package is counted as if Monday to Friday were worked and is called provisional, because such a count will be wrong once the notice is out.
 */
const day = 86_400_000;

// 1970-01-01 was a Thursday, so that day 4 after it was the first Monday.
const dayNumber = (date: string): number => Date.parse(`${date.slice(0, 10)}T00:00:00Z`) / day;
const dateOf = (number: number): string => new Date(number * day).toISOString().slice(0, 10);
const isWeekday = (number: number): boolean => (((number - 4) % 7) + 7) % 7 < 5;

const sorted = (dates: object): number[] =>
  Object.keys(dates)
    .map(dayNumber)
    .sort((a, b) => a - b);
const weekdaysOff = sorted(calendar.holidays).filter(isWeekday);
const weekendsWorked = sorted(calendar.workdays).filter((number) => !isWeekday(number));
const off = new Set(weekdaysOff);
const worked = new Set(weekendsWorked);

/** Years whose notice is known: first and last, none missing between. National Day tells, because New Year's Day may stand in the notice of the year before. */
const years = Object.keys(calendar.holidays)
  .filter((date) => date.endsWith('-10-01'))
  .map((date) => Number(date.slice(0, 4)));
export const publishedYears = { first: Math.min(...years), last: Math.max(...years) };

const isProvisional = (from: string, to: string): boolean =>
  Number(from.slice(0, 4)) < publishedYears.first || Number(to.slice(0, 4)) > publishedYears.last;

/** How many of the sorted numbers are not greater. */
const countUpTo = (numbers: readonly number[], limit: number): number => {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? Infinity) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Working days since a far Monday, this day included; two of them subtracted count any interval at once. */
const workingDaysUpTo = (number: number): number => {
  const sinceMonday = number - 4;
  const week = Math.floor(sinceMonday / 7);
  return week * 5 + Math.min(sinceMonday - week * 7 + 1, 5) - countUpTo(weekdaysOff, number) + countUpTo(weekendsWorked, number);
};

const worksOn = (number: number): boolean => (isWeekday(number) ? !off.has(number) : worked.has(number));

/** `yyyy-MM-dd`, here and below; a time behind it says nothing. Of a year without a notice: whether it is a weekday. */
export const isWorkday = (date: string): boolean => worksOn(dayNumber(date));

export interface CountedDay {
  date: string;
  /** The holidays of a year that it passes are not published: count again when they are. */
  provisional: boolean;
}

/** The day on which a term of `n` working days ends. The day it starts on is not counted (民法典第二百零一条). With a negative `n`: so many before. */
export const addWorkingDays = (date: string, n: number): CountedDay => {
  let number = dayNumber(date);
  for (let left = Math.abs(n); left > 0;) {
    number += Math.sign(n);
    if (worksOn(number)) left -= 1;
  }
  const end = dateOf(number);
  return { date: end, provisional: n < 0 ? isProvisional(end, date) : isProvisional(date, end) };
};

/** Where a term in calendar days ends on a day off, the first working day after it is its end (民法典第二百零三条). */
export const rolledToWorkday = (date: string): CountedDay =>
  isWorkday(date) ? { date: date.slice(0, 10), provisional: isProvisional(date, date) } : addWorkingDays(date, 1);

/** Working days after `from` until `to`, which is counted: what `addWorkingDays` must add. Negative when `to` is the earlier one. */
export const workingDaysBetween = (from: string, to: string): { days: number; provisional: boolean } => ({
  days: workingDaysUpTo(dayNumber(to)) - workingDaysUpTo(dayNumber(from)),
  provisional: from <= to ? isProvisional(from, to) : isProvisional(to, from),
});
