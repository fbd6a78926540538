import type { AcceptedRow, Warning } from './accepted-rows.ts';
import { RowsOfKey, type Weighing } from './duplicates.ts';
import type { CuratedRecord } from './messages.ts';

/** The current record, or one of its past: what was said, and which row of which upload said it. */
export interface StoredRecord {
  key: string;
  /** From 1, which is how it was when it was new. */
  version: number;
  digest: string;
  businessTime: string;
  deleted: boolean;
  content: string;
  contractVersion: number;
  uploadId: string;
  row: number;
  warnings?: Warning[] | undefined;
}

export interface SettleContext {
  uploadId: string;
  weighing: Weighing;
  contractVersion: number;
  /** Whether the upload that wrote a record came to its end; one that was given up has announced nothing. */
  writerFinished: (uploadId: string) => boolean;
}

/** `announced`: what others hear of through the curated object; absent where nothing is new to them. */
export type Settled =
  | { outcome: 'new'; record: StoredRecord; announced: StoredRecord }
  | { outcome: 'changed'; history: StoredRecord; record: StoredRecord; announced: StoredRecord }
  | { outcome: 'unchanged'; announced?: undefined }
  | { outcome: 'superseded'; announced?: StoredRecord };

/**
 * What becomes of the row that stands for its key, against the record as it was before this upload. Newest wins: business time, then later row, then later upload;
 * a lane works its uploads in their order, so the row at hand is always of the later one, and of two equal times it wins. In a change log it wins anyway.
 * A deletion of what was never stored becomes a deleted record all the same: it is on record, and an older row that comes late does not revive it.
 */
export const settleRow = (
  { key, row, digest, businessTime, deleted, content, warnings }: AcceptedRow,
  before: StoredRecord | undefined,
  { uploadId, weighing, contractVersion, writerFinished }: SettleContext,
): Settled => {
  const version = (before?.version ?? 0) + 1;
  const record = { key, version, digest, businessTime, deleted, content, contractVersion, uploadId, row, ...(warnings && { warnings }) };
  if (!before) return { outcome: 'new', record, announced: record };
  // What an upload that was given up had stored is announced with the next word about its key, even where that word loses.
  if (weighing.order === 'business-time' && before.businessTime > businessTime)
    return { outcome: 'superseded', ...(!writerFinished(before.uploadId) && { announced: before }) };
  // The digest covers the contract's major version, so a new one makes every record changed once.
  if (before.digest === digest && before.deleted === deleted && writerFinished(before.uploadId)) return { outcome: 'unchanged' };
  return { outcome: 'changed', history: before, record, announced: record };
};

/** The rows of a key upon the record as it was before. One whose upload was given up was announced to nobody, so no row can repeat it. */
export const rowsOfKey = (
  key: string,
  before: StoredRecord | undefined,
  { weighing, writerFinished }: Pick<SettleContext, 'weighing' | 'writerFinished'>,
): RowsOfKey => new RowsOfKey(key, weighing, before && writerFinished(before.uploadId) ? before : undefined);

/** As others read it: without what serves settling alone. */
export const toCurated = ({
  key,
  version,
  businessTime,
  deleted,
  content,
  contractVersion,
  uploadId,
  row,
}: StoredRecord): CuratedRecord => ({ key, version, businessTime, deleted, content, contractVersion, uploadId, row });

/**
 * All that a file says of one key, as one row or several, against the record as it was before: what is stored, and where each row is counted. The one row is counted by
 * its outcome; all others are superseded, or found by Q015 (numbers of rows). Of one file a record takes one version at most.
 */
export const settleKey = (
  said: AcceptedRow | RowsOfKey,
  before: StoredRecord | undefined,
  context: SettleContext,
): { settled: Settled | undefined; superseded: number; repeated: readonly number[] } => {
  const rows = said instanceof RowsOfKey ? said : rowsOfKey(said.key, before, context);
  if (!(said instanceof RowsOfKey)) rows.add(said);
  const { standing, superseded, repeated } = rows;
  return { settled: standing && settleRow(standing, before, context), superseded, repeated };
};
