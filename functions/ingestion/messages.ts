import * as z from 'zod';
import { DepartmentId } from '../../shared/identity/principal.ts';
import { Column, StoredContract } from './contract.ts';
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

/** What others need to show an upload's records: how the columns are called and who may see them, and whom a record is about. */
export const ShownContract = z.object({
  ...StoredContract.pick({ title: true, version: true, subject: true, recordKey: true }).shape,
  /** These two are not in manifests of an earlier day, whose contracts were in force then. */
  validFrom: StoredContract.shape.validFrom.default('2026-01-01'),
  handIn: StoredContract.shape.handIn.default(['*']),
  columns: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      level: z.int(),
      mask: z.string().optional(),
      /** How its values look; not in manifests of an earlier day. */
      ...Column.pick({ dictionary: true, maxLength: true, pattern: true }).shape,
      type: Column.shape.type.default('text'),
    }),
  ),
});
export type ShownContract = z.infer<typeof ShownContract>;

/** To others: a contract is published, and decides from its day on how records are shown, those too that were handed in under an earlier one. May come twice. */
export const ContractPublished = z.object({ dataset: z.string(), contract: ShownContract });
export type ContractPublished = z.infer<typeof ContractPublished>;

/** What every listener is told, in order for each group. */
export const Announcement = z.union([UploadFinished, ContractPublished]);
export type Announcement = z.input<typeof Announcement>;

/** One writer at a time for what a department says in a dataset: the group of ordered queues. */
export const laneOf = ({ dataset, department }: Pick<UploadFinished, 'dataset' | 'department'>): string => `${dataset}#${department}`;

export const groupOfAnnouncement = (it: Announcement): string => ('contract' in it ? `${it.dataset}#contract` : laneOf(it));
export const idOfAnnouncement = (it: Announcement): string =>
  'contract' in it ? `${it.dataset}-${String(it.contract.version)}` : it.uploadId;

const Count = z.int().min(0);

/** How a whole upload came out, in numbers. */
export const UploadQuality = z.object({
  read: Count,
  new: Count,
  changed: Count,
  unchanged: Count,
  refused: Count,
  /** Of rows that were accepted all the same. */
  warnings: Count,
  /** Errors and warnings by the dimension of their rules (完整性 …). */
  findings: z.record(z.string(), Count),
});
export type UploadQuality = z.infer<typeof UploadQuality>;

/** What others need to make sense of the records, and the objects that hold them (NDJSON of `CuratedRecord`). */
export const UploadManifest = z.object({
  uploadId: UploadId,
  dataset: z.string(),
  department: DepartmentId,
  contract: ShownContract,
  /** Not in manifests of an earlier day. */
  quality: UploadQuality.optional(),
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
