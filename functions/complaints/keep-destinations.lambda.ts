import * as z from 'zod';
import { AuditEvent } from '../../shared/audit/audit-event.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { httpFunction } from '../../shared/runtime/http-function.ts';
import { openQueue } from '../../shared/runtime/queue.queue.ts';
import { openCallOut } from './call-out.client.ts';
import { destinationsTable } from './destinations.store.ts';
import { keepDestinations } from './keep-destinations.ts';
import { messagesTable } from './messages.store.ts';
import { reconciliationsTable } from './reconciliations.store.ts';
import { sealing } from './seal.client.ts';
import { SendingSetting } from './sending.ts';

const environment = readEnvironment({
  COMPLAINTS_TABLE: z.string(),
  AUDIT_QUEUE_URL: z.string(),
  SEAL_KEY: z.string(),
  SENDING: SendingSetting,
});
const { COMPLAINTS_TABLE: table } = environment;

export const handler = httpFunction({
  audit: openQueue(environment.AUDIT_QUEUE_URL, AuditEvent),
  bindings: keepDestinations({
    destinations: destinationsTable(table),
    messages: messagesTable(table),
    reconciliations: reconciliationsTable(table),
    sealing: sealing(environment.SEAL_KEY),
    addresses: openCallOut(environment.SENDING),
  }),
});
