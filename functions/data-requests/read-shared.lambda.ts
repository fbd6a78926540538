import * as z from 'zod';
import { AuditEvent } from '../../shared/audit/audit-event.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { httpFunction } from '../../shared/runtime/http-function.ts';
import { openIdempotency } from '../../shared/runtime/idempotency.store.ts';
import { openQueue } from '../../shared/runtime/queue.queue.ts';

const environment = readEnvironment({ REQUESTS_TABLE: z.string(), AUDIT_QUEUE_URL: z.string() });

export const handler = httpFunction({
  audit: openQueue(environment.AUDIT_QUEUE_URL, AuditEvent),
  idempotency: openIdempotency(environment.REQUESTS_TABLE),
  bindings: [],
});
