import * as z from 'zod';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { queueWorker } from '../../shared/runtime/queue-worker.ts';
import { objectsBucket, rawBucket } from './files.bucket.ts';
import { splitUpload } from './split-upload.ts';
import { SplitUpload } from './messages.ts';
import { gunzip } from './unpack.bucket.ts';
import { lanes, toRead, unitsAtOnce } from './wiring.queue.ts';
import { openParts } from './xlsx/workbook-parts.bucket.ts';

const environment = readEnvironment({ RAW_BUCKET: z.string(), CURATED_BUCKET: z.string() });

export const handler = queueWorker({
  message: SplitUpload,
  handle: splitUpload({
    ...lanes(),
    toRead: toRead(),
    unitsAtOnce: unitsAtOnce(),
    raw: rawBucket(environment.RAW_BUCKET),
    curated: objectsBucket(environment.CURATED_BUCKET),
    gunzip,
    openParts,
  }),
});
