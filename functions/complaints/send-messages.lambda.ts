import * as z from 'zod';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { log } from '../../shared/runtime/log.ts';
import { countMetric } from '../../shared/runtime/metrics.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import { openQueue } from '../../shared/runtime/queue.queue.ts';
import { queueWorker } from '../../shared/runtime/queue-worker.ts';
import { complaintsTable } from './complaints.store.ts';
import { destinationsTable } from './destinations.store.ts';
import { feedBack } from './feed-back.ts';
import { complaintRulesTable } from './complaint-rules.store.ts';
import { DestinationHasMessages } from './messages.ts';
import { messagesTable } from './messages.store.ts';
import { sealing } from './seal.client.ts';
import { openSend } from './send.client.ts';
import { sendMessages } from './send-messages.ts';
import { SendingSetting } from './sending.ts';

const environment = readEnvironment({
  COMPLAINTS_TABLE: z.string(),
  SEND_QUEUE_URL: z.string(),
  SEAL_KEY: z.string(),
  SENDING: SendingSetting,
});
const { COMPLAINTS_TABLE: table, SENDING: sending } = environment;
const messages = messagesTable(table);
const destinations = destinationsTable(table);
const acting = { complaints: complaintsTable(table), rules: complaintRulesTable(table), destinations, newComplaintId: () => newId('k') };

export const handler = queueWorker({
  message: DestinationHasMessages,
  handle: sendMessages({
    destinations,
    messages,
    send: openSend(sending, sealing(environment.SEAL_KEY)).send,
    complaints: acting.complaints,
    acknowledged: feedBack({ acting, messages }),
    toSend: openQueue(environment.SEND_QUEUE_URL, DestinationHasMessages),
    sending,
    log,
    count: countMetric,
  }),
});
