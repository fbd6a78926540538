import { queueWorker } from '../../shared/runtime/queue-worker.ts';
import { Heard } from './messages.ts';

export const handler = queueWorker({ message: Heard, handle: () => Promise.resolve() });
