import * as z from 'zod';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { openQueue } from '../../shared/runtime/queue.queue.ts';
import { scheduledJob } from '../../shared/runtime/scheduled-job.ts';
import { destinationsTable } from './destinations.store.ts';
import { documentsTable } from './documents.store.ts';
import { DocumentHasNews } from './messages.ts';
import { watchDocuments } from './watch-documents.ts';

const { COMPLAINTS_TABLE, NEWS_QUEUE_URL } = readEnvironment({ COMPLAINTS_TABLE: z.string(), NEWS_QUEUE_URL: z.string() });

export const handler = scheduledJob({
  run: watchDocuments({
    destinations: destinationsTable(COMPLAINTS_TABLE),
    documents: documentsTable(COMPLAINTS_TABLE),
    news: openQueue(NEWS_QUEUE_URL, DocumentHasNews),
  }),
});
