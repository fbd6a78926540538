import * as z from 'zod';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { log } from '../../shared/runtime/log.ts';
import { scheduledJob } from '../../shared/runtime/scheduled-job.ts';
import { complaintsTable, watchShards } from './complaints.store.ts';
import { destinationsTable } from './destinations.store.ts';
import { complaintRulesTable } from './complaint-rules.store.ts';
import { watchClocks } from './watch-clocks.ts';

const { COMPLAINTS_TABLE } = readEnvironment({ COMPLAINTS_TABLE: z.string() });

export const handler = scheduledJob({
  run: watchClocks({
    complaints: complaintsTable(COMPLAINTS_TABLE),
    rules: complaintRulesTable(COMPLAINTS_TABLE),
    destinations: destinationsTable(COMPLAINTS_TABLE),
    shards: watchShards,
    log,
  }),
});
