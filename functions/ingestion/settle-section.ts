import type * as z from 'zod';
import { inOrder } from '../../shared/runtime/in-order.ts';
import { TryAgain, Unprocessable } from '../../shared/runtime/outcome.ts';
import type { Queue } from '../../shared/runtime/queue.queue.ts';
import type { Work } from '../../shared/runtime/queue-worker.ts';
import { type AcceptedRow, readAccepted, readKeys, wholeLines } from './accepted-rows.ts';
import { type Contract, orderOf } from './contract.ts';
import { RowsOfKey, type Weighing } from './duplicates.ts';
import type { ObjectsBucket } from './files.bucket.ts';
import { Fingerprints } from './fingerprints.ts';
import { later } from './lanes.ts';
import type { LookAtUpload, SettleSection } from './messages.ts';
import type { FoundRecord, RecordChange, Records } from './records.store.ts';
import { findingOfRows, type SectionSummary } from './report.ts';
import { type RuleSet, severityOn } from './rule-set.ts';
import { q015 } from './rules/q015-same-id-other-content.ts';
import { settleKey } from './settle.ts';
import type { Standards } from './standards.store.ts';
import { letsIn, unitKeys } from './unit.ts';
import { objectNames, type Pins, type Upload } from './upload.ts';
import type { Uploads } from './uploads.store.ts';

interface Collaborators {
  uploads: Uploads;
  standards: Standards;
  work: ObjectsBucket;
  curated: ObjectsBucket;
  records: Records;
  toLookAt: Queue<z.input<typeof LookAtUpload>>;
  toSettle: Queue<z.input<typeof SettleSection>>;
  unitsAtOnce: number;
  stuckSeconds: number;
}

/** Keys asked and written at a time, and how many such batches are under way at once in one section. */
const batch = 100;
const width = 4;
/** Read at a time of a chunk's accepted rows, however large its slice. */
const pieceBytes = 2 * 1024 * 1024;
/** A section whose rows are no more than this is fetched once, and not once for each look. */
const keptBytes = 32 * 1024 * 1024;

const weighingOf = (contract: Contract, ruleSet: RuleSet, today: string): Weighing => ({
  order: orderOf(contract),
  severity: severityOn(ruleSet, q015, today),
  column: contract.operation ?? '',
});

/** A section's slices of all chunks, in the order of the file, cut into pieces. */
const piecesOf = (
  chunks: readonly { chunk: number; offsets?: readonly number[] | undefined }[],
  section: number,
): { chunk: number; from: number; to: number }[] =>
  chunks.flatMap(({ chunk, offsets }) => {
    const [begin, end] = [offsets?.[section - 1] ?? 0, offsets?.[section] ?? 0];
    return Array.from({ length: Math.ceil((end - begin) / pieceBytes) }, (_, at) => {
      const from = begin + at * pieceBytes;
      return { chunk, from, to: Math.min(from + pieceBytes, end) };
    });
  });

/**
 * Decides and writes one section of the key space over the whole file: duplicates, then per key new, changed, unchanged, superseded or refused. Reads the rows twice:
 * first the keys alone, to know which come again; then rows whose key is alone are settled at once, and of the others one row per key is kept until the end.
 * A lane has one writer, so plain batch writes suffice; begun again after a death it decides from the records as they were before this upload, so it decides the same.
 */
