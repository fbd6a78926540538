import * as z from 'zod';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { queueWorker } from '../../shared/runtime/queue-worker.ts';
import { receiveFile } from './receive-file.ts';
import { FileArrived } from './messages.ts';
import { lanes } from './wiring.queue.ts';

const environment = readEnvironment({ SET_ASIDE_URL: z.string() });

export const handler = queueWorker({
  message: FileArrived,
  setAsideUrl: environment.SET_ASIDE_URL,
  handle: receiveFile(lanes()),
});
