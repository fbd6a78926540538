import { createHash } from 'node:crypto';
import * as z from 'zod';

/** What the hub tells others, about a case. */
export const Message = z.object({
  messageId: z.string(),
  complaintId: z.string(),
  sequence: z.int(),
  kind: z.string(),
  queuedAt: z.string(),
  body: z.record(z.string(), z.unknown()),
});
export type Message = z.infer<typeof Message>;

/** What a system has got: each message once, however often it comes; and whether those of one case came in their order. */
export class Inbox {
  readonly messages: Message[] = [];
  /** How often something came that was there already. */
  repeats = 0;
  /** Messages that came before an earlier one of their case, or after a later one. */
  readonly disordered: string[] = [];
  private readonly known = new Set<string>();
  private readonly last = new Map<string, number>();

  /** The same receipt for the same message. */
  take(message: Message): { messageId: string; receipt: string; first: boolean } {
    const { messageId, complaintId, sequence } = message;
    const receipt = `R-${createHash('sha256').update(messageId).digest('hex').slice(0, 12)}`;
    if (this.known.has(messageId)) {
      this.repeats += 1;
      return { messageId, receipt, first: false };
    }
    this.known.add(messageId);
    if (sequence !== (this.last.get(complaintId) ?? 0) + 1) this.disordered.push(messageId);
    this.last.set(complaintId, Math.max(sequence, this.last.get(complaintId) ?? 0));
    this.messages.push(message);
    return { messageId, receipt, first: true };
  }

  of(complaintId: string): Message[] {
    return this.messages.filter((message) => message.complaintId === complaintId);
  }
}
