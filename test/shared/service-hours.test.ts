import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addServiceTime,
  endOfService,
  isInService,
  lastServiceMinuteBefore,
  nextServiceMoment,
  serviceTimeBetween,
} from '../../shared/calendar/service-hours.ts';
import { instantOf, shanghaiTime } from '../../shared/calendar/shanghai-time.ts';

const hours = [
  { from: '09:00', to: '12:00' },
  { from: '13:00', to: '17:00' },
];
const minute = 60_000;
const show = (instant: Date): string => shanghaiTime(instant).slice(0, 16);
/** Minutes around 春节, the National Day and a New Year without a notice. */
const instant = fc
  .constantFrom('2026-02-10', '2026-09-28', '2026-12-29')
  .chain((date) => fc.nat(14 * 24 * 60).map((minutes) => new Date(instantOf(date).getTime() + minutes * minute)));

describe('Service hours', () => {
  it.each([
    ['2026-02-14 08:59', '2026-02-14 09:00', 'of a worked Saturday'],
    ['2026-02-14 12:00', '2026-02-14 13:00', 'after noon'],
    ['2026-02-14 16:59', '2026-02-14 16:59', 'now'],
    ['2026-02-14 17:00', '2026-02-24 09:00', 'after 春节'],
    ['2026-02-15 10:00', '2026-02-24 09:00', 'after 春节'],
  ])('after %s come round at %s, %s', (at, next) => {
    expect(show(nextServiceMoment(instantOf(`${at}:00`), hours))).toBe(next);
  });

  it.each([
    ['2026-02-24 09:00', '2026-02-14 16:59'],
    ['2026-02-24 09:01', '2026-02-24 09:00'],
    ['2026-02-24 13:00', '2026-02-24 11:59'],
    ['2026-02-24 20:00', '2026-02-24 16:59'],
    ['2026-02-20 20:00', '2026-02-14 16:59'],
  ])('before %s end with the minute of %s', (at, last) => {
    expect(show(lastServiceMinuteBefore(instantOf(`${at}:00`), hours))).toBe(last);
  });

  it('end in the evening of a working day, and at midnight of a day off', () => {
    expect(show(endOfService('2026-02-14', hours))).toBe('2026-02-14 17:00');
    expect(show(endOfService('2026-02-15', hours))).toBe('2026-02-16 00:00');
  });

  it('are counted at once as they are minute by minute', () => {
    fc.assert(
      fc.property(instant, fc.nat(6 * 24 * 60), (from, minutes) => {
        const to = new Date(from.getTime() + minutes * minute);
        let served = 0;
        for (let at = from.getTime(); at < to.getTime(); at += minute) if (isInService(new Date(at), hours)) served += minute;
        expect(serviceTimeBetween(from, to, hours)).toBe(served);
        expect(serviceTimeBetween(to, from, hours) + 0).toBe(-served + 0);
      }),
      { numRuns: 50 },
    );
  });

  it('that are added have then passed, and not a moment before', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 60 * 60 * 1000 * 50 }), (from, length) => {
        const end = addServiceTime(from, length, hours);
        expect(serviceTimeBetween(from, end, hours)).toBe(length);
        expect(serviceTimeBetween(from, new Date(end.getTime() - 1), hours)).toBe(length - 1);
      }),
    );
  });

  it('are in service at the next moment and in the last minute, with none between', () => {
    fc.assert(
      fc.property(instant, (at) => {
        const next = nextServiceMoment(at, hours);
        expect(isInService(next, hours) && next >= at).toBe(true);
        expect(serviceTimeBetween(at, next, hours)).toBe(0);
        const last = lastServiceMinuteBefore(at, hours);
        expect(isInService(last, hours) && last < at).toBe(true);
        expect(serviceTimeBetween(last, at, hours)).toBe(minute);
      }),
    );
  });
});
