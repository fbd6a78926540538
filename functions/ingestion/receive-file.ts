import type * as z from 'zod';
import type { Work } from '../../shared/runtime/queue-worker.ts';
import type { FileArrived } from './messages.ts';
import { later, type LaneCollaborators, startNext } from './lanes.ts';
import { uploadIdOf } from './upload.ts';

/** S3 says that a file is there. It may say so twice, or late, or (then the sweeper sees it) never. */
export const receiveFile =
  (collaborators: LaneCollaborators) =>
  async ({ Records }: z.output<typeof FileArrived>, { now, clock, deliveries }: Work): Promise<void> => {
    const { uploads, clocks } = collaborators;
    for (const { s3 } of Records) {
      const uploadId = uploadIdOf(decodeURIComponent(s3.object.key.replaceAll('+', ' ')));
      const upload = uploadId === undefined ? undefined : await uploads.find(uploadId);
      // The bucket holds only what a declared upload's address let in; anything else was put there by hand and is nobody's upload.
      if (!upload) continue;
      const file = { versionId: s3.object.versionId ?? 'null', arrivedAt: now.toISOString() };
      await uploads.fileArrived(upload, file, now, later(now, clocks.stuckSeconds));
      await startNext(collaborators)(upload, clock(), deliveries > 1);
    }
  };
