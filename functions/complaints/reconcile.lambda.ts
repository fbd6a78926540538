import * as z from 'zod';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { log } from '../../shared/runtime/log.ts';
import { scheduledJob } from '../../shared/runtime/scheduled-job.ts';
import { destinationsTable } from './destinations.store.ts';
import { documentsTable } from './documents.store.ts';
import { messagesTable } from './messages.store.ts';
import { reconcile } from './reconcile.ts';
import { reconciliationsTable } from './reconciliations.store.ts';
import { sealing } from './seal.client.ts';
import { openSend } from './send.client.ts';
import { SendingSetting } from './sending.ts';

const environment = readEnvironment({ COMPLAINTS_TABLE: z.string(), SEAL_KEY: z.string(), SENDING: SendingSetting });
const { COMPLAINTS_TABLE: table } = environment;

export const handler = scheduledJob({
  run: reconcile({
    destinations: destinationsTable(table),
    documents: documentsTable(table),
    messages: messagesTable(table),
    reconciliations: reconciliationsTable(table),
    upper: openSend(environment.SENDING, sealing(environment.SEAL_KEY)).upper,
    log,
  }),
});
