import * as z from 'zod';

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

/** Working days are counted one by one, for every thing and look: a slip of the finger must not stop all. */
const longest = 1000;

/** One limit: data with dates and its source. Chosen by the day on which its clock starts. */
export const ClockRule = z.object({
  ruleId: z.string().max(40),
  clock: ClockName,
  n: z.int().min(1).max(longest),
  unit: z.enum(['WORKDAY', 'CALENDAR_DAY']),
  rollToWorkday: z.boolean().default(false),
  dayEnds: z.enum(['midnight', 'service']).default('midnight'),
  /** By how much it may be extended at most, and how often. */
  extension: z.object({ n: z.int().min(1).max(longest), maxTimes: z.int().min(1) }).optional(),
  validFrom: z.iso.date(),
  validTo: z.iso.date().optional(),
  /** Law and article, and how certain that is. */
  lawRef: z.string().max(200),
});
export type ClockRule = z.infer<typeof ClockRule>;

const ServicePeriod = z
  .object({ from: z.string().regex(/^\d\d:\d\d$/), to: z.string().regex(/^\d\d:\d\d$/) })
  .refine(({ from, to }) => from < to && to <= '24:00', '开始应早于结束');

export const ClockRules = z.object({
  version: z.int().min(1),
  validFrom: z.iso.date(),
  /** Of a working day, `HH:mm`, in order: alarms are said within them. */
  serviceHours: z
    .array(ServicePeriod)
    .min(1)
    .refine((periods) => periods.every(({ from }, at) => (periods[at - 1]?.to ?? '') <= from), '各时段应按先后排列，互不重叠'),
  rules: z
    .array(ClockRule)
    .max(100)
    .refine((rules) => new Set(rules.map(({ ruleId }) => ruleId)).size === rules.length, '规则编号不得重复'),
  alarms: z.object({
    warnAtShare: z.number().min(0.1).max(1),
    warnWorkdaysBefore: z.int().min(0).max(longest),
    /** Again so many working days after expiry: N+1, N+2, …, and to whom besides those whom the limit binds. */
    escalations: z
      .array(z.object({ afterWorkdays: z.int().min(0).max(longest), to: z.array(z.enum(['department', 'platform', 'leader'])) }))
      .max(20),
  }),
});
export type ClockRules = z.infer<typeof ClockRules>;
