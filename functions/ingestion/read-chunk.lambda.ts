import * as z from 'zod';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { queueWorker } from '../../shared/runtime/queue-worker.ts';
import { objectsBucket, rawBucket } from './files.bucket.ts';
import { readChunk } from './read-chunk.ts';
import { ReadChunk } from './messages.ts';
import { stores, toLookAt } from './wiring.queue.ts';

const environment = readEnvironment({ RAW_BUCKET: z.string(), WORK_BUCKET: z.string(), SET_ASIDE_URL: z.string() });

export const handler = queueWorker({
  message: ReadChunk,
  setAsideUrl: environment.SET_ASIDE_URL,
  handle: readChunk({
    ...stores(),
    toLookAt: toLookAt(),
    raw: rawBucket(environment.RAW_BUCKET),
    work: objectsBucket(environment.WORK_BUCKET),
  }),
});
