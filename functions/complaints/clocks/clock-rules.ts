import * as z from 'zod';
import { haveIdsOfTheirOwn, limit, limitAlarms, longestLimit, ServicePeriods } from '../../../shared/calendar/limit-rules.ts';
import { DepartmentId } from '../../../shared/identity/principal.ts';
import { SupervisionLevel, Track, Urgency } from '../complaint.ts';

/** What has a time limit. */
export const ClockName = z.enum(['sign', 'return', 'accept', 'handle', 'mediate', 'verify', 'supervise', 'feedback', 'whole']);
export type ClockName = z.infer<typeof ClockName>;

/** One limit. Chosen by the day of receipt; the most specific that fits counts (`clocksOf`). */
export const ClockRule = z.object({
  ...limit,
  clock: ClockName,
  /** SERVICE_HOUR: hours in which the district works. HOUR: by the clock. */
  unit: z.enum(['WORKDAY', 'CALENDAR_DAY', 'HOUR', 'SERVICE_HOUR']),
  /** Reasons of a suspension for which this clock stands still. */
  pausedBy: z.array(z.string().max(60)).default([]),
  tracks: z.array(Track).optional(),
  urgencies: z.array(Urgency).optional(),
  categories: z.array(z.string().max(60)).optional(),
  departments: z.array(DepartmentId).optional(),
  levels: z.array(SupervisionLevel).optional(),
});
export type ClockRule = z.infer<typeof ClockRule>;

export const ClockRules = z.object({
  version: z.int().min(1),
  validFrom: z.iso.date(),
  /** SERVICE_HOUR counts them too. */
  serviceHours: ServicePeriods,
  rules: z.array(ClockRule).max(300).refine(haveIdsOfTheirOwn, '规则编号不得重复'),
  alarms: z.object({
    ...limitAlarms(z.enum(['department', 'desk', 'leader'])),
    /** What is suspended has no limit that passes; so the desk hears of it each time that so many working days have gone. */
    suspendedWorkdays: z.int().min(1).max(longestLimit).default(20),
  }),
});
export type ClockRules = z.infer<typeof ClockRules>;
