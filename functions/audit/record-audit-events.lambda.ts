import * as z from 'zod';
import { AuditEvent } from '../../shared/audit/audit-event.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { queueWorker } from '../../shared/runtime/queue-worker.ts';
import { trailTable } from './trail.store.ts';

const environment = readEnvironment({ TRAIL_TABLE: z.string() });
const trail = trailTable(environment.TRAIL_TABLE);

export const handler = queueWorker({
  message: AuditEvent,
  // Coming twice is normal: the event's place is made of its content, and the second finds it taken.
  handle: async (event) => {
    await trail.add(event);
  },
});
