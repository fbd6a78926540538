import * as z from 'zod';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { queueWorker } from '../../shared/runtime/queue-worker.ts';
import { objectsBucket, rawBucket } from './files.bucket.ts';
import { recordsTable } from './records.store.ts';
import { readChunk } from './read-chunk.ts';
import { ReadChunk } from './messages.ts';
import { stores, toLookAt, toRead, unitsAtOnce } from './wiring.queue.ts';

const environment = readEnvironment({
  RAW_BUCKET: z.string(),
  CURATED_BUCKET: z.string(),
  WORK_BUCKET: z.string(),
  RECORDS_TABLE: z.string(),
});

export const handler = queueWorker({
  message: ReadChunk,
  handle: readChunk({
    ...stores(),
    toLookAt: toLookAt(),
    toRead: toRead(),
    unitsAtOnce: unitsAtOnce(),
    raw: rawBucket(environment.RAW_BUCKET),
    curated: objectsBucket(environment.CURATED_BUCKET),
    work: objectsBucket(environment.WORK_BUCKET),
    records: recordsTable(environment.RECORDS_TABLE),
  }),
});
