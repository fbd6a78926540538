import * as z from 'zod';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { log } from '../../shared/runtime/log.ts';
import { countMetric } from '../../shared/runtime/metrics.ts';
import { openQueue } from '../../shared/runtime/queue.queue.ts';
import { queueWorker } from '../../shared/runtime/queue-worker.ts';
import { destinationsTable } from './destinations.store.ts';
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
const { SENDING: sending } = environment;
const messages = messagesTable(environment.COMPLAINTS_TABLE);

export const handler = queueWorker({
  message: DestinationHasMessages,
  handle: sendMessages({
    destinations: destinationsTable(environment.COMPLAINTS_TABLE),
    messages,
    send: openSend(sending, sealing(environment.SEAL_KEY)).send,
    acknowledged: (message, delivered) => messages.keep(message, delivered),
    toSend: openQueue(environment.SEND_QUEUE_URL, DestinationHasMessages),
    sending,
    log,
    count: countMetric,
  }),
});
