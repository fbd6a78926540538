import * as z from 'zod';
import { UploadId } from './upload.ts';

/** Between this room's own workers. Everything else stands in the items, so a message may come twice, late or out of order. */
export const SplitUpload = z.object({ uploadId: UploadId });
export const ReadChunk = z.object({ uploadId: UploadId, chunk: z.int().min(1) });
export const SettleSection = z.object({ uploadId: UploadId, section: z.int().min(1) });
export const LookAtUpload = z.object({ uploadId: UploadId });

/** S3's own notification; a test event, sent when the notification is set up, has no records. */
export const FileArrived = z.object({
  Records: z.array(z.object({ s3: z.object({ object: z.object({ key: z.string(), versionId: z.string().optional() }) }) })).default([]),
});
