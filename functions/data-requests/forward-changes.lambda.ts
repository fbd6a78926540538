import * as z from 'zod';
import { AuditEvent } from '../../shared/audit/audit-event.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { openQueue } from '../../shared/runtime/queue.queue.ts';
import { streamForwarder } from '../../shared/runtime/stream-forwarder.ts';

const environment = readEnvironment({ AUDIT_QUEUE_URL: z.string(), EXPORT_QUEUE_URL: z.string(), VOID_QUEUE_URL: z.string() });

export const handler = streamForwarder({ audit: openQueue(environment.AUDIT_QUEUE_URL, AuditEvent), outputs: [] });
