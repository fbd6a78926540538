import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bundle } from '../../infra/bundle.ts';
import { addWorkingDays, isWorkday, publishedYears, rolledToWorkday, workingDaysBetween } from '../../shared/calendar/working-days.ts';

const days = (year: number): string[] =>
  Array.from({ length: 366 }, (_, at) => new Date(Date.UTC(year, 0, 1 + at)).toISOString().slice(0, 10)).filter((date) =>
    date.startsWith(String(year)),
  );
const isWeekend = (date: string): boolean => [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());

describe('working days', () => {
  it.each([
    [
      2025,
      '01-01 01-28 01-29 01-30 01-31 02-03 02-04 04-04 05-01 05-02 05-05 06-02 10-01 10-02 10-03 10-06 10-07 10-08',
      '01-26 02-08 04-27 09-28 10-11',
    ],
    [
      2026,
      '01-01 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-06 05-01 05-04 05-05 06-19 09-25 10-01 10-02 10-05 10-06 10-07',
      '01-04 02-14 02-28 05-09 09-20 10-10',
    ],
  ])('are those of the notice for %i: weekdays off, weekend days worked, 248 in all', (year, off, worked) => {
    const short = (dates: string[]) => dates.map((date) => date.slice(5)).join(' ');
    expect(short(days(year).filter((date) => !isWeekend(date) && !isWorkday(date)))).toBe(off);
    expect(short(days(year).filter((date) => isWeekend(date) && isWorkday(date)))).toBe(worked);
    expect(days(year).filter(isWorkday)).toHaveLength(248);
    expect(workingDaysBetween(`${year - 1}-12-31`, `${year}-12-31`)).toEqual({ days: 248, provisional: false });
  });

  it.each([
    ['2026-02-12', 1, '2026-02-13'],
    ['2026-02-12', 5, '2026-02-26'],
    ['2026-02-12', 7, '2026-02-28'],
    ['2026-02-12', 10, '2026-03-04'],
    ['2026-02-12', 20, '2026-03-18'],
    ['2026-02-14', 1, '2026-02-24'],
    ['2026-04-30', 5, '2026-05-11'],
    ['2026-04-30', 7, '2026-05-13'],
    ['2026-09-30', 1, '2026-10-08'],
    ['2026-09-30', 5, '2026-10-13'],
    ['2026-09-30', 7, '2026-10-15'],
    ['2026-09-30', 15, '2026-10-27'],
    ['2026-10-01', 5, '2026-10-13'],
    ['2026-11-20', 5, '2026-11-27'],
    ['2026-11-20', 7, '2026-12-01'],
    ['2026-11-20', 20, '2026-12-18'],
  ])('from %s, %i of them end on %s', (from, n, end) => {
    expect(addWorkingDays(from, n)).toEqual({ date: end, provisional: false });
    expect(workingDaysBetween(from, end)).toEqual({ days: n, provisional: false });
  });

  it('let a term of calendar days end after the holiday that it would end on', () => {
    expect(rolledToWorkday('2026-10-03')).toEqual({ date: '2026-10-08', provisional: false });
    expect(rolledToWorkday('2026-10-08 09:30:00')).toEqual({ date: '2026-10-08', provisional: false });
  });

  it('are known for the years whose notice the package has: when this fails, open terms of the new year are to be counted again', () => {
    expect(publishedYears).toEqual({ first: 2004, last: 2026 });
  });

  it('are provisional in a year without a notice, where New Year’s Day would pass for worked', () => {
    expect(isWorkday('2027-01-01')).toBe(true);
    expect(addWorkingDays('2026-12-31', 1)).toEqual({ date: '2027-01-01', provisional: true });
    expect(addWorkingDays('2026-12-30', 1).provisional).toBe(false);
    expect(rolledToWorkday('2027-01-02').provisional).toBe(true);
    expect(workingDaysBetween('2026-12-01', '2027-01-04').provisional).toBe(true);
    expect(workingDaysBetween('2027-01-04', '2026-12-01').provisional).toBe(true);
    expect(workingDaysBetween('2003-12-31', '2004-02-01').provisional).toBe(true);
  });

  it('are counted alike at once and day by day, forwards and backwards', () => {
    const date = fc
      .date({ min: new Date('2003-06-01'), max: new Date('2027-06-01'), noInvalidDate: true })
      .map((at) => at.toISOString().slice(0, 10));
    fc.assert(
      fc.property(date, fc.nat(80), (from, n) => {
        const { date: end } = addWorkingDays(from, n);
        expect(workingDaysBetween(from, end).days).toBe(n);
        expect(n === 0 || isWorkday(end)).toBe(true);
        expect(workingDaysBetween(end, from).days).toBe(-n + 0);
      }),
    );
  });

  it('weigh little in a bundle, and count there as they do here', async () => {
    const [bundled] = await bundle({ entries: [{ file: 'shared/calendar/working-days.ts', name: 'days' }], outdir: '.local/weighed-days' });
    expect((bundled?.bytes ?? Infinity) / 1024).toBeLessThan(11);
    const inBundle = (await import(path.resolve('.local/weighed-days/days/index.mjs'))) as { addWorkingDays: typeof addWorkingDays };
    for (const date of days(2026)) expect(inBundle.addWorkingDays(date, 5)).toEqual(addWorkingDays(date, 5));
  });

  it('do not know times of day', () => {
    expect(workingDaysBetween('2026-11-20 23:59:59', '2026-11-23 00:00:00').days).toBe(1);
  });
});
