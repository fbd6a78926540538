import type * as z from 'zod';
import { inOrder } from '../../shared/runtime/in-order.ts';
import { TryAgain, Unprocessable } from '../../shared/runtime/outcome.ts';
import type { Queue } from '../../shared/runtime/queue.queue.ts';
import type { Work } from '../../shared/runtime/queue-worker.ts';
import { wholeLines } from './accepted-rows.ts';
import { type Contract, orderOf } from './contract.ts';
import type { Weighing } from './duplicates.ts';
import type { ObjectsBucket } from './files.bucket.ts';
import type { LookAtUpload, SettleSection } from './messages.ts';
import type { Records } from './records.store.ts';
import { findingOfRows, type SectionSummary } from './report.ts';
import { type RuleSet, severityOn } from './rule-set.ts';
import { q015 } from './rules/q015-same-id-other-content.ts';
import { type Cut, settleRows } from './settle-rows.ts';
import type { Standards } from './standards.store.ts';
import { letsIn, unitKeys } from './unit.ts';
import { objectNames, type Pins, type Upload } from './upload.ts';
import type { Uploads } from './uploads.store.ts';
import { withLease } from './with-lease.ts';

interface Collaborators {
  uploads: Uploads;
  standards: Standards;
  work: ObjectsBucket;
  curated: ObjectsBucket;
  records: Records;
  toLookAt: Queue<z.input<typeof LookAtUpload>>;
  toSettle: Queue<z.input<typeof SettleSection>>;
  unitsAtOnce: number;
  /** Of 32 random bits. */
  newSeed: () => number;
}

const cut: Cut = { batch: 100, width: 4 };
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

/** The first look keeps what was fetched, for the second. */
const fetchedOnce = (fetched: () => AsyncIterable<Uint8Array>): (() => AsyncIterable<Uint8Array>) => {
  const kept: Uint8Array[] = [];
  let isWhole = false;
  return async function* () {
    if (isWhole) {
      yield* kept;
      return;
    }
    for await (const piece of fetched()) {
      kept.push(piece);
      yield piece;
    }
    isWhole = true;
  };
};

/** Fetches one section's rows of all chunks and settles them (`settleRows`), as a unit that one worker at a time may do. */
export const settleSection = ({ uploads, standards, work, curated, records, toLookAt, toSettle, unitsAtOnce, newSeed }: Collaborators) => {
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
        inOrder(pieces, cut.width, ({ chunk, from, to }) => {
          inTime();
          return work.slice(objectNames.accepted(uploadId, chunk), from, to);
        }),
      );

    const rows = pieces.reduce((sum, { from, to }) => sum + to - from, 0) <= keptBytes ? fetchedOnce(fetched) : fetched;
    const { counts, repeated, writeUnits } = await settleRows(
      section - 1,
      { uploadId, weighing, contractVersion: contract.version },
      {
        rows,
        inTime,
        seed: newSeed(),
        currentOf: (keys) => records.currentOf(upload, keys, deadline),
        versionsOf: (versions) => records.versionsOf(upload, versions, deadline),
        finishedAmong: (uploadIds) => uploads.finishedAmong(uploadIds, deadline),
        write: (changes) => records.write(upload, changes, deadline, contract.referable),
        announce: (lines) => curated.putStream(objectNames.curated(upload, section), lines, 'application/x-ndjson'),
      },
      cut,
    );

    const rowsFound = Uint32Array.from(repeated).sort();
    const refused = weighing.severity === 'error' ? rowsFound.length : 0;
    if (refused > 0)
      await work.put(objectNames.refusedLater(uploadId, section), new Uint8Array(rowsFound.buffer), 'application/octet-stream');
    const findings =
      repeated.length > 0 && weighing.severity !== 'off' ? [findingOfRows(q015.code, weighing.severity, weighing.column, rowsFound)] : [];
    return { summary: { ...counts, refused, findings }, writeUnits };
  };

  return async ({ uploadId, section }: z.output<typeof SettleSection>, its: Work): Promise<void> => {
    const upload = await uploads.find(uploadId);
    if (!upload) throw new Unprocessable(`no upload ${uploadId}`);
    const { pins } = upload;
    if (upload.state !== 'settling' || !pins) return;

    const key = unitKeys.section(section);
    const outcome = await withLease(uploads, { upload, key }, its, async () => {
      const results = await settle(upload, pins, section, its);
      const { summary } = results;
      const rows = summary.new + summary.changed + summary.unchanged + summary.superseded + summary.refused;
      await uploads.finishUnit({ uploadId, key, holder: its.holder }, 'settling', results, rows);
      return 'done';
    });
    if (outcome === 'not-ours') return;
    await toSettle.send(letsIn(section, unitsAtOnce, pins.sections).map((next) => ({ uploadId, section: next })));
    await toLookAt.send([{ uploadId }]);
  };
};
