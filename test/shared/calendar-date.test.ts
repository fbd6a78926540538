import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAfter, isCalendarDate, readDate, readDateTime } from '../../shared/calendar/calendar-date.ts';

describe('a date', () => {
  it.each([
    ['2026-01-31', '2026-01-31'],
    ['2026-1-3', '2026-01-03'],
    ['2026/1/3', '2026-01-03'],
    ['2026.01.03', '2026-01-03'],
    ['2026年1月3日', '2026-01-03'],
    ['20260103', '2026-01-03'],
    ['2024-02-29', '2024-02-29'],
    ['2026-01-31 09:30:05', '2026-01-31 09:30:05'],
    ['2026-01-31T09:30:05', '2026-01-31 09:30:05'],
    ['2026-01-31T09:30:05+08:00', '2026-01-31 09:30:05'],
    ['2026-01-31 09:30:05.0', '2026-01-31 09:30:05'],
    ['2026/1/31 9:05', '2026-01-31 09:05:00'],
    ['2026年1月31日 9时5分7秒', '2026-01-31 09:05:07'],
    ['20260131093005', '2026-01-31 09:30:05'],
  ])('%s is read as %s', (text, standard) => {
    expect(readDateTime(text)).toBe(standard);
  });

  it.each([
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '1900-02-29',
    '2026-01-32',
    '26-01-03',
    '44927',
    '2026-01',
    '2026-01-03 24:00:00',
    '2026-01-03 9',
    '2026-01-03T01:00:00Z',
    '2026-01-031',
    '03/01/2026',
    '今天',
    '2026-01-02-03',
  ])('%s is not guessed at', (text) => {
    expect(readDateTime(text)).toBeUndefined();
  });

  it('loses the time of day where a date is asked for', () => {
    expect(readDate('2026-01-31 09:30:05')).toBe('2026-01-31');
  });

  it('exists exactly when the calendar has it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1000, max: 9999 }),
        fc.integer({ min: 0, max: 13 }),
        fc.integer({ min: 0, max: 32 }),
        (year, month, day) => {
          const text = `${String(year)}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
          const date = new Date(Date.UTC(year, month - 1, day));
          expect(isCalendarDate(text)).toBe(
            month >= 1 && month <= 12 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day && day > 0,
          );
        },
      ),
    );
  });

  it('read once is read the same again', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1000-01-02'), max: new Date('9999-12-30'), noInvalidDate: true }),
        fc.constantFrom('-', '/', '.'),
        (date, separator) => {
          const [year = '', month = '', day = ''] = date.toISOString().slice(0, 10).split('-');
          const standard = readDateTime([year, String(Number(month)), String(Number(day))].join(separator));
          expect(standard).toBe(`${year}-${month}-${day}`);
          expect(readDateTime(standard ?? '')).toBe(standard);
        },
      ),
    );
  });

  it('is not later than a time of the same day, nor the other way round', () => {
    expect(isAfter('2026-01-03', '2026-01-03 10:00:00')).toBe(false);
    expect(isAfter('2026-01-03 10:00:00', '2026-01-03')).toBe(false);
    expect(isAfter('2026-01-03 10:00:01', '2026-01-03 10:00:00')).toBe(true);
    expect(isAfter('2026-01-04', '2026-01-03 23:59:59')).toBe(true);
  });
});
