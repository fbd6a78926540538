import { ClockRules } from './clock-rules.ts';

const cp20 = '《市场监督管理投诉举报处理暂行办法》（市场监管总局令第20号）';
const cp121 = '市场监管总局令第121号';
const procedure = '《市场监督管理行政处罚程序规定》第十八条';
const local = (what: string): string => `本地规则（${what}），由区里按12345管理规定设定`;

const before121 = { validFrom: '2020-01-01', validTo: '2026-04-14' };
const since121 = { validFrom: '2026-04-15' };
const always = { validFrom: '2020-01-01' };

const verifying = {
  clock: 'verify',
  n: 15,
  unit: 'WORKDAY',
  extension: { n: 15, maxTimes: 1 },
  // 检测、检验、检疫、鉴定…所需时间，不计入前款规定期限.
  pausedBy: ['鉴定检测'],
  tracks: ['tip'],
} as const;
const standstill = ['鉴定检测', '补正材料', '不可抗力'];

/**
 * The rules a district begins with; administrators change them by new versions. A complaint (投诉) and a tip (举报) have the limits of the law (accept, mediate, verify), which those
 * of 12345 do not shorten (国办发〔2020〕53号: 不替代部门法定职责); so `handle` is for requests alone.
 */
export const clockRuleSeed: ClockRules = ClockRules.parse({
  version: 1,
  validFrom: '2020-01-01',
  serviceHours: [
    { from: '09:00', to: '12:00' },
    { from: '13:00', to: '17:00' },
  ],
  rules: [
    { ruleId: 'CP20.ACCEPT', clock: 'accept', n: 7, unit: 'WORKDAY', tracks: ['complaint'], ...before121, lawRef: `${cp20}第十四条` },
    {
      ruleId: 'CP20.MEDIATE',
      clock: 'mediate',
      n: 45,
      unit: 'WORKDAY',
      // 检定、检验、检测、鉴定所需时间不计算在调解期限内 (第二十条).
      pausedBy: ['鉴定检测'],
      tracks: ['complaint'],
      ...before121,
      lawRef: `${cp20}第二十一条第一款第五项`,
    },
    { ruleId: 'CP20.VERIFY', ...verifying, ...before121, lawRef: `${cp20}第二十三条；${procedure}` },
    {
      ruleId: 'CP121.ACCEPT',
      clock: 'accept',
      n: 7,
      unit: 'WORKDAY',
      tracks: ['complaint'],
      ...since121,
      lawRef: `${cp121}；《消费者权益保护法》第四十六条`,
    },
    {
      ruleId: 'CP121.MEDIATE',
      clock: 'mediate',
      n: 60,
      unit: 'CALENDAR_DAY',
      rollToWorkday: true,
      pausedBy: ['鉴定检测'],
      tracks: ['complaint'],
      ...since121,
      lawRef: `${cp121}第二十三条第一款第五项`,
    },
    { ruleId: 'CP121.VERIFY', ...verifying, ...since121, lawRef: procedure },

    { ruleId: 'HL.SIGN', clock: 'sign', n: 4, unit: 'SERVICE_HOUR', ...always, lawRef: local('签收') },
    { ruleId: 'HL.SIGN.URGENT', clock: 'sign', n: 2, unit: 'SERVICE_HOUR', urgencies: ['urgent'], ...always, lawRef: local('紧急件签收') },
    { ruleId: 'HL.SIGN.EMERGENCY', clock: 'sign', n: 1, unit: 'HOUR', urgencies: ['emergency'], ...always, lawRef: local('特急件签收') },
    { ruleId: 'HL.RETURN', clock: 'return', n: 1, unit: 'WORKDAY', ...always, lawRef: local('申请退回') },
    {
      ruleId: 'HL.DEFAULT',
      clock: 'handle',
      n: 5,
      unit: 'WORKDAY',
      extension: { n: 5, maxTimes: 1 },
      pausedBy: standstill,
      tracks: ['request'],
      ...always,
      lawRef: local('办理'),
    },
    {
      ruleId: 'HL.URGENT',
      clock: 'handle',
      n: 3,
      unit: 'WORKDAY',
      extension: { n: 3, maxTimes: 1 },
      pausedBy: standstill,
      tracks: ['request'],
      urgencies: ['urgent'],
      ...always,
      lawRef: local('紧急件办理'),
    },
    {
      ruleId: 'HL.EMERGENCY',
      clock: 'handle',
      n: 24,
      unit: 'HOUR',
      tracks: ['request'],
      urgencies: ['emergency'],
      ...always,
      lawRef: local('特急件办理'),
    },
    { ruleId: 'SV.ORDINARY', clock: 'supervise', n: 5, unit: 'WORKDAY', ...always, lawRef: local('一般督办') },
    { ruleId: 'SV.IMPORTANT', clock: 'supervise', n: 3, unit: 'WORKDAY', levels: ['important'], ...always, lawRef: local('重点督办') },
    { ruleId: 'SV.LISTED', clock: 'supervise', n: 2, unit: 'WORKDAY', levels: ['listed'], ...always, lawRef: local('挂牌督办') },
    { ruleId: 'FB.DEFAULT', clock: 'feedback', n: 1, unit: 'WORKDAY', ...always, lawRef: local('向上级反馈') },
    // Long enough for all that the law gives to a track one after the other, and a review: 5 + 5, 7 + 60, 15 + 15 days.
    {
      ruleId: 'WH.REQUEST',
      clock: 'whole',
      n: 12,
      unit: 'WORKDAY',
      tracks: ['request'],
      pausedBy: standstill,
      ...always,
      lawRef: local('全程'),
    },
    {
      ruleId: 'WH.COMPLAINT',
      clock: 'whole',
      n: 60,
      unit: 'WORKDAY',
      tracks: ['complaint'],
      pausedBy: standstill,
      ...always,
      lawRef: local('投诉全程'),
    },
    {
      ruleId: 'WH.TIP',
      clock: 'whole',
      n: 35,
      unit: 'WORKDAY',
      tracks: ['tip'],
      pausedBy: standstill,
      ...always,
      lawRef: local('举报全程'),
    },
  ],
  alarms: {
    warnAtShare: 0.8,
    warnWorkdaysBefore: 1,
    escalations: [
      { afterWorkdays: 0, to: ['desk'] },
      { afterWorkdays: 1, to: ['desk'] },
      { afterWorkdays: 2, to: ['desk', 'leader'] },
      { afterWorkdays: 5, to: ['desk', 'leader'] },
    ],
  },
});
