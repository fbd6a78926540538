import * as z from 'zod';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { openQueue, type Queue } from '../../shared/runtime/queue.queue.ts';
import type { LaneCollaborators } from './lanes.ts';
import { LookAtUpload, ReadChunk, SettleSection, SplitUpload } from './messages.ts';
import type { Quota } from './quota.ts';
import { standardsTable } from './standards.store.ts';
import { uploadsTable } from './uploads.store.ts';

const positive = z.coerce.number().int().positive();

/** What every worker of this room has: the uploads, and what they are judged by. */
export const stores = () => {
  const { UPLOADS_TABLE } = readEnvironment({ UPLOADS_TABLE: z.string() });
  return { uploads: uploadsTable(UPLOADS_TABLE), standards: standardsTable(UPLOADS_TABLE) };
};

/** What those have that take up a lane's next. */
export const lanes = (): LaneCollaborators => {
  const environment = readEnvironment({
    SPLIT_QUEUE_URL: z.string(),
    CHUNK_BYTES: positive,
    SECTION_BYTES: positive,
    DEADLINE_SECONDS: positive,
    STUCK_SECONDS: positive,
  });
  return {
    ...stores(),
    toSplit: openQueue(environment.SPLIT_QUEUE_URL, SplitUpload),
    clocks: {
      chunkBytes: environment.CHUNK_BYTES,
      sectionBytes: environment.SECTION_BYTES,
      deadlineSeconds: environment.DEADLINE_SECONDS,
      stuckSeconds: environment.STUCK_SECONDS,
    },
  };
};

/** How many chunks or sections of one upload are queued at a time. */
export const unitsAtOnce = (): number => readEnvironment({ UNITS_AT_ONCE: positive }).UNITS_AT_ONCE;

/** The stage's, for departments for which nothing else was set. */
export const defaultQuota = (): Quota => {
  const environment = readEnvironment({ QUOTA_BYTES_PER_DAY: positive, QUOTA_FILES_PER_DAY: positive, QUOTA_OPEN: positive });
  return {
    bytesPerDay: environment.QUOTA_BYTES_PER_DAY,
    filesPerDay: environment.QUOTA_FILES_PER_DAY,
    open: environment.QUOTA_OPEN,
  };
};

const queueAt = <Schema extends z.ZodType>(setting: string, message: Schema): Queue<z.input<Schema>> =>
  openQueue(z.string().parse(readEnvironment({ [setting]: z.string() })[setting]), message);

export const toRead = () => queueAt('CHUNK_QUEUE_URL', ReadChunk);
export const toSettle = () => queueAt('SECTION_QUEUE_URL', SettleSection);
export const toLookAt = () => queueAt('LOOK_QUEUE_URL', LookAtUpload);
