import { describe, expect, it } from 'vitest';
import { alarmsOf, lookAtOf } from '../../functions/data-requests/clocks/alarms-of.ts';
import { clockOf, type Run } from '../../functions/data-requests/clocks/clock-of.ts';
import { clockRuleSeed } from '../../functions/data-requests/clocks/clock-rule-seed.ts';
import { ClockName, ClockRules } from '../../functions/data-requests/clocks/clock-rules.ts';
import { look } from '../../functions/data-requests/clocks/watch-clocks.ts';
import { isInService } from '../../shared/calendar/service-hours.ts';
import { shanghaiTime } from '../../shared/calendar/shanghai-time.ts';
import { at } from './small-bureau.ts';

const run = (name: ClockName, startedAt: string, more: Partial<Run> = {}): Run => ({
  name,
  startedAt: at(startedAt).toISOString(),
  ...more,
});
const clock = (its: Run, asOf = at(shanghaiTime(new Date(its.startedAt)).slice(0, 16))) => clockOf(its, clockRuleSeed, asOf)!;
const lastDay = (its: Run, asOf?: Date) => shanghaiTime(new Date(Date.parse(clock(its, asOf).due) - 1)).slice(0, 10);

describe('Limits of the law of sharing', () => {
  it('are there for every clock, from the day the law is in force', () => {
    expect(new Set(clockRuleSeed.rules.map(({ clock: name }) => name))).toEqual(new Set(ClockName.options));
    expect(clockOf(run('provider', '2025-07-31 10:00'), clockRuleSeed, at('2026-01-01'))).toBeUndefined();
  });

  it('say where the number was not checked in the official text', () => {
    for (const { lawRef } of clockRuleSeed.rules.filter((rule) => rule.lawRef.includes('809'))) expect(lawRef).toContain('待核对');
  });

  it.each<[ClockName, string, string]>([
    ['conformity', '2026-02-12 10:00', '2026-02-14'],
    ['conformity', '2026-02-13 10:00', '2026-02-24'],
    ['unconditional', '2026-02-14 10:00', '2026-02-24'],
    ['provider', '2026-02-12 10:00', '2026-03-04'],
    ['department', '2026-02-12 10:00', '2026-03-04'],
    ['provide', '2026-02-12 10:00', '2026-03-18'],
    ['correct', '2026-09-30 16:00', '2026-10-20'],
    ['catalogue-review', '2026-09-30 16:00', '2026-10-09'],
    ['catalogue-update', '2026-04-30 09:00', '2026-05-18'],
    ['lapse', '2026-02-12 10:00', '2026-03-14'],
  ])('%s from %s ends with %s', (name, start, last) => {
    expect(lastDay(run(name, start))).toBe(last);
  });

  it('are put off by a pause and an extension, and by no more than one', () => {
    const pauses = [{ from: at('2026-02-24 08:00').toISOString(), to: at('2026-02-27 18:00').toISOString() }];
    expect(lastDay(run('provider', '2026-02-12 10:00', { pauses }))).toBe('2026-03-10');
    expect(lastDay(run('provider', '2026-02-12 10:00', { extendedBy: [10, 10] }))).toBe('2026-03-18');
    expect(lastDay(run('provider', '2026-02-12 10:00', { extendedBy: [99] }))).toBe('2026-03-18');
    const open = run('provider', '2026-02-12 10:00', { pauses: [{ from: at('2026-02-24 08:00').toISOString() }] });
    expect(lastDay(open, at('2026-02-27 18:00'))).toBe('2026-03-10');
  });

  it('of a year whose holidays are not published are provisional', () => {
    expect(clock(run('provider', '2026-12-28 10:00')).provisional).toBe(true);
    expect(clock(run('provider', '2026-11-20 10:00')).provisional).toBe(false);
  });

  it('follow the rule of the day on which they start, so a past one can be computed again', () => {
    const [, ...others] = clockRuleSeed.rules;
    const first = clockRuleSeed.rules[0]!;
    const rules = ClockRules.parse({
      ...clockRuleSeed,
      version: 2,
      validFrom: '2026-06-01',
      rules: [{ ...first, validTo: '2026-05-31' }, { ...first, ruleId: 'SH.LOCAL_ADMIN.2', n: 1, validFrom: '2026-06-01' }, ...others],
    });
    expect(clockOf(run('conformity', '2026-05-29 10:00'), rules, at('2026-07-01'))).toMatchObject({ ruleId: 'SH.LOCAL_ADMIN', n: 2 });
    expect(clockOf(run('conformity', '2026-06-01 10:00'), rules, at('2026-07-01'))).toMatchObject({ ruleId: 'SH.LOCAL_ADMIN.2', n: 1 });
  });
});

describe('Alarms', () => {
  const its = run('provider', '2026-02-12 10:00', { department: 'd-mark' });
  const clocks = [clock(its)];
  const watched = { thing: 'request', id: 'q-1', listKey: '' } as const;

  it('warn, say that it has passed, and again a day and two after it, in service hours', () => {
    const alarms = alarmsOf(clocks, clockRuleSeed);
    expect(alarms.map(({ stage, at: when, to }) => [stage, shanghaiTime(new Date(when)).slice(0, 16), to])).toEqual([
      // Seven of ten working days are gone with Saturday, the 28th, which is worked.
      ['warning', '2026-03-02 09:00', ['d-mark']],
      ['expired', '2026-03-05 09:00', ['d-mark', 'platform']],
      ['overdue-1', '2026-03-06 09:00', ['d-mark', 'platform']],
      ['overdue-2', '2026-03-09 09:00', ['d-mark', 'leader', 'platform']],
    ]);
    expect(alarms.every(({ at: when }) => isInService(new Date(when), clockRuleSeed.serviceHours))).toBe(true);
  });

  it('are said once to each, none out of service hours, and the next look is at the next', () => {
    const evening = look(watched, '行政检查行为', clocks, { rules: clockRuleSeed, said: new Set(), now: at('2026-03-05 20:00') });
    expect(evening).toMatchObject({ alarms: [], lookAt: at('2026-03-06 09:00').toISOString() });
    const now = at('2026-03-05 10:00');
    const first = look(watched, '行政检查行为', clocks, { rules: clockRuleSeed, said: new Set(), now });
    expect(first.alarms.map(({ alarm, whom }) => `${alarm.stage} ${whom}`)).toEqual([
      'warning d-mark',
      'expired d-mark',
      'expired platform',
    ]);
    expect(first.lookAt).toBe(at('2026-03-06 09:00').toISOString());
    const said = new Set(first.alarms.map(({ alarm, whom }) => `${alarm.alarmId}#${whom}`));
    expect(look(watched, '行政检查行为', clocks, { rules: clockRuleSeed, said, now }).alarms).toEqual([]);
  });

  it('are silent while a clock stands still, which is looked at every morning, and when it has stopped', () => {
    const still = clock(
      run('provider', '2026-02-12 10:00', { pauses: [{ from: at('2026-02-13 10:00').toISOString() }] }),
      at('2026-02-13 11:00'),
    );
    expect(alarmsOf([still], clockRuleSeed)).toEqual([]);
    expect(lookAtOf([still], clockRuleSeed, at('2026-02-13 11:00'))).toBe(at('2026-02-14 09:00').toISOString());
    expect(lookAtOf([clock({ ...its, stoppedAt: at('2026-02-13').toISOString() })], clockRuleSeed, at('2026-02-13'))).toBeUndefined();
  });
});
