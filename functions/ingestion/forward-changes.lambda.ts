import * as z from 'zod';
import { AuditEvent } from '../../shared/audit/audit-event.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { openOrderedQueue, openQueue } from '../../shared/runtime/queue.queue.ts';
import { output, streamForwarder } from '../../shared/runtime/stream-forwarder.ts';
import { announceContract } from './announce-contract.ts';
import { announceUpload } from './announce-upload.ts';
import { Announcement, groupOfAnnouncement, idOfAnnouncement } from './messages.ts';

const environment = readEnvironment({ AUDIT_QUEUE_URL: z.string(), LISTENER_QUEUE_URLS: z.string().default('') });

export const handler = streamForwarder({
  audit: openQueue(environment.AUDIT_QUEUE_URL, AuditEvent),
  outputs: (environment.LISTENER_QUEUE_URLS.match(/\S+/g) ?? []).map((url) =>
    output({
      queue: openOrderedQueue(url, Announcement, { groupOf: groupOfAnnouncement, idOf: idOfAnnouncement }),
      of: (change) => [...announceUpload(change), ...announceContract(change)],
    }),
  ),
});
