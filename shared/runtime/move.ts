import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { AuditEvent } from '../audit/audit-event.ts';
import { currentCall } from './current-call.ts';

/** What every stored state carries about its last move: who, why, when, in which call. The audit is made of it, so no change can escape it. */
export const Move = z.object({
  by: z.string(),
  action: z.string(),
  at: z.iso.datetime({ precision: 3 }),
  correlationId: z.string(),
  department: z.string().optional(),
  reason: z.string().optional(),
});
export type Move = z.infer<typeof Move>;

export const move = (action: string, now: Date, more: { department?: string; reason?: string } = {}): Move => {
  const { actor, correlationId } = currentCall();
  return { by: actor, action, at: now.toISOString(), correlationId, ...more };
};

/** One change of one item, as its table's stream tells it. */
export interface ItemChange {
  before?: Record<string, unknown> | undefined;
  after?: Record<string, unknown> | undefined;
}

const digest = (image: Record<string, unknown>): string =>
  createHash('sha256')
    .update(
      JSON.stringify(
        Object.entries(image).sort(([a], [b]) => (a < b ? -1 : 1)),
        (_key, value: unknown) => (value instanceof Set ? [...(value as Set<string>)].sort() : value),
      ),
    )
    .digest('hex');

/** One event for a move; none for what is not a state (idempotency answers) or has not moved (a counter). */
export const auditOfMove = ({ before, after }: ItemChange): AuditEvent[] => {
  const image = after ?? before;
  const moved = Move.safeParse(image?.['move']);
  if (!image || !moved.success) return [];
  const was = Move.safeParse(before?.['move']);
  if (after && was.success && JSON.stringify(was.data) === JSON.stringify(moved.data)) return [];

  const { by, action, at, correlationId, department, reason } = moved.data;
  // The kind of a thing and its id, as everybody calls it: `upload#u-1 / upload` is the upload u-1, a contract's version keeps its number.
  const [type = '', ...rest] = String(image['pk']).split('#');
  const sk = String(image['sk']);
  const id = [rest.join('#'), ...(sk === type ? [] : [sk])].join('/');
  return [
    {
      id: `move:${createHash('sha256')
        .update(`${type}#${id}:${at}:${action}:${after ? 'set' : 'removed'}`)
        .digest('hex')}`,
      at,
      kind: 'change',
      actor: by,
      action: after ? action : `${action} (removed)`,
      object: { type, id: id.slice(0, 300) },
      outcome: 'success',
      correlationId,
      digest: { ...(before && { before: digest(before) }), ...(after && { after: digest(after) }) },
      ...(department === undefined ? {} : { department }),
      ...(reason === undefined ? {} : { reason }),
    },
  ];
};
