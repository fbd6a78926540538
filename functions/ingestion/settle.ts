import type { AcceptedRow } from './accepted-rows.ts';
import type { Order } from './duplicates.ts';

/** The current record, or one of its past: what was said, and which row of which upload said it. */
export interface StoredRecord {
  key: string;
  version: number;
  digest: string;
  businessTime: string;
  deleted: boolean;
  content: string;
  contractVersion: number;
  uploadId: string;
  row: number;
  /** What the row was when this version was written: repeated work counts it the same. */
  outcome: 'new' | 'changed';
}

export interface SettleContext {
  uploadId: string;
  order: Order;
  contractVersion: number;
  /** Whether the upload that wrote a record came to its end; one that was given up has announced nothing. */
  writerFinished: (uploadId: string) => boolean;
}

/** `announced`: what others hear of through the curated object; absent where nothing is new to them. */
export type Settled =
  | { outcome: 'new'; record: StoredRecord; announced: StoredRecord }
  | { outcome: 'changed'; history: StoredRecord; record: StoredRecord; announced: StoredRecord }
  | { outcome: 'unchanged'; announced?: undefined }
  | { outcome: 'superseded'; announced?: StoredRecord }
  /** This upload has written it already, in an attempt that died: nothing to write, counts as the first time. */
  | { outcome: 'again'; as: 'new' | 'changed'; announced: StoredRecord };

/**
 * What becomes of the newest row of a key. Newest wins: business time, then later row, then later upload; a lane works its uploads in their order, so the row at
 * hand is always of the later one, and of two equal times it wins. In a change log it wins anyway.
 * A deletion of what was never stored becomes a deleted record all the same: it is on record, and an older row that comes late does not revive it.
 */
export const settleRow = (
  row: AcceptedRow,
  stored: StoredRecord | undefined,
  { uploadId, order, contractVersion, writerFinished }: SettleContext,
): Settled => {
  const { key, digest, businessTime, deleted, content } = row;
  const written = (version: number, outcome: 'new' | 'changed'): StoredRecord => ({
    key,
    version,
    digest,
    businessTime,
    deleted,
    content,
    contractVersion,
    uploadId,
    row: row.row,
    outcome,
  });
  if (!stored) {
    const record = written(1, 'new');
    return { outcome: 'new', record, announced: record };
  }
  if (stored.uploadId === uploadId) return { outcome: 'again', as: stored.outcome, announced: stored };
  // What an upload that was given up had stored is announced with the next word about its key, even where that word loses.
  if (order === 'business-time' && stored.businessTime > businessTime)
    return { outcome: 'superseded', ...(!writerFinished(stored.uploadId) && { announced: stored }) };
  // The digest covers the contract's major version, so a new one makes every record changed once.
  if (stored.digest === digest && stored.deleted === deleted && writerFinished(stored.uploadId)) return { outcome: 'unchanged' };
  const record = written(stored.version + 1, 'changed');
  return { outcome: 'changed', history: stored, record, announced: record };
};
