import type * as z from 'zod';
import { Unprocessable } from '../../shared/runtime/outcome.ts';
import type { Queue } from '../../shared/runtime/queue.queue.ts';
import type { Work } from '../../shared/runtime/queue-worker.ts';
import { writeAccepted } from './accepted-rows.ts';
import { answerQuestions } from './answer-questions.ts';
import { chunkBytes } from './chunk-bytes.ts';
import type { ObjectsBucket, RawBucket } from './files.bucket.ts';
import { judgedByRecords, questionsOf } from './judge-by-records.ts';
import type { Layout } from './layout.ts';
import type { LookAtUpload, ReadChunk } from './messages.ts';
import type { Records } from './records.store.ts';
import { readRows } from './read-rows.ts';
import { refusedFileLines } from './refused-file.ts';
import { chunkSummary } from './report.ts';
import type { Standards } from './standards.store.ts';
import { type ChunkUnit, letsIn, unitKeys } from './unit.ts';
import { objectNames, type Pins, type Upload } from './upload.ts';
import type { Uploads } from './uploads.store.ts';
import { withLease } from './with-lease.ts';

interface Collaborators {
  uploads: Uploads;
  standards: Standards;
  raw: RawBucket;
  curated: ObjectsBucket;
  work: ObjectsBucket;
  records: Records;
  toLookAt: Queue<z.input<typeof LookAtUpload>>;
  toRead: Queue<z.input<typeof ReadChunk>>;
  unitsAtOnce: number;
}

type Time = Pick<Work, 'clock' | 'deadline' | 'timeIsUp'>;

/** Parses, cleans, standardises and validates one chunk into two objects. No record is written yet, so a repeat or a crash is harmless. */
export const readChunk = (collaborators: Collaborators) => {
  const { uploads, standards, raw, curated, work, records, toLookAt, toRead, unitsAtOnce } = collaborators;
  const bytesOf = chunkBytes({ raw, curated });

  const readAndWrite = async (upload: Upload, pins: Pins, layout: Layout, unit: ChunkUnit, time: Time) => {
    const { chunk, firstRow } = unit;
    const judged = await standards.judging(upload.dataset, pins);
    const bytes = await bytesOf(upload, layout, unit);
    const { format, encoding, header, delimiter } = layout;
    const { sections, today, takenUpAt } = pins;
    const read = readRows(bytes, { ...judged, format, encoding, header, delimiter, firstRow, sections, today, now: takenUpAt });
    const recordsReadAt = read.open.length > 0 ? time.clock().toISOString() : undefined;
    const rows =
      recordsReadAt === undefined ? read : judgedByRecords(read, await answerQuestions(records, questionsOf(read), upload, time));
    const accepted = writeAccepted(rows.accepted, sections);
    await work.put(objectNames.accepted(upload.uploadId, chunk), accepted.bytes, 'application/x-ndjson');
    await work.put(objectNames.refused(upload.uploadId, chunk), refusedFileLines(rows.refused, header, judged.contract), 'text/csv');
    return { offsets: accepted.offsets, summary: { ...chunkSummary(rows), ...(recordsReadAt !== undefined && { recordsReadAt }) } };
  };

  return async ({ uploadId, chunk }: z.output<typeof ReadChunk>, its: Work): Promise<void> => {
    const upload = await uploads.find(uploadId);
    if (!upload) throw new Unprocessable(`no upload ${uploadId}`);
    const { pins, layout, chunks } = upload;
    if (upload.state !== 'reading' || !pins || !layout) return;

    const key = unitKeys.chunk(chunk);
    const outcome = await withLease(uploads, { upload, key }, its, async (unit) => {
      if (unit.kind !== 'chunk') throw new Unprocessable(`${key} is no chunk`);
      const results = await readAndWrite(upload, pins, layout, unit, its);
      await uploads.finishUnit({ uploadId, key, holder: its.holder }, 'reading', results, results.summary.read);
      return 'done';
    });
    if (outcome === 'not-ours') return;
    await toRead.send(letsIn(chunk, unitsAtOnce, chunks).map((next) => ({ uploadId, chunk: next })));
    await toLookAt.send([{ uploadId }]);
  };
};
