import * as z from 'zod';
import { AuditEvent } from '../../shared/audit/audit-event.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { httpFunction } from '../../shared/runtime/http-function.ts';
import { openIdempotency } from '../../shared/runtime/idempotency.store.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import { keepRules } from '../../shared/runtime/keep-rules.ts';
import { openQueue } from '../../shared/runtime/queue.queue.ts';
import { complaintsTable } from './complaints.store.ts';
import { destinationsTable } from './destinations.store.ts';
import { documentsTable } from './documents.store.ts';
import { keepComplaints } from './keep-complaints.ts';
import { complaintRulesTable } from './complaint-rules.store.ts';
import { lookUpComplainants } from './look-up-complainants.ts';
import { readFiguresOfComplaints } from './read-figures.ts';
import { clockRuleRoutes, routingTableRoutes } from './routes.ts';
import { hashing, sealing } from './seal.client.ts';

const environment = readEnvironment({
  COMPLAINTS_TABLE: z.string(),
  AUDIT_QUEUE_URL: z.string(),
  SEAL_KEY: z.string(),
  MAC_KEY: z.string(),
});
const complaints = complaintsTable(environment.COMPLAINTS_TABLE);
const documents = documentsTable(environment.COMPLAINTS_TABLE);
const destinations = destinationsTable(environment.COMPLAINTS_TABLE);
const rules = complaintRulesTable(environment.COMPLAINTS_TABLE);

export const handler = httpFunction({
  audit: openQueue(environment.AUDIT_QUEUE_URL, AuditEvent),
  idempotency: openIdempotency(environment.COMPLAINTS_TABLE),
  bindings: [
    ...keepComplaints({ complaints, rules, destinations, newComplaintId: () => newId('k') }),
    ...lookUpComplainants({ complaints, documents, seal: sealing(environment.SEAL_KEY), hashes: hashing(environment.MAC_KEY) }),
    ...readFiguresOfComplaints({ complaints, rules }),
    ...keepRules({ kind: 'clock-rules', rules: rules.clockRules, routes: clockRuleRoutes }),
    ...keepRules({ kind: 'routing-table', rules: rules.routingTables, routes: routingTableRoutes }),
  ],
});
