import * as z from 'zod';
import { DepartmentId } from '../../shared/identity/principal.ts';
import { ClockName } from './clocks/clock-rules.ts';
import { Instant } from './instant.ts';

/** An alarm as it was said, once, to everybody whom it concerns. */
export const SaidAlarm = z.object({
  alarmId: z.string(),
  complaintId: z.string(),
  upperId: z.string(),
  title: z.string(),
  clock: ClockName,
  stage: z.string(),
  lawRef: z.string(),
  due: Instant,
  provisional: z.boolean(),
  department: DepartmentId.optional(),
  /** When it was due to be said, and when it was. */
  at: Instant,
  saidAt: Instant,
});
export type SaidAlarm = z.infer<typeof SaidAlarm>;
