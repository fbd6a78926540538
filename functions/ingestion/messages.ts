import * as z from 'zod';
import { DepartmentId } from '../../shared/identity/principal.ts';
import { StoredContract } from './contract.ts';
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

/**
 * To others: an upload is finished, and `${prefix}manifest.json` in the curated bucket says where its records are. Comes from the table's stream, so it may come twice,
 * and of two uploads of a lane the later one's may be worked while the earlier one's still is.
 */
export const UploadFinished = z.object({ uploadId: UploadId, dataset: z.string(), department: DepartmentId, prefix: z.string() });
export type UploadFinished = z.infer<typeof UploadFinished>;

/** One writer at a time for what a department says in a dataset: the group of ordered queues. */
export const laneOf = ({ dataset, department }: Pick<UploadFinished, 'dataset' | 'department'>): string => `${dataset}#${department}`;

/** What others need to make sense of the records, and the objects that hold them (NDJSON of `CuratedRecord`). */
export const UploadManifest = z.object({
  uploadId: UploadId,
  dataset: z.string(),
  department: DepartmentId,
  contract: StoredContract.pick({ title: true, version: true, subject: true, recordKey: true }).extend({
    /** Not in manifests of an earlier day. */
    handIn: StoredContract.shape.handIn.default(['*']),
    columns: z.array(z.object({ name: z.string(), title: z.string(), level: z.int(), mask: z.string().optional() })),
  }),
  objects: z.array(z.object({ key: z.string() })),
});
export type UploadManifest = z.infer<typeof UploadManifest>;

/** A record that is new or changed, as it stands now. A higher `version` of a key replaces a lower one, in whatever order they are read. */
export const CuratedRecord = z.object({
  key: z.string(),
  version: z.int(),
  businessTime: z.string(),
  deleted: z.boolean(),
  /** JSON of the standardised values. */
  content: z.string(),
  contractVersion: z.int(),
  uploadId: z.string(),
  row: z.int(),
});
export type CuratedRecord = z.infer<typeof CuratedRecord>;
