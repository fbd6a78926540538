import * as z from 'zod';
import { AuditEvent } from '../../shared/audit/audit-event.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { httpFunction } from '../../shared/runtime/http-function.ts';
import { openIdempotency } from '../../shared/runtime/idempotency.store.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import { openQueue } from '../../shared/runtime/queue.queue.ts';
import { resourcesTable } from './catalogue/resources.store.ts';
import { clockRulesTable } from './clocks/clock-rules.store.ts';
import { correctionsTable } from './corrections/corrections.store.ts';
import { reportErrors } from './corrections/report-errors.ts';
import { showNotices } from './corrections/show-notices.ts';
import { readRows } from './delivery/read-rows.ts';
import { rowsTable } from './delivery/rows.store.ts';
import { exportsTable } from './exports/exports.store.ts';
import { fileLinks } from './exports/file-links.bucket.ts';
import { keepExports } from './exports/keep-exports.ts';
import { publicKeyOf } from './exports/signing.client.ts';
import { traceLeaks } from './exports/trace-marks.ts';
import { grantsTable } from './grants/grants.store.ts';
import { grantKeys } from './grants/keys.client.ts';
import { openGate } from './grants/open-gate.ts';
import { readSharing } from './sharing-settings.ts';

const environment = readEnvironment({
  REQUESTS_TABLE: z.string(),
  ROWS_TABLE: z.string(),
  EXPORTS_BUCKET: z.string(),
  MAC_KEY: z.string(),
  SIGNING_KEY: z.string(),
  AUDIT_QUEUE_URL: z.string(),
  STUCK_SECONDS: z.coerce.number(),
  SHARING: readSharing,
});
const grants = grantsTable(environment.REQUESTS_TABLE);
const rows = rowsTable(environment.ROWS_TABLE);
const resources = resourcesTable(environment.REQUESTS_TABLE);
const exports = exportsTable(environment.REQUESTS_TABLE);
const corrections = correctionsTable(environment.REQUESTS_TABLE);
const keys = grantKeys(environment.MAC_KEY);
const gate = openGate({ grants, resources, keys });

export const handler = httpFunction({
  audit: openQueue(environment.AUDIT_QUEUE_URL, AuditEvent),
  idempotency: openIdempotency(environment.REQUESTS_TABLE),
  bindings: [
    ...readRows({ open: gate, rows, settings: environment.SHARING }),
    ...showNotices({ open: gate, rows, corrections }),
    ...reportErrors({
      ...{ corrections, exports, grants, keys, resources },
      rules: clockRulesTable(environment.REQUESTS_TABLE),
      newCorrectionId: () => newId('c'),
    }),
    ...keepExports({
      ...{ exports, gate, grants, resources },
      links: fileLinks(environment.EXPORTS_BUCKET),
      publicKey: publicKeyOf(environment.SIGNING_KEY),
      settings: environment.SHARING,
      stuckSeconds: environment.STUCK_SECONDS,
    }),
    ...traceLeaks({ exports, keys }),
  ],
});
