import { queueWorker } from '../../shared/runtime/queue-worker.ts';
import { receiveFile } from './receive-file.ts';
import { FileArrived } from './messages.ts';
import { lanes } from './wiring.queue.ts';

export const handler = queueWorker({
  message: FileArrived,
  handle: receiveFile(lanes()),
});