export const settleSection = ({
  uploads,
  standards,
  work,
  curated,
  records,
  toLookAt,
  toSettle,
  unitsAtOnce,
  stuckSeconds,
}: Collaborators) => {
  const settle = async (
    upload: Upload,
    pins: Pins,
    section: number,
    { deadline, timeIsUp }: Pick<Work, 'deadline' | 'timeIsUp'>,
  ): Promise<{ summary: SectionSummary; writeUnits: number }> => {
    const { uploadId } = upload;
    const inTime = (): void => {
      if (timeIsUp()) throw new TryAgain(`section ${String(section)} of ${uploadId} did not end in time`);
    };
    const { contract, ruleSet } = await standards.judging(upload.dataset, pins);
    const weighing = weighingOf(contract, ruleSet, pins.today);

    const pieces = piecesOf(await uploads.chunksOf(uploadId), section);
    const fetched = (): AsyncGenerator<Uint8Array> =>
      wholeLines(
        inOrder(pieces, width, ({ chunk, from, to }) => {
          inTime();
          return work.slice(objectNames.accepted(uploadId, chunk), from, to);
        }),
      );

    const comeAgain = new Set<string>();
    const seen = new Fingerprints();
    const kept: Uint8Array[] | undefined = pieces.reduce((sum, { from, to }) => sum + to - from, 0) <= keptBytes ? [] : undefined;
    for await (const lines of fetched()) {
      kept?.push(lines);
      readKeys(lines, (key) => {
        if (seen.add(key) === 'seen') comeAgain.add(key);
      });
    }

    let writeUnits = 0;
    const counts = { new: 0, changed: 0, unchanged: 0, superseded: 0 };
    const found: number[] = [];
    const finished = new Set<string>();
    const asked = new Set<string>();
    const context = { uploadId, weighing, contractVersion: contract.version, writerFinished: (id: string) => finished.has(id) };
    const askWriters = async (stored: Iterable<FoundRecord>): Promise<void> => {
      const writers = [...new Set([...stored].flatMap(({ before }) => (before && !asked.has(before.uploadId) ? [before.uploadId] : [])))];
      if (writers.length === 0) return;
      for (const id of await uploads.finishedAmong(writers, deadline)) finished.add(id);
      for (const id of writers) asked.add(id);
    };

    const several = new Map<string, RowsOfKey>();
    /** Adds the rows of a piece whose keys come again. What a change log's rows come upon must be known before them. */
    const addRepeated = async (again: readonly AcceptedRow[]): Promise<void> => {
      const newcomers = [...new Set(again.map(({ key }) => key))].filter((key) => !several.has(key));
      for (let from = 0; from < newcomers.length; from += batch) {
        const keys = newcomers.slice(from, from + batch);
        const stored = weighing.order === 'row' ? await records.before(upload, uploadId, keys, deadline) : undefined;
        for (const key of keys) several.set(key, new RowsOfKey(key, weighing, stored?.get(key)?.before));
      }
      for (const row of again) several.get(row.key)?.add(row);
    };

    async function* batches(): AsyncGenerator<(AcceptedRow | RowsOfKey)[]> {
      let full: AcceptedRow[] = [];
      for await (const lines of kept ?? fetched()) {
        const again: AcceptedRow[] = [];
        for (const row of readAccepted(lines, section - 1)) {
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

    /** Settles up to 100 keys; answers the lines of what others hear of. */
    const settleKeys = async (keys: readonly (AcceptedRow | RowsOfKey)[]): Promise<Uint8Array> => {
      inTime();
      const stored = await records.before(
        upload,
        uploadId,
        keys.map(({ key }) => key),
        deadline,
      );
      await askWriters(stored.values());

      const changes: RecordChange[] = [];
      let announced = '';
      for (const said of keys) {
        const { before, written } = stored.get(said.key) ?? { before: undefined, written: false };
        const { settled, superseded, repeated } = settleKey(said, before, context);
        counts.superseded += superseded;
        for (const row of repeated) found.push(row);
        if (!settled) continue;
        counts[settled.outcome] += 1;
        if (settled.announced) announced += `${JSON.stringify(settled.announced)}\n`;
        if ('record' in settled && !written) changes.push(settled);
      }
      inTime();
      const units = await records.write(upload, changes, deadline, contract.referable);
      writeUnits += units;
      return Buffer.from(announced);
    };

    await curated.putStream(objectNames.curated(upload, section), inOrder(batches(), width, settleKeys), 'application/x-ndjson');

    const rowsFound = Uint32Array.from(found).sort();
    const refused = weighing.severity === 'error' ? rowsFound.length : 0;
    if (refused > 0)
      await work.put(objectNames.refusedLater(uploadId, section), new Uint8Array(rowsFound.buffer), 'application/octet-stream');
    const findings =
      found.length > 0 && weighing.severity !== 'off' ? [findingOfRows(q015.code, weighing.severity, weighing.column, rowsFound)] : [];
    return { summary: { ...counts, refused, findings }, writeUnits };
  };

  const tellOfDone = async (uploadId: string, section: number, { sections }: Pins): Promise<void> => {
    await toSettle.send(letsIn(section, unitsAtOnce, sections).map((next) => ({ uploadId, section: next })));
    await toLookAt.send([{ uploadId }]);
  };

  return async (
    { uploadId, section }: z.output<typeof SettleSection>,
    { now, clock, holder, leaseUntil, ...time }: Work,
  ): Promise<void> => {
    const upload = await uploads.find(uploadId);
    if (!upload) throw new Unprocessable(`no upload ${uploadId}`);
    const { pins } = upload;
    if (upload.state !== 'settling' || !pins) return;

    const key = unitKeys.section(section);
    const lease = await uploads.leaseUnit(uploadId, key, 'settling', { holder, leaseUntil, now });
    if (lease.outcome === 'done') return tellOfDone(uploadId, section, pins);
    // Whoever holds it goes on, and if he dies his message comes again.
    if (lease.outcome !== 'leased') return;

    const results = await uploads.holding({ uploadId, key, holder }, () => settle(upload, pins, section, time));
    const { summary } = results;
    const rows = summary.new + summary.changed + summary.unchanged + summary.superseded + summary.refused;
    const done = await uploads.finishUnit({ uploadId, key, holder }, 'settling', results, rows, later(clock(), stuckSeconds));
    if (done === 'done') await tellOfDone(uploadId, section, pins);
  };
};
