import * as z from 'zod';
import { AuditEvent } from '../../shared/audit/audit-event.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { openQueue } from '../../shared/runtime/queue.queue.ts';
import { output, streamForwarder } from '../../shared/runtime/stream-forwarder.ts';
import { destinationsWithMessages, documentsWithNews } from './announce-news.ts';
import { DestinationHasMessages, DocumentHasNews } from './messages.ts';

const environment = readEnvironment({ AUDIT_QUEUE_URL: z.string(), NEWS_QUEUE_URL: z.string(), SEND_QUEUE_URL: z.string() });

export const handler = streamForwarder({
  audit: openQueue(environment.AUDIT_QUEUE_URL, AuditEvent),
  outputs: [
    output({ queue: openQueue(environment.NEWS_QUEUE_URL, DocumentHasNews), of: documentsWithNews }),
    output({ queue: openQueue(environment.SEND_QUEUE_URL, DestinationHasMessages), of: destinationsWithMessages }),
  ],
});
