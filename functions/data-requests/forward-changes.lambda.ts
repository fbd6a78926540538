import * as z from 'zod';
import { AuditEvent } from '../../shared/audit/audit-event.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { openOrderedQueue, openQueue } from '../../shared/runtime/queue.queue.ts';
import { output, streamForwarder } from '../../shared/runtime/stream-forwarder.ts';
import { lanesToLoad } from './delivery/lanes-to-load.ts';
import { exportsToVoid, filesToWrite } from './exports/announce-exports.ts';
import { groupOfLoadLane, idOfLoadLane, LoadLane, VoidExports, WriteExport } from './messages.ts';

const environment = readEnvironment({
  AUDIT_QUEUE_URL: z.string(),
  EXPORT_QUEUE_URL: z.string(),
  VOID_QUEUE_URL: z.string(),
  LOAD_QUEUE_URL: z.string(),
});

export const handler = streamForwarder({
  audit: openQueue(environment.AUDIT_QUEUE_URL, AuditEvent),
  outputs: [
    output({
      queue: openOrderedQueue(environment.LOAD_QUEUE_URL, LoadLane, { groupOf: groupOfLoadLane, idOf: idOfLoadLane }),
      of: lanesToLoad,
    }),
    output({ queue: openQueue(environment.EXPORT_QUEUE_URL, WriteExport), of: filesToWrite }),
    output({ queue: openQueue(environment.VOID_QUEUE_URL, VoidExports), of: exportsToVoid }),
  ],
});
