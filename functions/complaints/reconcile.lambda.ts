import * as z from 'zod';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import { countMetric } from '../../shared/runtime/metrics.ts';
import { complaintsTable } from './complaints.store.ts';
import { feedBack } from './feed-back.ts';
import { complaintRulesTable } from './complaint-rules.store.ts';
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
const messages = messagesTable(table);
const destinations = destinationsTable(table);
const acting = { complaints: complaintsTable(table), rules: complaintRulesTable(table), destinations, newComplaintId: () => newId('k') };

export const handler = scheduledJob({
  run: reconcile({
    destinations,
    documents: documentsTable(table),
    messages,
    reconciliations: reconciliationsTable(table),
    acknowledged: feedBack({ acting, messages }),
    upper: openSend(environment.SENDING, sealing(environment.SEAL_KEY)).upper,
    log,
    count: countMetric,
  }),
});
