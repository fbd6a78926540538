import { createHash } from 'node:crypto';
import * as z from 'zod';
import { DepartmentId, Principal } from '../../../shared/identity/principal.ts';
import { Move } from '../../../shared/runtime/move.ts';
import { Statistics } from '../catalogue/resource.ts';
import { ExportId, GrantId, Level, ResourceId, StoredRowFilters, Treatment } from '../sharing.ts';
import { canonical } from './canonical.ts';
import { FormatName, formats } from './formats/formats.ts';
import { inLetters } from '../../../shared/text/in-letters.ts';

const Instant = z.iso.datetime({ precision: 3 });

/** `waiting`: nobody has begun. `void`: what it was made under does not hold any more. `failed`: not made in time. `expired`: it was there long enough. */
export const ExportState = z.enum(['waiting', 'writing', 'ready', 'void', 'failed', 'expired']);
export type ExportState = z.infer<typeof ExportState>;
export const endedStates: readonly ExportState[] = ['void', 'failed', 'expired'];

export const ExportColumn = z.object({ name: z.string(), title: z.string(), as: Treatment, level: Level });
export type ExportColumn = z.infer<typeof ExportColumn>;

/** What the bytes follow from, and nothing else: its digest is the export's id. */
export const ExportContent = z.object({
  grantId: GrantId,
  format: FormatName,
  columns: z.array(ExportColumn),
  /** Of statistics: what is counted. Its columns are then what is counted by, and behind them what was counted. */
  statistics: Statistics.optional(),
  /** As asked, beside the grant's own. */
  filters: StoredRowFilters,
  snapshot: z.object({ feed: z.int().min(1), windows: z.int().min(1) }),
  /** A digest of what the gate decided about fields and rows: an export is only ever made and given under the same decision. */
  decision: z.string(),
  /** How many. */
  files: z.int().min(1).max(9999),
});
export type ExportContent = z.infer<typeof ExportContent>;

export const Export = ExportContent.extend({
  exportId: ExportId,
  resourceId: ResourceId,
  holder: DepartmentId,
  owner: DepartmentId,
  version: z.int().min(1),
  /** The same may be ordered again after its end: which time. Objects of one time are never those of another. */
  run: z.int().min(1),
  state: ExportState,
  orderedBy: Principal.pick({ memberId: true, kind: true, departmentId: true, clearance: true }),
  orderedFrom: z.string(),
  orderedAt: Instant,
  /** The grant's version at that time. */
  terms: z.int(),
  /** When the snapshot became visible. */
  asOf: Instant,
  /** Until when it has to be made: then what replaced rows may be pruned. */
  deadline: Instant,
  filesDone: z.int().min(0),
  rows: z.int().min(0),
  bytes: z.int().min(0),
  readyAt: Instant.optional(),
  /** Until when its files lie there. */
  keptUntil: Instant.optional(),
  /** Why it ended. */
  because: z.string().max(60).optional(),
  /** How many rows had been read by then. */
  rowsRead: z.int().optional(),
  /** After its end: its files are gone. */
  cleared: z.boolean().default(false),
  move: Move,
});
export type Export = z.infer<typeof Export>;

/** A file of an export that is being written, or is whole. */
export const ExportFile = z.object({
  exportId: ExportId,
  n: z.int().min(1),
  run: z.int().min(1),
  /** Rows that the meter has counted: whoever writes it again does not count them again. */
  counted: z.int().min(0),
  /** How often somebody began to write it in this run, and when last. */
  begun: z.int().min(0),
  begunAt: Instant,
  done: z
    .object({
      rows: z.int().min(0),
      bytes: z.int().min(0),
      sha256: z.string().length(64),
      /** SHA-256 of its rows' ids in their order: the audit is told of it whenever the file is fetched. */
      subjects: z.string().length(64),
    })
    .optional(),
});
export type ExportFile = z.infer<typeof ExportFile>;

/** Who asks for the same of the same snapshot asks for the same export. */
export const exportIdOf = (content: ExportContent): string =>
  `e-${inLetters(
    createHash('sha256')
      .update(canonical(ExportContent.parse(content)))
      .digest(),
    26,
  )}`;

type Placed = Pick<Export, 'exportId' | 'run' | 'format'>;
export const keyOfFile = ({ exportId, run, format }: Placed, n: number): string =>
  `exports/${exportId}/${String(run)}/${String(n)}.${formats[format].extension}`;
export const nameOfFile = ({ exportId, format }: Placed, n: number): string => `${exportId}-${String(n)}.${formats[format].extension}`;

/** Those that are whole, as whoever receives them knows them. */
export const filesOf = (
  the: Placed,
  files: readonly ExportFile[],
): { n: number; name: string; rows: number; bytes: number; sha256: string }[] =>
  files
    .flatMap(({ n, done }) => (done ? [{ n, name: nameOfFile(the, n), rows: done.rows, bytes: done.bytes, sha256: done.sha256 }] : []))
    .sort((one, other) => one.n - other.n);
