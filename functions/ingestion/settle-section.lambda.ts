import { randomInt } from 'node:crypto';
import * as z from 'zod';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { queueWorker } from '../../shared/runtime/queue-worker.ts';
import { objectsBucket } from './files.bucket.ts';
import { recordsTable } from './records.store.ts';
import { settleSection } from './settle-section.ts';
import { SettleSection } from './messages.ts';
import { stores, toLookAt, toSettle, unitsAtOnce } from './wiring.queue.ts';

const environment = readEnvironment({
  WORK_BUCKET: z.string(),
  CURATED_BUCKET: z.string(),
  RECORDS_TABLE: z.string(),
});

export const handler = queueWorker({
  message: SettleSection,
  handle: settleSection({
    ...stores(),
    newSeed: () => randomInt(2 ** 32),
    toLookAt: toLookAt(),
    toSettle: toSettle(),
    unitsAtOnce: unitsAtOnce(),
    work: objectsBucket(environment.WORK_BUCKET),
    curated: objectsBucket(environment.CURATED_BUCKET),
    records: recordsTable(environment.RECORDS_TABLE),
  }),
});
