import * as z from 'zod';
import { ChunkSummary, SectionSummary } from './report.ts';

/**
 * A piece of work of one upload: the split, a chunk, a section, the report. One holder at a time.
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

/** The report and all that is written before it; done when the upload is finished, so it never says so itself. */
export const FinishUnit = z.object({ ...leased, kind: z.literal('finish') });

export const Unit = z.discriminatedUnion('kind', [SplitUnit, ChunkUnit, SectionUnit, FinishUnit]);
export type Unit = z.infer<typeof Unit>;

/** What the sweeper sees of a unit: who is at it, and nothing of what came of it. */
export const UnitSeen = z
  .object({ kind: z.string(), ...leased, chunk: z.int().optional(), section: z.int().optional() })
  .transform(({ chunk, section, ...unit }) => ({ ...unit, number: chunk ?? section ?? 0 }));
export type UnitSeen = z.output<typeof UnitSeen>;

export const unitKeys = {
  split: 'unit#split',
  finish: 'unit#finish',
  chunk: (chunk: number): string => `unit#chunk#${String(chunk).padStart(5, '0')}`,
  section: (section: number): string => `unit#section#${String(section).padStart(5, '0')}`,
};

/**
 * Fair sharing: of one upload at most `atOnce` chunks or sections are queued at a time, so that a huge file never stands before a small one with all it has. A unit that
 * is done lets in the one so many places behind it: so many rows of units, each worked from its first to its last.
 */
export const letsIn = (number: number, atOnce: number, all: number): number[] => (number + atOnce <= all ? [number + atOnce] : []);

/**
 * Those to be told when the phase begins, or when it is not known who has been told: the first of each row that is not done. A row stands still where a message was lost
 * or a worker died before he told, whatever the others do; told of so once, it goes on. `units` are all of them, in their order.
 */
export const firstOpen = <Its extends Pick<Unit, 'state'>>(units: readonly Its[], atOnce: number): Its[] => {
  const told = new Set<number>();
  return units.filter(({ state }, at) => {
    if (state === 'done' || told.has(at % atOnce)) return false;
    told.add(at % atOnce);
    return true;
  });
};

/** May a worker begin? `done` is success, `busy` means another may still be writing. */
export const mayLease = ({ state, leasedUntil = 0 }: Pick<Unit, 'state' | 'leasedUntil'>, now: number): 'yes' | 'busy' | 'done' =>
  state === 'done' ? 'done' : leasedUntil > now ? 'busy' : 'yes';
