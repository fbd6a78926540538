import * as z from 'zod';
import { AuditEvent } from '../../shared/audit/audit-event.ts';
import { curatedBucket } from '../../shared/curated/curated.bucket.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { log } from '../../shared/runtime/log.ts';
import { openOrderedQueue, openQueue } from '../../shared/runtime/queue.queue.ts';
import { queueWorker } from '../../shared/runtime/queue-worker.ts';
import { laneOf } from '../ingestion/messages.ts';
import { linkRecords } from './link-records.ts';
import { Heard, idOfLinkRecords, LinkRecords } from './messages.ts';
import { subjectsTable } from './subjects.store.ts';

const environment = readEnvironment({
  SUBJECTS_TABLE: z.string(),
  CURATED_BUCKET: z.string(),
  LINK_QUEUE_URL: z.string(),
  AUDIT_QUEUE_URL: z.string(),
});

export const handler = queueWorker({
  message: Heard,
  handle: linkRecords({
    subjects: subjectsTable(environment.SUBJECTS_TABLE),
    curated: curatedBucket(environment.CURATED_BUCKET),
    toLink: openOrderedQueue(environment.LINK_QUEUE_URL, LinkRecords, { groupOf: laneOf, idOf: idOfLinkRecords }),
    audit: openQueue(environment.AUDIT_QUEUE_URL, AuditEvent),
    log,
  }),
});
