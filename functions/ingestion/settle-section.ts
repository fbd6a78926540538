import type * as z from 'zod';
import { TryAgain, Unprocessable } from '../../shared/runtime/outcome.ts';
import type { Queue } from '../../shared/runtime/queue.queue.ts';
import type { Work } from '../../shared/runtime/queue-worker.ts';
import { inParallel } from '../../shared/runtime/in-parallel.ts';
import { type AcceptedRow, readAccepted } from './accepted-rows.ts';
import { orderOf } from './contract.ts';
import { newestOfEachKey } from './duplicates.ts';
import type { ObjectsBucket } from './files.bucket.ts';
import { later } from './lanes.ts';
import type { LookAtUpload, SettleSection } from './messages.ts';
import type { Records } from './records.store.ts';
import type { SectionSummary } from './report.ts';
import { settleRow, type StoredRecord } from './settle.ts';
import type { Standards } from './standards.store.ts';
import { unitKeys } from './unit.ts';
import { objectNames, type Pins, type Upload } from './upload.ts';
import type { Uploads } from './uploads.store.ts';

interface Collaborators {
  uploads: Uploads;
  standards: Standards;
  work: ObjectsBucket;
  curated: ObjectsBucket;
  records: Records;
  toLookAt: Queue<z.input<typeof LookAtUpload>>;
  stuckSeconds: number;
}

/** Keys asked and written at a time, and how many such batches are under way at once in one section. */
const batch = 100;
const width = 4;

function* batchesOf<Row>(rows: Iterable<Row>): Generator<Row[]> {
  let full: Row[] = [];
  for (const row of rows) {
    full.push(row);
    if (full.length === batch) {
      yield full;
      full = [];
    }
  }
  if (full.length > 0) yield full;
}

/**
 * Decides and writes one section of the key space over the whole file: duplicates, then per key new, changed, unchanged or superseded.
 * A lane has one writer, so plain batch writes suffice; begun again after a death it finds its own items by the upload's name and counts them as the first time.
 */
export const settleSection = ({ uploads, standards, work, curated, records, toLookAt, stuckSeconds }: Collaborators) => {
  async function* rowsOf(upload: Upload, section: number): AsyncGenerator<AcceptedRow> {
    for (const { chunk, offsets } of await uploads.chunksOf(upload.uploadId)) {
      const [from, to] = [offsets?.[section - 1] ?? 0, offsets?.[section] ?? 0];
      if (to > from) yield* readAccepted(await work.slice(objectNames.accepted(upload.uploadId, chunk), from, to), section - 1);
    }
  }

  const settle = async (
    upload: Upload,
    pins: Pins,
    section: number,
    { deadline, timeIsUp }: Pick<Work, 'deadline' | 'timeIsUp'>,
  ): Promise<SectionSummary> => {
    const { uploadId } = upload;
    const inTime = (): void => {
      if (timeIsUp()) throw new TryAgain(`section ${String(section)} of ${uploadId} did not end in time`);
    };
    const { contract } = await standards.judging(upload.dataset, pins);
    const order = orderOf(contract);

    const newest = newestOfEachKey(order);
    for await (const row of rowsOf(upload, section)) newest.add(row);
    const { kept, superseded } = newest.result();

    const counts: SectionSummary = { new: 0, changed: 0, unchanged: 0, superseded };
    const announced: StoredRecord[] = [];
    const finished = new Set<string>();
    const asked = new Set<string>([uploadId]);

    await inParallel(batchesOf(kept.values()), width, async (rows) => {
      inTime();
      const keys = rows.map((row) => row.key);
      const stored = await records.currentOf(upload, keys, deadline);
      const writers = [...new Set([...stored.values()].map((record) => record.uploadId))].filter((id) => !asked.has(id));
      if (writers.length > 0) {
        for (const id of await uploads.finishedAmong(writers, deadline)) finished.add(id);
        for (const id of writers) asked.add(id);
      }

      const changes: { record: StoredRecord; history?: StoredRecord }[] = [];
      for (const row of rows) {
        const decision = settleRow(row, stored.get(row.key), {
          uploadId,
          order,
          contractVersion: contract.version,
          writerFinished: (id) => finished.has(id),
        });
        counts[decision.outcome === 'again' ? decision.as : decision.outcome] += 1;
        if (decision.announced) announced.push(decision.announced);
        if (decision.outcome === 'new' || decision.outcome === 'changed') changes.push(decision);
      }
      inTime();
      await records.write(upload, changes, deadline);
    });

    announced.sort((a, b) => (a.key < b.key ? -1 : 1));
    await curated.putStream(objectNames.curated(upload, section), linesOf(announced), 'application/x-ndjson');
    return counts;
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
    if (lease.outcome === 'done') return toLookAt.send([{ uploadId }]);
    // Whoever holds it goes on, and if he dies his message comes again.
    if (lease.outcome !== 'leased') return;

    const summary = await uploads.holding({ uploadId, key, holder }, () => settle(upload, pins, section, time));
    const rows = summary.new + summary.changed + summary.unchanged + summary.superseded;
    const done = await uploads.finishUnit({ uploadId, key, holder }, 'settling', { summary }, rows, later(clock(), stuckSeconds));
    if (done === 'done') await toLookAt.send([{ uploadId }]);
  };
};

/** A line per record, in pieces: the whole would stand in memory twice. */
async function* linesOf(announced: readonly StoredRecord[]): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < announced.length; from += 1000)
    yield Buffer.from(
      `${announced
        .slice(from, from + 1000)
        .map((record) => JSON.stringify(record))
        .join('\n')}\n`,
    );
}
