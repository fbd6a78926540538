import { describe, expect, it } from 'vitest';
import { clockRuleSeed } from '../../functions/complaints/clocks/clock-rule-seed.ts';
import { ClockRules } from '../../functions/complaints/clocks/clock-rules.ts';
import { unfit } from '../../shared/runtime/keep-rules.ts';

const now = new Date('2026-11-25T15:59:00.000Z');
const kept = (version: number, validFrom: string): ClockRules => ({ ...clockRuleSeed, version, validFrom });
const published = [kept(1, '2020-01-01'), kept(2, '2026-06-01')].map((content) => ({ content }));

describe('Rules are approved', () => {
  it('for a later day alone, by the calendar of Shanghai', () => {
    expect(unfit(kept(3, '2026-11-26'), published, now)).toBeUndefined();
    for (const day of ['2020-01-01', '2026-11-25'])
      expect(unfit(kept(3, day), published, now)).toMatchObject({ because: 'valid-too-early' });
    expect(unfit(kept(3, '2026-11-26'), published, new Date('2026-11-25T16:00:00.000Z'))).toMatchObject({ because: 'valid-too-early' });
  });

  it('as the next version and no other', () => {
    for (const version of [2, 4, 900_000])
      expect(unfit(kept(version, '2027-01-01'), published, now)).toMatchObject({ because: 'version-not-next' });
    expect(unfit(kept(1, '2027-01-01'), [], now)).toBeUndefined();
  });

  it('with numbers that can be counted', () => {
    const [first] = clockRuleSeed.rules;
    const { alarms } = clockRuleSeed;
    for (const more of [
      { rules: [{ ...first, n: 1001 }] },
      { rules: [{ ...first, extension: { n: 1001, maxTimes: 1 } }] },
      { rules: Array.from({ length: 301 }, (_, at) => ({ ...first, ruleId: `R${String(at)}` })) },
      { alarms: { ...alarms, warnWorkdaysBefore: 1001 } },
      { alarms: { ...alarms, escalations: [{ afterWorkdays: 1001, to: ['desk'] }] } },
    ])
      expect(ClockRules.safeParse({ ...clockRuleSeed, ...more }).success).toBe(false);
  });
});
