import * as z from 'zod';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { queueWorker } from '../../shared/runtime/queue-worker.ts';
import { objectsBucket, rawBucket } from './files.bucket.ts';
import { splitUpload } from './split-upload.ts';
import { SplitUpload } from './messages.ts';
import { quotasTable } from './quotas.store.ts';
import { gunzip } from './unpack.bucket.ts';
import { defaultQuota, lanes, toRead, unitsAtOnce } from './wiring.queue.ts';
import { openParts } from './xlsx/workbook-parts.bucket.ts';

const environment = readEnvironment({ UPLOADS_TABLE: z.string(), RAW_BUCKET: z.string(), CURATED_BUCKET: z.string() });

export const handler = queueWorker({
  message: SplitUpload,
  handle: splitUpload({
    ...lanes(),
    quotas: quotasTable(environment.UPLOADS_TABLE),
    defaultQuota: defaultQuota(),
    toRead: toRead(),
    unitsAtOnce: unitsAtOnce(),
    raw: rawBucket(environment.RAW_BUCKET),
    curated: objectsBucket(environment.CURATED_BUCKET),
    gunzip,
    openParts,
  }),
});
