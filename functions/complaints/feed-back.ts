import type { Acting } from './act-on-complaint.ts';
import { actOnComplaint } from './act-on-complaint.ts';
import type { Complaint } from './complaint.ts';
import type { MoveName } from './move-name.ts';
import type { Messages } from './messages.store.ts';
import type { Outgoing } from './outgoing.ts';

interface Collaborators {
  acting: Acting;
  messages: Pick<Messages, 'keep' | 'changeOf' | 'expectNotDelivered' | 'ofCase'>;
}

/** What ends a case, and with which move. */
const ends: Readonly<Record<string, MoveName>> = { result: 'review-approve', refusal: 'refuse' };

/** Written with the case's last end, and not with one that a reopening has undone. */
const endsIt = (the: Pick<Complaint, 'marks'>, { kind, queuedAt }: Outgoing): boolean =>
  the.marks.findLast(({ move }) => Object.values(ends).includes(move))?.at === queuedAt && ends[kind] !== undefined;

/**
 * A message was acknowledged. Where it told an upper platform how the case ended, the case is fed back in the same moment; where several were told (cases were merged
 * into it), by the last of them. An acknowledgement that comes again finds the message delivered, and one that comes late finds the case elsewhere: nothing moves.
 */
export const feedBack = ({ acting, messages }: Collaborators) => {
  const act = actOnComplaint(acting);
  return async (message: Outgoing, delivered: Outgoing, now: Date): Promise<'kept' | 'stale'> => {
    const the = ends[message.kind] === undefined ? undefined : await acting.complaints.find(message.complaintId);
    if (!the || !endsIt(the, message)) return messages.keep(message, delivered);

    const others = (await messages.ofCase(message.complaintId)).filter(
      (one) =>
        one.kind === message.kind && one.queuedAt === message.queuedAt && one.messageId !== message.messageId && one.state !== 'delivered',
    );
    // If another is acknowledged at this very moment, one of the two sees the other.
    if (others.length > 0) return messages.keep(message, delivered, { changes: others.map(messages.expectNotDelivered) });

    const moved = await act(
      message.complaintId,
      { move: 'feed-back', receipt: delivered.receipt ?? '' },
      () => ({ by: `upper:${message.destination}`, part: 'system' }),
      { now, more: [messages.changeOf(message, delivered)] },
    );
    return moved.outcome === 'refused' ? messages.keep(message, delivered) : 'kept';
  };
};
