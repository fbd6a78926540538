import * as z from 'zod';
import { AuditEvent } from '../../shared/audit/audit-event.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { httpFunction } from '../../shared/runtime/http-function.ts';
import { openIdempotency } from '../../shared/runtime/idempotency.store.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import { openQueue } from '../../shared/runtime/queue.queue.ts';
import { keepDepartments } from './keep-departments.ts';
import { keepMembers } from './keep-members.ts';
import { departmentsTable, membersTable } from './members.store.ts';

const environment = readEnvironment({ MEMBERS_TABLE: z.string(), AUDIT_QUEUE_URL: z.string() });
const members = membersTable(environment.MEMBERS_TABLE);
const departments = departmentsTable(environment.MEMBERS_TABLE);

export const handler = httpFunction({
  audit: openQueue(environment.AUDIT_QUEUE_URL, AuditEvent),
  idempotency: openIdempotency(environment.MEMBERS_TABLE),
  bindings: [
    ...keepDepartments({ departments, newDepartmentId: () => newId('d', 10) }),
    ...keepMembers({ members, departments, newMemberId: () => newId('m') }),
  ],
});
