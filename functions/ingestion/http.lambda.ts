import * as z from 'zod';
import { AuditEvent } from '../../shared/audit/audit-event.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { httpFunction } from '../../shared/runtime/http-function.ts';
import { openIdempotency } from '../../shared/runtime/idempotency.store.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import { openQueue } from '../../shared/runtime/queue.queue.ts';
import { declareUpload } from './declare-upload.ts';
import { objectsBucket, rawBucket } from './files.bucket.ts';
import { keepParts } from './keep-parts.ts';
import { keepQuotas } from './keep-quotas.ts';
import { keepStandards } from './keep-standards.ts';
import { keepTemplates } from './keep-templates.ts';
import { keepUploads } from './keep-uploads.ts';
import { quotasTable } from './quotas.store.ts';
import { readRecords } from './read-records.ts';
import { recordsTable } from './records.store.ts';
import { standardsTable } from './standards.store.ts';
import { uploadFinder } from './upload-finder.ts';
import { uploadsTable } from './uploads.store.ts';
import { defaultQuota } from './wiring.queue.ts';

const environment = readEnvironment({
  UPLOADS_TABLE: z.string(),
  RECORDS_TABLE: z.string(),
  RAW_BUCKET: z.string(),
  CURATED_BUCKET: z.string(),
  AUDIT_QUEUE_URL: z.string(),
  STUCK_SECONDS: z.coerce.number(),
});
const standards = standardsTable(environment.UPLOADS_TABLE);
const uploads = uploadsTable(environment.UPLOADS_TABLE);
const raw = rawBucket(environment.RAW_BUCKET);
const quotas = quotasTable(environment.UPLOADS_TABLE);
const curated = objectsBucket(environment.CURATED_BUCKET);
const find = uploadFinder(uploads);
const declare = declareUpload({
  uploads,
  standards,
  quotas,
  raw,
  defaultQuota: defaultQuota(),
  newUploadId: () => newId('u'),
  stuckSeconds: environment.STUCK_SECONDS,
});

export const handler = httpFunction({
  audit: openQueue(environment.AUDIT_QUEUE_URL, AuditEvent),
  // A transfer address is dead after 15 minutes; a replayed answer goes without.
  idempotency: openIdempotency(environment.UPLOADS_TABLE, { forgetOnReplay: ['transfer'] }),
  bindings: [
    ...keepUploads({ find, declare, uploads, raw, curated }),
    ...keepParts({ find, raw }),
    ...keepQuotas({ quotas, defaults: defaultQuota() }),
    ...keepStandards({ standards }),
    ...keepTemplates({ standards, curated }),
    ...readRecords({ records: recordsTable(environment.RECORDS_TABLE), standards, uploads, raw, curated }),
  ],
});
