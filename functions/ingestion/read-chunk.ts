import type * as z from 'zod';
import { TryAgain, Unprocessable } from '../../shared/runtime/outcome.ts';
import type { Queue } from '../../shared/runtime/queue.queue.ts';
import type { Work } from '../../shared/runtime/queue-worker.ts';
import { writeAccepted } from './accepted-rows.ts';
import type { ObjectsBucket, RawBucket } from './files.bucket.ts';
import type { LookAtUpload, ReadChunk } from './messages.ts';
import { readRows } from './read-rows.ts';
import { refusedFileLines } from './refused-file.ts';
import { chunkSummary } from './report.ts';
import type { Standards } from './standards.store.ts';
import { unitKeys } from './unit.ts';
import { objectNames, rawKey } from './upload.ts';
import type { Uploads } from './uploads.store.ts';

interface Collaborators {
  uploads: Uploads;
  standards: Standards;
  raw: RawBucket;
  work: ObjectsBucket;
  toLookAt: Queue<z.input<typeof LookAtUpload>>;
}

/** Parses, cleans, standardises and validates one chunk into two objects. No record is written yet, so a repeat or a crash is harmless. */
export const readChunk =
  ({ uploads, standards, raw, work, toLookAt }: Collaborators) =>
  async ({ uploadId, chunk }: z.output<typeof ReadChunk>, { now, deadline, holder }: Work): Promise<void> => {
    const upload = await uploads.find(uploadId);
    if (!upload) throw new Unprocessable(`no upload ${uploadId}`);
    const { pins, layout } = upload;
    if (upload.state !== 'reading' || !pins || !layout) return;

    const key = unitKeys.chunk(chunk);
    const lease = await uploads.leaseUnit(uploadId, key, holder, deadline, now);
    if (lease.outcome === 'done') return toLookAt.send([{ uploadId }]);
    if (lease.outcome !== 'leased' || lease.unit.kind !== 'chunk')
      throw new TryAgain(`chunk ${String(chunk)} of ${uploadId} is ${lease.outcome}`);

    const judged = await standards.judging(upload.dataset, pins);
    const { from, to, firstRow } = lease.unit;
    const bytes = await raw.slice(rawKey(upload), upload.file?.versionId ?? 'null', from, to);
    const rows = readRows(bytes, {
      ...judged,
      header: layout.header,
      delimiter: layout.delimiter,
      firstRow,
      sections: pins.sections,
      today: pins.today,
      now: pins.takenUpAt,
    });
    const accepted = writeAccepted(rows.accepted, pins.sections);
    await Promise.all([
      work.put(objectNames.accepted(uploadId, chunk), accepted.bytes, 'application/x-ndjson'),
      work.put(objectNames.refused(uploadId, chunk), refusedFileLines(rows.refused, layout.header, judged.contract), 'text/csv'),
    ]);

    const done = await uploads.finishUnit({ uploadId, key, holder }, 'reading', { offsets: accepted.offsets, summary: chunkSummary(rows) });
    if (done === 'done') await toLookAt.send([{ uploadId }]);
  };
