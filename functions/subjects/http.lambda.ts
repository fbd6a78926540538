import * as z from 'zod';
import { AuditEvent } from '../../shared/audit/audit-event.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { httpFunction } from '../../shared/runtime/http-function.ts';
import { openQueue } from '../../shared/runtime/queue.queue.ts';
import { readSubjects } from './read-subjects.ts';
import { subjectsTable } from './subjects.store.ts';

const environment = readEnvironment({ SUBJECTS_TABLE: z.string(), AUDIT_QUEUE_URL: z.string() });

export const handler = httpFunction({
  audit: openQueue(environment.AUDIT_QUEUE_URL, AuditEvent),
  bindings: readSubjects({ subjects: subjectsTable(environment.SUBJECTS_TABLE) }),
});
