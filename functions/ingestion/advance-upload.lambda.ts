import * as z from 'zod';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { queueWorker } from '../../shared/runtime/queue-worker.ts';
import { objectsBucket, rawBucket } from './files.bucket.ts';
import { advanceUpload } from './advance-upload.ts';
import { LookAtUpload } from './messages.ts';
import { lanes, toSettle, unitsAtOnce } from './wiring.queue.ts';

const environment = readEnvironment({ RAW_BUCKET: z.string(), WORK_BUCKET: z.string(), CURATED_BUCKET: z.string() });

export const handler = queueWorker({
  message: LookAtUpload,
  handle: advanceUpload({
    ...lanes(),
    toSettle: toSettle(),
    unitsAtOnce: unitsAtOnce(),
    raw: rawBucket(environment.RAW_BUCKET),
    work: objectsBucket(environment.WORK_BUCKET),
    curated: objectsBucket(environment.CURATED_BUCKET),
  }),
});
