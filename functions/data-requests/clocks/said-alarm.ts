import * as z from 'zod';
import { ClockName } from './clock-rules.ts';
import { Thing } from './watched.ts';

const Instant = z.iso.datetime({ precision: 3 });

/** An alarm as it was said, once, to everybody whom it concerns. */
export const SaidAlarm = z.object({
  alarmId: z.string(),
  thing: Thing,
  id: z.string(),
  title: z.string(),
  clock: ClockName,
  stage: z.string(),
  lawRef: z.string(),
  due: Instant,
  provisional: z.boolean(),
  department: z.string().optional(),
  /** When it was due to be said, and when it was. */
  at: Instant,
  saidAt: Instant,
});
export type SaidAlarm = z.infer<typeof SaidAlarm>;
