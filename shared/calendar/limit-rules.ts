import * as z from 'zod';

/** Working days are counted one by one, for every case and look: a slip of the finger must not stop all. */
export const longestLimit = 1000;

/** What every limit says, whatever it is a limit of: data with dates and its source. */
export const limit = {
  ruleId: z.string().max(40),
  n: z.int().min(1).max(longestLimit),
  /** A last day off becomes the first working day after it (民法典第二百零三条第一款). */
  rollToWorkday: z.boolean().default(false),
  /** When the last day ends: at midnight, or with service hours (民法典第二百零三条第二款). */
  dayEnds: z.enum(['midnight', 'service']).default('midnight'),
  /** By how much it may be extended at most, and how often. */
  extension: z.object({ n: z.int().min(1).max(longestLimit), maxTimes: z.int().min(1) }).optional(),
  validFrom: z.iso.date(),
  validTo: z.iso.date().optional(),
  /** Law and article, and how certain that is. */
  lawRef: z.string().max(200),
};

const ServicePeriod = z
  .object({ from: z.string().regex(/^\d\d:\d\d$/), to: z.string().regex(/^\d\d:\d\d$/) })
  .refine(({ from, to }) => from < to && to <= '24:00', '开始应早于结束');

/** Of a working day, `HH:mm`, in order: alarms are said within them. */
export const ServicePeriods = z
  .array(ServicePeriod)
  .min(1)
  .refine((periods) => periods.every(({ from }, at) => (periods[at - 1]?.to ?? '') <= from), '各时段应按先后排列，互不重叠');

/** When those whom a limit binds, and `whom` besides, hear of it. */
export const limitAlarms = <Whom extends z.ZodType>(whom: Whom) => ({
  /** Warn when this share of the time has gone … */
  warnAtShare: z.number().min(0.1).max(1),
  /** … or so many working days before the end, whichever is earlier; limits in hours by the share alone. */
  warnWorkdaysBefore: z.int().min(0).max(longestLimit),
  /** Again so many working days after expiry: N+1, N+2, …, and to whom besides. */
  escalations: z.array(z.object({ afterWorkdays: z.int().min(0).max(longestLimit), to: z.array(whom) })),
});

/** A clock names its rule by id alone. */
export const haveIdsOfTheirOwn = (rules: readonly { ruleId: string }[]): boolean =>
  new Set(rules.map(({ ruleId }) => ruleId)).size === rules.length;
