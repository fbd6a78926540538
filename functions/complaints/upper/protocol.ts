import * as z from 'zod';
import { Instant } from '../instant.ts';

/**
 * What we and an upper platform say to each other, beside notices (`notice.ts`). Every call is a signed POST (`signature.ts`) of JSON; what is answered comes in
 * the field's envelope, `code` "0" where it was done. Anything else is no acknowledgement.
 */

/** Of a refresh, signed with the long-lived key. */
export const WorkingSecret = z.object({
  secret: z.string().min(1).max(200),
  /** Epoch milliseconds. */
  secretEndTime: z.coerce.number().int(),
});
export type WorkingSecret = z.infer<typeof WorkingSecret>;

/** To `url`: one message about a case. Repeated until acknowledged; the platform knows a repeat by `messageId`. */
export const UpwardMessage = z.object({
  messageId: z.string(),
  /** 1, 2, … for the case. */
  sequence: z.int().min(1),
  kind: z.string(),
  complaintId: z.string(),
  /** When it was written; a repeat says the same. */
  queuedAt: Instant,
  body: z.json(),
});
export type UpwardMessage = z.infer<typeof UpwardMessage>;
export const Acknowledged = z.object({ messageId: z.string(), receipt: z.string().min(1).max(200) });

/** SHA-256 (hex) of the sorted ids, one a line; ids of notices are `<upperId>#<version>`, of messages their messageId. */
/** More or longer ones are taken for an answer that is not understood. */
const Ids = z.array(z.string().max(100)).max(20_000).optional();
const Tally = z.object({ count: z.int().min(0), digest: z.string() });
export type Tally = z.infer<typeof Tally>;

/** To `reconcileUrl`. A notice belongs to the day of its `issuedAt`, a message to that of its `queuedAt` (Shanghai): both sides know both. */
export const ReconcileAsk = z.object({
  day: z.iso.date(),
  /** The ids too, where counts or digests differ. */
  list: z.boolean().optional(),
  /** Notices that we lack: the platform sends them again. */
  resend: z.array(z.string().max(100)).max(1000).optional(),
});
export type ReconcileAsk = z.infer<typeof ReconcileAsk>;
export const ReconcileAnswer = z.object({
  day: z.iso.date(),
  notices: Tally.extend({ ids: Ids }),
  messages: Tally.extend({ ids: Ids }),
});
export type ReconcileAnswer = z.infer<typeof ReconcileAnswer>;
