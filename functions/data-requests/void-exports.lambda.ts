import { queueWorker } from '../../shared/runtime/queue-worker.ts';
import { VoidExports } from './messages.ts';

export const handler = queueWorker({ message: VoidExports, handle: () => Promise.resolve() });
