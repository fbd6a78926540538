import * as z from 'zod';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { openQueue } from '../../shared/runtime/queue.queue.ts';
import type { LaneCollaborators } from './lanes.ts';
import { LookAtUpload, ReadChunk, SettleSection, SplitUpload } from './messages.ts';
import { standardsTable } from './standards.store.ts';
import { uploadsTable } from './uploads.store.ts';

const positive = z.coerce.number().int().positive();

/** What every worker of this room is given in production: its state table, its queues, its clocks. Buckets and records are named by those that use them. */
export const wiring = () => {
  const environment = readEnvironment({
    UPLOADS_TABLE: z.string(),
    SPLIT_QUEUE_URL: z.string(),
    CHUNK_QUEUE_URL: z.string(),
    SECTION_QUEUE_URL: z.string(),
    LOOK_QUEUE_URL: z.string(),
    CHUNK_BYTES: positive,
    SECTION_BYTES: positive,
    DEADLINE_SECONDS: positive,
    STUCK_SECONDS: positive,
  });
  const lanes: LaneCollaborators = {
    uploads: uploadsTable(environment.UPLOADS_TABLE),
    standards: standardsTable(environment.UPLOADS_TABLE),
    toSplit: openQueue(environment.SPLIT_QUEUE_URL, SplitUpload),
    clocks: {
      chunkBytes: environment.CHUNK_BYTES,
      sectionBytes: environment.SECTION_BYTES,
      deadlineSeconds: environment.DEADLINE_SECONDS,
      stuckSeconds: environment.STUCK_SECONDS,
    },
  };
  return {
    ...lanes,
    toRead: openQueue(environment.CHUNK_QUEUE_URL, ReadChunk),
    toSettle: openQueue(environment.SECTION_QUEUE_URL, SettleSection),
    toLookAt: openQueue(environment.LOOK_QUEUE_URL, LookAtUpload),
  };
};
