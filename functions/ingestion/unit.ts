import * as z from 'zod';
import { ChunkSummary, SectionSummary } from './report.ts';

/**
 * A piece of work of one upload: the split, a chunk, a section. One holder at a time; whoever comes while another holds it comes again later.
 * Done once: the item and the upload's counter move in one transaction.
 */
const leased = {
  state: z.enum(['open', 'done']),
  holder: z.string().optional(),
  /** Epoch milliseconds. The holder stops writing before it; nobody else begins before it. */
  leasedUntil: z.number().optional(),
};

export const SplitUnit = z.object({ ...leased, kind: z.literal('split') });

/** A byte range of the raw object that begins and ends between records. `firstRow` counts data rows from 1. */
export const ChunkUnit = z.object({
  ...leased,
  kind: z.literal('chunk'),
  chunk: z.int(),
  from: z.int(),
  to: z.int(),
  firstRow: z.int(),
  rows: z.int(),
  /** Where each section's slice of the accepted rows begins and the last one ends. */
  offsets: z.array(z.int()).optional(),
  summary: ChunkSummary.optional(),
});
export type ChunkUnit = z.infer<typeof ChunkUnit>;

export const SectionUnit = z.object({
  ...leased,
  kind: z.literal('section'),
  section: z.int(),
  summary: SectionSummary.optional(),
  /** What writing the section's records took, as the table reported it. */
  writeUnits: z.number().optional(),
});

export const Unit = z.discriminatedUnion('kind', [SplitUnit, ChunkUnit, SectionUnit]);
export type Unit = z.infer<typeof Unit>;

export const unitKeys = {
  split: 'unit#split',
  chunk: (chunk: number): string => `unit#chunk#${String(chunk).padStart(5, '0')}`,
  section: (section: number): string => `unit#section#${String(section).padStart(5, '0')}`,
};

/**
 * Fair sharing: of one upload at most `atOnce` chunks or sections are queued at a time, so that a huge file never stands before a small one with all it has. A unit that
 * is done lets in the one so many places behind it; a repeat lets in the same one, which is harmless.
 */
export const letsIn = (number: number, atOnce: number, all: number): number[] => (number + atOnce <= all ? [number + atOnce] : []);

/** Those to be told when the phase begins, or when it is not known who has been told: the first that are not done. */
export const firstOpen = <Its extends Pick<Unit, 'state'>>(units: readonly Its[], atOnce: number): Its[] =>
  units.filter(({ state }) => state === 'open').slice(0, atOnce);

/** May a worker begin? `done` is success, `busy` means another may still be writing. */
export const mayLease = ({ state, leasedUntil = 0 }: Unit, now: number): 'yes' | 'busy' | 'done' =>
  state === 'done' ? 'done' : leasedUntil > now ? 'busy' : 'yes';
