import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { AuditEvent } from '../../shared/audit/audit-event.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { httpFunction } from '../../shared/runtime/http-function.ts';
import { openQueue } from '../../shared/runtime/queue.queue.ts';
import { destinationsTable } from './destinations.store.ts';
import { documentsTable } from './documents.store.ts';
import { hashing, sealing } from './seal.client.ts';
import { callsTable } from './upper/calls.store.ts';
import { usualPrefix } from './upper/signature.ts';
import { takeNotices } from './upper/take-notices.ts';
import { verifyCalls } from './upper/verify-calls.ts';
import { refreshWorkingSecret } from './upper-routes.ts';

const environment = readEnvironment({
  COMPLAINTS_TABLE: z.string(),
  AUDIT_QUEUE_URL: z.string(),
  SEAL_KEY: z.string(),
  MAC_KEY: z.string(),
  SIGNATURE_PREFIX: z.string().default(usualPrefix),
  SIGNATURE_WINDOW_SECONDS: z.coerce.number().int().default(300),
  SECRET_LIFE_SECONDS: z.coerce.number().int().default(7200),
});
const calls = callsTable(environment.COMPLAINTS_TABLE);
const sealed = sealing(environment.SEAL_KEY);

export const handler = httpFunction({
  audit: openQueue(environment.AUDIT_QUEUE_URL, AuditEvent),
  callers: verifyCalls({
    destinations: destinationsTable(environment.COMPLAINTS_TABLE),
    calls,
    sealing: sealed,
    headerPrefix: environment.SIGNATURE_PREFIX,
    windowSeconds: environment.SIGNATURE_WINDOW_SECONDS,
    refreshPath: refreshWorkingSecret.path,
  }),
  bindings: takeNotices({
    documents: documentsTable(environment.COMPLAINTS_TABLE),
    calls,
    sealing: sealed,
    hashing: hashing(environment.MAC_KEY),
    newSecret: () => randomBytes(32).toString('base64url'),
    secretLifeSeconds: environment.SECRET_LIFE_SECONDS,
  }),
});
