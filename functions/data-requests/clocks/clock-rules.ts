import * as z from 'zod';
import { haveIdsOfTheirOwn, limit, limitAlarms, ServicePeriods } from '../../../shared/calendar/limit-rules.ts';

/**
 * What has a time limit. Of a request: `conformity` the data bureau's review, `department` the provider's review as the city's platform counts it, `provider` the provider's answer by law, signatures included,
 * `unconditional` the answer where nothing is to be decided, `provide` from consent until the data can be read, `dispute` each stage of a dispute, `lapse` what lies with the applicant. Of a resource: `catalogue-review`
 * until it is published, `catalogue-update` until a change is in the catalogue. Of a correction: `correct`.
 */
export const ClockName = z.enum([
  'conformity',
  'department',
  'provider',
  'unconditional',
  'provide',
  'dispute',
  'lapse',
  'correct',
  'catalogue-review',
  'catalogue-update',
]);
export type ClockName = z.infer<typeof ClockName>;

export const clockTitles: Readonly<Record<ClockName, string>> = {
  conformity: '符合性审查',
  department: '提供部门审查',
  provider: '提供部门答复',
  unconditional: '无条件共享答复',
  provide: '提供数据',
  dispute: '争议处理',
  lapse: '填写或补正',
  correct: '校核答复',
  'catalogue-review': '目录审核发布',
  'catalogue-update': '目录更新',
};

/** One limit. Chosen by the day on which its clock starts. */
export const ClockRule = z.object({ ...limit, clock: ClockName, unit: z.enum(['WORKDAY', 'CALENDAR_DAY']) });
export type ClockRule = z.infer<typeof ClockRule>;

const alarms = limitAlarms(z.enum(['department', 'platform', 'leader']));

export const ClockRules = z.object({
  version: z.int().min(1),
  validFrom: z.iso.date(),
  serviceHours: ServicePeriods,
  rules: z.array(ClockRule).max(100).refine(haveIdsOfTheirOwn, '规则编号不得重复'),
  alarms: z.object({ ...alarms, escalations: alarms.escalations.max(20) }),
});
export type ClockRules = z.infer<typeof ClockRules>;
