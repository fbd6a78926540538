import * as z from 'zod';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { log } from '../../shared/runtime/log.ts';
import { scheduledJob } from '../../shared/runtime/scheduled-job.ts';
import { rawBucket } from './files.bucket.ts';
import { sweepUploads } from './sweep-uploads.ts';
import { lanes, toLookAt, toRead, toSettle, unitsAtOnce } from './wiring.queue.ts';

const environment = readEnvironment({ RAW_BUCKET: z.string(), AWAIT_FILE_SECONDS: z.coerce.number().int().positive() });

export const handler = scheduledJob({
  run: sweepUploads({
    ...lanes(),
    toRead: toRead(),
    toSettle: toSettle(),
    unitsAtOnce: unitsAtOnce(),
    toLookAt: toLookAt(),
    raw: rawBucket(environment.RAW_BUCKET),
    awaitFileSeconds: environment.AWAIT_FILE_SECONDS,
    log,
  }),
});
