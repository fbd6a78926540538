import * as z from 'zod';
import { AuditEvent } from '../../shared/audit/audit-event.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { openOrderedQueue, openQueue } from '../../shared/runtime/queue.queue.ts';
import { output, streamForwarder } from '../../shared/runtime/stream-forwarder.ts';
import { announceUpload } from './announce-upload.ts';
import { laneOf, UploadFinished } from './messages.ts';

const environment = readEnvironment({ AUDIT_QUEUE_URL: z.string(), FINISHED_QUEUE_URL: z.string() });

export const handler = streamForwarder({
  audit: openQueue(environment.AUDIT_QUEUE_URL, AuditEvent),
  outputs: [
    output({
      queue: openOrderedQueue(environment.FINISHED_QUEUE_URL, UploadFinished, { groupOf: laneOf, idOf: ({ uploadId }) => uploadId }),
      of: announceUpload,
    }),
  ],
});
