import * as z from 'zod';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { queueWorker } from '../../shared/runtime/queue-worker.ts';
import { resourcesTable } from './catalogue/resources.store.ts';
import { rowsTable } from './delivery/rows.store.ts';
import { exportsBucket } from './exports/exports.bucket.ts';
import { exportsTable } from './exports/exports.store.ts';
import { signing } from './exports/signing.client.ts';
import { writeExport } from './exports/write-export.ts';
import { grantsTable } from './grants/grants.store.ts';
import { grantKeys } from './grants/keys.client.ts';
import { openGate } from './grants/open-gate.ts';
import { WriteExport } from './messages.ts';
import { readSharing } from './sharing-settings.ts';

const environment = readEnvironment({
  REQUESTS_TABLE: z.string(),
  ROWS_TABLE: z.string(),
  EXPORTS_BUCKET: z.string(),
  MAC_KEY: z.string(),
  SIGNING_KEY: z.string(),
  STUCK_SECONDS: z.coerce.number(),
  SHARING: readSharing,
});
const keys = grantKeys(environment.MAC_KEY);
const grants = grantsTable(environment.REQUESTS_TABLE);
const resources = resourcesTable(environment.REQUESTS_TABLE);

export const handler = queueWorker({
  message: WriteExport,
  handle: writeExport({
    exports: exportsTable(environment.REQUESTS_TABLE),
    gate: openGate({ grants, resources, keys }),
    keys,
    rows: rowsTable(environment.ROWS_TABLE),
    bucket: exportsBucket(environment.EXPORTS_BUCKET),
    signer: signing(environment.SIGNING_KEY),
    settings: environment.SHARING,
    stuckSeconds: environment.STUCK_SECONDS,
    windowsAtOnce: 16,
  }),
});
