import * as z from 'zod';
import { maskKinds } from '../../shared/text/mask.ts';
import { UploadManifest } from '../ingestion/messages.ts';

const owned = { dataset: z.string(), department: z.string(), key: z.string(), mark: z.string() };

/** How a record came to its subject. */
export const LinkedBy = z.enum(['register', 'uscc', 'name', 'itself']);
export type LinkedBy = z.infer<typeof LinkedBy>;

/** A record as its subject shows it. */
export const Projection = z.object({
  ...owned,
  subjectId: z.string(),
  linkedBy: LinkedBy,
  /** It is, or may be, about a natural person. */
  person: z.boolean(),
  version: z.int(),
  businessTime: z.string(),
  deleted: z.boolean(),
  /** JSON of the standardised values. */
  content: z.string(),
  contractVersion: z.int(),
  uploadId: z.string(),
  row: z.int(),
});
export type Projection = z.infer<typeof Projection>;

/** What a row of a register says that its dataset may show of a business. How it is shown decides the contract in force when somebody looks. */
export const Face = z.object({
  name: z.string(),
  code: z.string().optional(),
  /** By column. */
  values: z.record(z.string(), z.string()),
});
export type Face = z.infer<typeof Face>;

/** A register row: what makes a subject a registered one. */
export const Registration = z.object({
  ...owned,
  subjectId: z.string(),
  face: Face,
  /** Normalised: the one it bears, and those that it bore. */
  normalised: z.string(),
  formerly: z.array(z.string()),
  businessTime: z.string(),
  deleted: z.boolean(),
});
export type Registration = z.infer<typeof Registration>;

/** That a register row gives a name to a subject. */
export const NameGiven = z.object({
  mark: z.string(),
  subjectId: z.string(),
  normalised: z.string(),
  /** Renamed or deleted since. */
  former: z.boolean(),
});
export type NameGiven = z.infer<typeof NameGiven>;

/** Whom a department's records name and the register may not know. One for each department, so that nobody learns from it what another said. */
export const Stub = z.object({
  subjectId: z.string(),
  department: z.string(),
  person: z.boolean(),
  name: z.string(),
  normalised: z.string(),
  /** The level of the column in which the name stands. */
  nameLevel: z.int(),
  code: z.string().optional(),
});
export type Stub = z.infer<typeof Stub>;

/** Where a record is, and which version of it: the last thing that is written, so whoever finds it finds the rest. */
export const Link = z.object({
  ...owned,
  subjectId: z.string(),
  version: z.int(),
  businessTime: z.string(),
  /** Of a register row: every name it gave, the newest first. */
  names: z.array(z.string()).default([]),
});
export type Link = z.infer<typeof Link>;

/** How a dataset's columns are shown: one for each version of its contract, from its publication or the manifest, whichever is heard first. */
export const DatasetFace = z.object({
  dataset: z.string(),
  version: z.int(),
  title: z.string(),
  /** From this day on it decides. */
  validFrom: z.string().default('2026-01-01'),
  recordKey: z.string(),
  subject: UploadManifest.shape.contract.shape.subject.unwrap(),
  /** Departments that may hand in, and so speak for a business where the dataset is a register; `*` is every one. */
  handIn: z.array(z.string()).default(['*']),
  columns: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      level: z.int(),
      // A mask that this code does not know hides everything.
      mask: z.enum(maskKinds).optional().catch(undefined),
    }),
  ),
});
export type DatasetFace = z.infer<typeof DatasetFace>;
