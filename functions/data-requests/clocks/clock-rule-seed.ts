import { ClockRules } from './clock-rules.ts';

/** 政务数据共享条例 (国务院令第809号). Its limits are quoted from memory of it and not read in the official text: so each says that it is a default to be checked. */
const law = '《政务数据共享条例》（国务院令第809号）；默认值，待核对';
const platform = '苏州市公共数据平台审核时限；本地规则，可调整';
const local = '本地规则，默认值，由区里设定';
const since809 = { validFrom: '2025-08-01' };
const workdays = (n: number) => ({ n, unit: 'WORKDAY' as const });

/** The rules a district begins with; two stewards change them by new versions. */
export const clockRuleSeed: ClockRules = ClockRules.parse({
  version: 1,
  validFrom: '2025-08-01',
  serviceHours: [
    { from: '09:00', to: '12:00' },
    { from: '13:00', to: '17:00' },
  ],
  rules: [
    { ruleId: 'SH.LOCAL_ADMIN', clock: 'conformity', ...workdays(2), ...since809, lawRef: platform },
    // The review is extended with the answer that it is part of.
    {
      ruleId: 'SH.LOCAL_DEPT',
      clock: 'department',
      ...workdays(10),
      extension: { n: 10, maxTimes: 1 },
      ...since809,
      lawRef: `${platform}；随答复期限延长`,
    },
    { ruleId: 'SH.COND', clock: 'provider', ...workdays(10), extension: { n: 10, maxTimes: 1 }, ...since809, lawRef: law },
    { ruleId: 'SH.UNCOND', clock: 'unconditional', ...workdays(1), ...since809, lawRef: law },
    { ruleId: 'SH.PROVIDE', clock: 'provide', ...workdays(20), ...since809, lawRef: law },
    { ruleId: 'SH.CORRECT', clock: 'correct', ...workdays(10), ...since809, lawRef: law },
    { ruleId: 'SH.CATALOGUE', clock: 'catalogue-review', ...workdays(2), ...since809, lawRef: law },
    { ruleId: 'SH.UPDATE', clock: 'catalogue-update', ...workdays(10), extension: { n: 5, maxTimes: 1 }, ...since809, lawRef: law },
    { ruleId: 'SH.DISPUTE', clock: 'dispute', ...workdays(10), ...since809, lawRef: local },
    { ruleId: 'SH.LAPSE', clock: 'lapse', n: 30, unit: 'CALENDAR_DAY', ...since809, lawRef: local },
  ],
  alarms: {
    warnAtShare: 0.7,
    warnWorkdaysBefore: 1,
    escalations: [
      { afterWorkdays: 0, to: ['department', 'platform'] },
      { afterWorkdays: 1, to: ['department', 'platform'] },
      { afterWorkdays: 2, to: ['department', 'platform', 'leader'] },
    ],
  },
});
