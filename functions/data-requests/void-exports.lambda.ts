import * as z from 'zod';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { queueWorker } from '../../shared/runtime/queue-worker.ts';
import { resourcesTable } from './catalogue/resources.store.ts';
import { exportsBucket } from './exports/exports.bucket.ts';
import { exportsTable } from './exports/exports.store.ts';
import { voidExports } from './exports/void-exports.ts';
import { grantsTable } from './grants/grants.store.ts';
import { VoidExports } from './messages.ts';

const environment = readEnvironment({ REQUESTS_TABLE: z.string(), EXPORTS_BUCKET: z.string() });

export const handler = queueWorker({
  message: VoidExports,
  handle: voidExports({
    exports: exportsTable(environment.REQUESTS_TABLE),
    grants: grantsTable(environment.REQUESTS_TABLE),
    resources: resourcesTable(environment.REQUESTS_TABLE),
    bucket: exportsBucket(environment.EXPORTS_BUCKET),
  }),
});
