import { queueWorker } from '../../shared/runtime/queue-worker.ts';
import { WriteExport } from './messages.ts';

export const handler = queueWorker({ message: WriteExport, handle: () => Promise.resolve() });
