import { instantOf, shanghaiDate } from './shanghai-time.ts';
import { addWorkingDays, isWorkday, workingDaysBetween } from './working-days.ts';

/** When a district works on a working day: `HH:mm` to `HH:mm` of Shanghai, in order, the end not included. */
export type ServiceHours = readonly { from: string; to: string }[];

const minute = 60_000;
const ofDay = (time: string): number => (Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) * minute;
const midnightOf = (date: string): number => instantOf(date).getTime();

const lengthOfDay = (hours: ServiceHours): number => hours.reduce((sum, { from, to }) => sum + ofDay(to) - ofDay(from), 0);

/** Service time of its own day that lies before the instant. */
const servedToday = (at: Date, date: string, hours: ServiceHours): number => {
  if (!isWorkday(date)) return 0;
  const time = at.getTime() - midnightOf(date);
  return hours.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(time, ofDay(to)) - ofDay(from)), 0);
};

/** Milliseconds of service between the two, however far apart. */
export const serviceTimeBetween = (from: Date, to: Date, hours: ServiceHours): number => {
  const [first, last] = [shanghaiDate(from), shanghaiDate(to)];
  const daysBefore = workingDaysBetween(first, last).days + (isWorkday(first) ? 1 : 0) - (isWorkday(last) ? 1 : 0);
  return daysBefore * lengthOfDay(hours) + servedToday(to, last, hours) - servedToday(from, first, hours);
};

/** When so many milliseconds (more than none) of service have passed: at the latest with the end of service, never with the next morning. */
export const addServiceTime = (from: Date, length: number, hours: ServiceHours): Date => {
  const first = shanghaiDate(from);
  // Counted from the beginning of the first day, whole days are left out at once.
  const start = isWorkday(first) ? first : addWorkingDays(first, 1).date;
  const total = length + servedToday(from, first, hours);
  const whole = Math.ceil(total / lengthOfDay(hours)) - 1;
  const midnight = midnightOf(addWorkingDays(start, whole).date);
  let left = total - whole * lengthOfDay(hours);
  for (const period of hours) {
    const its = ofDay(period.to) - ofDay(period.from);
    if (left <= its) return new Date(midnight + ofDay(period.from) + left);
    left -= its;
  }
  throw new Error('no service hours');
};

export const isInService = (at: Date, hours: ServiceHours): boolean => {
  const date = shanghaiDate(at);
  const time = at.getTime() - midnightOf(date);
  return isWorkday(date) && hours.some(({ from, to }) => time >= ofDay(from) && time < ofDay(to));
};

/** The instant itself when it is in service. */
export const nextServiceMoment = (at: Date, hours: ServiceHours): Date => {
  const date = shanghaiDate(at);
  const time = at.getTime() - midnightOf(date);
  const period = isWorkday(date) ? hours.find(({ to }) => time < ofDay(to)) : undefined;
  if (period) return new Date(Math.max(at.getTime(), midnightOf(date) + ofDay(period.from)));
  return new Date(midnightOf(addWorkingDays(date, 1).date) + ofDay(hours[0]?.from ?? '00:00'));
};

/** The last whole minute of service that begins before the instant. */
export const lastServiceMinuteBefore = (at: Date, hours: ServiceHours): Date => {
  const before = Math.ceil(at.getTime() / minute) * minute - minute;
  const date = shanghaiDate(new Date(before));
  const time = before - midnightOf(date);
  const period = isWorkday(date) ? hours.findLast(({ from }) => ofDay(from) <= time) : undefined;
  if (period) return new Date(midnightOf(date) + Math.min(time, ofDay(period.to) - minute));
  return new Date(midnightOf(addWorkingDays(date, -1).date) + ofDay(hours.at(-1)?.to ?? '24:00') - minute);
};

/** When service ends on that day; midnight on a day off. */
export const endOfService = (date: string, hours: ServiceHours): Date =>
  new Date(midnightOf(date) + ofDay((isWorkday(date) ? hours.at(-1)?.to : undefined) ?? '24:00'));
