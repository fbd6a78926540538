import * as z from 'zod';
import { AuditEvent } from '../../shared/audit/audit-event.ts';
import { curatedBucket } from '../../shared/curated/curated.bucket.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { log } from '../../shared/runtime/log.ts';
import { openOrderedQueue, openQueue } from '../../shared/runtime/queue.queue.ts';
import { queueWorker } from '../../shared/runtime/queue-worker.ts';
import { hearContract } from './catalogue/hear-contract.ts';
import { resourcesTable } from './catalogue/resources.store.ts';
import { clockRulesTable } from './clocks/clock-rules.store.ts';
import { feedsTable } from './delivery/feeds.store.ts';
import { loadRows } from './delivery/load-rows.ts';
import { rowsTable } from './delivery/rows.store.ts';
import { groupOfLoadLane, Heard, idOfLoadLane, LoadLane } from './messages.ts';
import { readSharing } from './sharing-settings.ts';

const environment = readEnvironment({
  REQUESTS_TABLE: z.string(),
  ROWS_TABLE: z.string(),
  CURATED_BUCKET: z.string(),
  LOAD_QUEUE_URL: z.string(),
  AUDIT_QUEUE_URL: z.string(),
  SHARING: readSharing,
});
const resources = resourcesTable(environment.REQUESTS_TABLE);

export const handler = queueWorker({
  message: Heard,
  handle: loadRows({
    feeds: feedsTable(environment.REQUESTS_TABLE),
    rows: rowsTable(environment.ROWS_TABLE),
    curated: curatedBucket(environment.CURATED_BUCKET),
    toLoad: openOrderedQueue(environment.LOAD_QUEUE_URL, LoadLane, { groupOf: groupOfLoadLane, idOf: idOfLoadLane }),
    hearContract: hearContract({ resources, rules: clockRulesTable(environment.REQUESTS_TABLE) }),
    resources,
    audit: openQueue(environment.AUDIT_QUEUE_URL, AuditEvent),
    log,
    settings: environment.SHARING,
  }),
});
