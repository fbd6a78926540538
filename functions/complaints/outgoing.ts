import * as z from 'zod';
import { Instant } from './instant.ts';

/**
 * One message to one destination (a department's system, the upper platform), written in the transaction of the move that causes it. Whoever gets it knows it by its id, which
 * follows from case, destination and sequence: so it may come twice and counts once.
 */
export const Outgoing = z.object({
  /** `<complaintId>.<destination>.<sequence>` */
  messageId: z.string(),
  destination: z.string(),
  complaintId: z.string(),
  /** 1, 2, … for each case and destination: they are delivered in this order. */
  sequence: z.int().min(1),
  /** `UpwardKind` or `DownwardKind`. */
  kind: z.string(),
  /** What is sent, whole: it says what was so at that moment. */
  body: z.json(),
  queuedAt: Instant,
  state: z.enum(['waiting', 'delivered', 'set-aside']),
  /** How often it was sent. */
  attempts: z.int().min(0),
  /** How often it was refused for its own sake, and not because the destination was down. */
  refusals: z.int().min(0).optional(),
  /** Not before this moment. */
  nextAt: Instant,
  /** Why the last attempt failed: a stable code, and what was answered, shortened. */
  lastCause: z.object({ code: z.string(), detail: z.string().max(300).optional(), at: Instant }).optional(),
  /** How the destination calls it. */
  receipt: z.string().max(200).optional(),
  deliveredAt: Instant.optional(),
});
export type Outgoing = z.infer<typeof Outgoing>;
