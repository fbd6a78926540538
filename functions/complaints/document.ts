import { createHash } from 'node:crypto';
import * as z from 'zod';
import { Move } from '../../shared/runtime/move.ts';
import { Track } from './complaint.ts';

/** What the upper platform numbers: one or more cases come of it. Written by whoever adds a case to it, on its version, so that no case is added twice. */
export const Document = z.object({
  source: z.string(),
  upperId: z.string(),
  /** Counts the changes of `cases`, from 1. */
  version: z.int().min(1),
  /** In the order in which they were added. */
  cases: z.array(z.object({ complaintId: z.string(), part: z.int().min(1), track: Track })),
  move: Move,
});
export type Document = z.infer<typeof Document>;

export const documentKey = (source: string, upperId: string) => ({ pk: `document#${source}#${upperId}`, sk: 'document' });
export const noticeKey = (source: string, upperId: string, version: number) => ({
  pk: `document#${source}#${upperId}`,
  sk: `notice#${String(version).padStart(8, '0')}`,
});
export const complainantKey = (source: string, upperId: string) => ({ pk: `complainant#${source}#${upperId}`, sk: 'complainant' });

/** What the sealed complainant is bound to: put beside another document it cannot be opened. */
export const complainantContext = (source: string, upperId: string): string => `complainant#${source}#${upperId}`;

/** Follows from the document, so that two workers who register the same at once make one case of it. Cases that people split off are called otherwise. */
export const complaintIdOf = (source: string, upperId: string, track: Track): string =>
  `k-${createHash('sha256').update(`${source}#${upperId}#${track}`).digest('hex').slice(0, 26)}`;
