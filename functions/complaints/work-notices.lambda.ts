import * as z from 'zod';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { queueWorker } from '../../shared/runtime/queue-worker.ts';
import { complaintsTable } from './complaints.store.ts';
import { destinationsTable } from './destinations.store.ts';
import { documentsTable } from './documents.store.ts';
import { duplicatesAmong } from './duplicates/duplicates-among.ts';
import { complaintRulesTable } from './complaint-rules.store.ts';
import { DocumentHasNews } from './messages.ts';
import { automatic, proposeDepartments } from './routing/propose-departments.ts';
import { workNotices } from './work-notices.ts';

const { COMPLAINTS_TABLE } = readEnvironment({ COMPLAINTS_TABLE: z.string() });

export const handler = queueWorker({
  message: DocumentHasNews,
  handle: workNotices({
    documents: documentsTable(COMPLAINTS_TABLE),
    complaints: complaintsTable(COMPLAINTS_TABLE),
    rules: complaintRulesTable(COMPLAINTS_TABLE),
    destinations: destinationsTable(COMPLAINTS_TABLE),
    match: { duplicatesAmong, proposeDepartments, automatic },
  }),
});
