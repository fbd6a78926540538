import * as z from 'zod';
import { DepartmentId } from '../../../shared/identity/principal.ts';
import { SupervisionLevel, Track, Urgency } from '../complaint.ts';

/** What has a time limit. */
export const ClockName = z.enum(['sign', 'return', 'accept', 'handle', 'mediate', 'verify', 'supervise', 'feedback', 'whole']);
export type ClockName = z.infer<typeof ClockName>;

/** Working days are counted one by one, for every case and look: a slip of the finger must not stop all. */
const longest = 1000;

/** One limit: data with dates and its source. Chosen by the day of receipt; the most specific that fits counts (`clocksOf`). */
export const ClockRule = z.object({
  ruleId: z.string().max(40),
  clock: ClockName,
  n: z.int().min(1).max(longest),
  /** SERVICE_HOUR: hours in which the district works. HOUR: by the clock. */
  unit: z.enum(['WORKDAY', 'CALENDAR_DAY', 'HOUR', 'SERVICE_HOUR']),
  /** A last day off becomes the first working day after it (民法典第二百零三条第一款). */
  rollToWorkday: z.boolean().default(false),
  /** When the last day ends: at midnight, or with service hours (民法典第二百零三条第二款). */
  dayEnds: z.enum(['midnight', 'service']).default('midnight'),
  /** By how much it may be extended at most, and how often. */
  extension: z.object({ n: z.int().min(1).max(longest), maxTimes: z.int().min(1) }).optional(),
  /** Reasons of a suspension for which this clock stands still. */
  pausedBy: z.array(z.string().max(60)).default([]),
  tracks: z.array(Track).optional(),
  urgencies: z.array(Urgency).optional(),
  categories: z.array(z.string().max(60)).optional(),
  departments: z.array(DepartmentId).optional(),
  levels: z.array(SupervisionLevel).optional(),
  /** By the day of receipt. */
  validFrom: z.iso.date(),
  validTo: z.iso.date().optional(),
  /** Law and article. */
  lawRef: z.string().max(200),
});
export type ClockRule = z.infer<typeof ClockRule>;

const ServicePeriod = z
  .object({ from: z.string().regex(/^\d\d:\d\d$/), to: z.string().regex(/^\d\d:\d\d$/) })
  .refine(({ from, to }) => from < to && to <= '24:00', '开始应早于结束');

export const ClockRules = z.object({
  version: z.int().min(1),
  validFrom: z.iso.date(),
  /** Of a working day, `HH:mm`, in order: alarms are said within them, and SERVICE_HOUR counts them. */
  serviceHours: z
    .array(ServicePeriod)
    .min(1)
    .refine((periods) => periods.every(({ from }, at) => (periods[at - 1]?.to ?? '') <= from), '各时段应按先后排列，互不重叠'),
  /** A clock names its rule by id alone. */
  rules: z
    .array(ClockRule)
    .max(300)
    .refine((rules) => new Set(rules.map(({ ruleId }) => ruleId)).size === rules.length, '规则编号不得重复'),
  alarms: z.object({
    /** Warn when this share of the time has gone … */
    warnAtShare: z.number().min(0.1).max(1),
    /** … or so many working days before the end, whichever is earlier; limits in hours by the share alone. */
    warnWorkdaysBefore: z.int().min(0).max(longest),
    /** What is suspended has no limit that passes; so the desk hears of it each time that so many working days have gone. */
    suspendedWorkdays: z.int().min(1).max(longest).default(20),
    /** Again so many working days after expiry: N+1, N+2, …, and to whom besides the department. */
    escalations: z.array(z.object({ afterWorkdays: z.int().min(0).max(longest), to: z.array(z.enum(['department', 'desk', 'leader'])) })),
  }),
});
export type ClockRules = z.infer<typeof ClockRules>;
