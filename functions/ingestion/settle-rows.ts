import { inOrder } from '../../shared/runtime/in-order.ts';
import { Unprocessable } from '../../shared/runtime/outcome.ts';
import { type AcceptedRow, readAccepted, readKeys } from './accepted-rows.ts';
import type { RowsOfKey } from './duplicates.ts';
import { Fingerprints } from './fingerprints.ts';
import { rowsOfKey, type SettleContext, settleKey, type StoredRecord, toCurated } from './settle.ts';

/** What settling does in the world. */
export interface Hands {
  /** The section's rows of all chunks, in the order of the file, in pieces that end with a line; asked for twice. */
  rows: () => AsyncIterable<Uint8Array>;
  /** The current records of these keys. */
  currentOf: (keys: readonly string[]) => Promise<readonly StoredRecord[]>;
  /** Past ones, by the version that they hold. */
  versionsOf: (versions: readonly { key: string; version: number }[]) => Promise<readonly StoredRecord[]>;
  finishedAmong: (uploadIds: readonly string[]) => Promise<ReadonlySet<string>>;
  /** History before current. Answers the write units. */
  write: (changes: readonly RecordChange[]) => Promise<number>;
  /** Keeps what others hear of: lines of `CuratedRecord`. */
  announce: (lines: AsyncGenerator<Uint8Array>) => Promise<void>;
  /** Throws when it is time to end. */
  inTime: () => void;
  /** 32 random bits, for the fingerprints of the keys. Nothing that is decided depends on them. */
  seed: number;
}

export interface RecordChange {
  record: StoredRecord;
  history?: StoredRecord;
}

/** How the work is cut: keys asked and written at a time, and how many such batches are under way at once. */
export interface Cut {
  batch: number;
  width: number;
}

export interface SettledRows {
  counts: { new: number; changed: number; unchanged: number; superseded: number };
  /** Numbers of the rows that Q015 found. */
  repeated: number[];
  writeUnits: number;
}

/** A record as it was before this upload, and whether this upload has written over it already, in an attempt that died. */
interface Found {
  before: StoredRecord | undefined;
  written: boolean;
}

/**
 * Decides and writes one section of the key space (counted from 0) over the whole file: duplicates, then per key new, changed, unchanged, superseded or refused. Reads the
 * rows twice: first the keys alone, to know which come again; then rows whose key is alone are settled at once, and of the others one row per key is kept until the end.
 * A lane has one writer, so plain batch writes suffice; begun again after a death it decides from the records as they were before this upload, so it decides the same.
 */
export const settleRows = async (
  section: number,
  { uploadId, weighing, contractVersion }: Omit<SettleContext, 'writerFinished'>,
  hands: Hands,
  { batch, width }: Cut,
): Promise<SettledRows> => {
  const { inTime } = hands;
  const comeAgain = new Set<string>();
  const seen = new Fingerprints(hands.seed);
  for await (const lines of hands.rows())
    readKeys(lines, (key) => {
      if (seen.add(key) === 'seen') comeAgain.add(key);
    });

  const finished = new Set<string>();
  const asked = new Set<string>();
  const context = { uploadId, weighing, contractVersion, writerFinished: (id: string) => finished.has(id) };
  const askWriters = async (found: Iterable<Found>): Promise<void> => {
    const writers = [...new Set([...found].flatMap(({ before }) => (before && !asked.has(before.uploadId) ? [before.uploadId] : [])))];
    if (writers.length === 0) return;
    for (const id of await hands.finishedAmong(writers)) finished.add(id);
    for (const id of writers) asked.add(id);
  };

  const foundBefore = async (keys: readonly string[]): Promise<Map<string, Found>> => {
    const current = await hands.currentOf(keys);
    const found = new Map<string, Found>(current.map((record) => [record.key, { before: record, written: false }]));
    const written = current.filter((record) => record.uploadId === uploadId);
    if (written.length > 0) {
      const older = written.flatMap(({ key, version }) => (version > 1 ? [{ key, version: version - 1 }] : []));
      const before = new Map((await hands.versionsOf(older)).map((record) => [record.key, record]));
      if (before.size < older.length) throw new Unprocessable('a record lacks the version before its current one');
      for (const { key } of written) found.set(key, { before: before.get(key), written: true });
    }
    await askWriters(found.values());
    return found;
  };

  const several = new Map<string, RowsOfKey>();
  /** Adds the rows of a piece whose keys come again. What a change log's rows come upon must be known before them. */
  const addRepeated = async (again: readonly AcceptedRow[]): Promise<void> => {
    const newcomers = [...new Set(again.map(({ key }) => key))].filter((key) => !several.has(key));
    for (let from = 0; from < newcomers.length; from += batch) {
      const keys = newcomers.slice(from, from + batch);
      const found = weighing.order === 'row' ? await foundBefore(keys) : undefined;
      for (const key of keys) several.set(key, rowsOfKey(key, found?.get(key)?.before, context));
    }
    for (const row of again) several.get(row.key)?.add(row);
  };

  async function* batches(): AsyncGenerator<(AcceptedRow | RowsOfKey)[]> {
    let full: AcceptedRow[] = [];
    for await (const lines of hands.rows()) {
      const again: AcceptedRow[] = [];
      for (const row of readAccepted(lines, section)) {
        if (comeAgain.has(row.key)) again.push(row);
        else if (full.push(row) === batch) {
          yield full;
          full = [];
        }
      }
      await addRepeated(again);
    }
    yield full;
    let keys: RowsOfKey[] = [];
    for (const key of several.values())
      if (keys.push(key) === batch) {
        yield keys;
        keys = [];
      }
    yield keys;
  }

  const result: SettledRows = { counts: { new: 0, changed: 0, unchanged: 0, superseded: 0 }, repeated: [], writeUnits: 0 };
  /** Answers the lines of what others hear of. */
  const settleKeys = async (keys: readonly (AcceptedRow | RowsOfKey)[]): Promise<Uint8Array> => {
    inTime();
    const found = await foundBefore(keys.map(({ key }) => key));
    const changes: RecordChange[] = [];
    let announced = '';
    for (const said of keys) {
      const { before, written } = found.get(said.key) ?? { before: undefined, written: false };
      const { settled, superseded, repeated } = settleKey(said, before, context);
      result.counts.superseded += superseded;
      for (const row of repeated) result.repeated.push(row);
      if (!settled) continue;
      result.counts[settled.outcome] += 1;
      if (settled.announced) announced += `${JSON.stringify(toCurated(settled.announced))}\n`;
      if ('record' in settled && !written) changes.push(settled);
    }
    inTime();
    const units = await hands.write(changes);
    result.writeUnits += units;
    return Buffer.from(announced);
  };

  await hands.announce(inOrder(batches(), width, settleKeys));
  return result;
};
