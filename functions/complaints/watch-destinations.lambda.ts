import * as z from 'zod';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { log } from '../../shared/runtime/log.ts';
import { countMetric } from '../../shared/runtime/metrics.ts';
import { openQueue } from '../../shared/runtime/queue.queue.ts';
import { scheduledJob } from '../../shared/runtime/scheduled-job.ts';
import { destinationsTable } from './destinations.store.ts';
import { DestinationHasMessages } from './messages.ts';
import { messagesTable } from './messages.store.ts';
import { SendingSetting } from './sending.ts';
import { watchDestinations } from './watch-destinations.ts';

const environment = readEnvironment({ COMPLAINTS_TABLE: z.string(), SEND_QUEUE_URL: z.string(), SENDING: SendingSetting });

export const handler = scheduledJob({
  run: watchDestinations({
    destinations: destinationsTable(environment.COMPLAINTS_TABLE),
    messages: messagesTable(environment.COMPLAINTS_TABLE),
    toSend: openQueue(environment.SEND_QUEUE_URL, DestinationHasMessages),
    patience: environment.SENDING.patience,
    log,
    count: countMetric,
  }),
});
