import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type Refusal, refuse } from '../../../shared/runtime/outcome.ts';
import type { LaneState } from '../grants/terms.ts';
import type { RowFilter } from '../sharing.ts';
import { isTooOld, snapshotOf } from './snapshot.ts';

/** Where a reader is. Goes out sealed, because it tells how many rows there are in all. */
export const Position = z.object({
  snapshot: z.object({ feed: z.int(), windows: z.int() }),
  /** As of when the snapshot is, and when it was taken. */
  at: z.string(),
  takenAt: z.string(),
  /** Which of the grant's windows is next, and behind which row of it. */
  window: z.int(),
  after: z.string().optional(),
  question: z.string(),
});
export type Position = z.infer<typeof Position>;

interface Question {
  fields?: readonly string[] | undefined;
  where: readonly RowFilter[];
}

const digestOf = ({ fields, where }: Question): string =>
  createHash('sha256')
    .update(JSON.stringify([fields ?? null, where]))
    .digest('base64url');

export const firstPosition = (lane: LaneState, question: Question, now: Date): Position => ({
  snapshot: snapshotOf(lane),
  at: lane.at,
  takenAt: now.toISOString(),
  window: 0,
  question: digestOf(question),
});

/** Where the reader left off; `unsealed`: what the gate made of the cursor. */
export const positionOf = (
  unsealed: string | undefined,
  question: Question,
  { now, snapshotSeconds }: { now: Date; snapshotSeconds: number },
): Position | Refusal<'cursor-invalid' | 'cursor-too-old' | 'cursor-of-other-question'> => {
  const position = unsealed === undefined ? undefined : Position.safeParse(JSON.parse(unsealed)).data;
  if (!position) return refuse('cursor-invalid');
  if (isTooOld(position.takenAt, now, snapshotSeconds)) return refuse('cursor-too-old', '翻页须在第一页之后一天内完成');
  return position.question === digestOf(question) ? position : refuse('cursor-of-other-question');
};
