import * as z from 'zod';
import { AuditEvent } from '../../shared/audit/audit-event.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { httpFunction } from '../../shared/runtime/http-function.ts';
import { openQueue } from '../../shared/runtime/queue.queue.ts';
import { readAuditEvents } from './read-audit-events.ts';
import { trailTable } from './trail.store.ts';

const environment = readEnvironment({ TRAIL_TABLE: z.string(), AUDIT_QUEUE_URL: z.string() });

export const handler = httpFunction({
  audit: openQueue(environment.AUDIT_QUEUE_URL, AuditEvent),
  bindings: readAuditEvents({ trail: trailTable(environment.TRAIL_TABLE) }),
});
