import * as z from 'zod';
import { MemberId } from '../../../shared/identity/principal.ts';
import { Move } from '../../../shared/runtime/move.ts';
import { maskKinds } from '../../../shared/text/mask.ts';
import { ShownContract, UploadQuality } from '../../ingestion/messages.ts';
import { ResourceState, ResourceTerms } from '../grants/terms.ts';
import { FieldName, Lane, Level, RefusalBasis, ResourceId, ShareClass } from '../sharing.ts';

/** 更新周期. */
export const updateCycles = {
  'real-time': '实时',
  daily: '每日',
  weekly: '每周',
  monthly: '每月',
  quarterly: '每季度',
  'half-yearly': '每半年',
  yearly: '每年',
  irregular: '不定期',
} as const;
export const UpdateCycle = z.enum(Object.keys(updateCycles) as [keyof typeof updateCycles, ...(keyof typeof updateCycles)[]]);
export type UpdateCycle = z.infer<typeof UpdateCycle>;

export const KeptContract = ShownContract.extend({ dataset: z.string() });
/** What a dataset's columns mean: the last contract that was heard of. */
export type KeptContract = z.infer<typeof KeptContract>;
type ContractColumn = KeptContract['columns'][number];

/** A field as the catalogue says it; what it is called and how it looks comes from its contract. */
export const CatalogueField = z.object({
  name: FieldName,
  title: z.string(),
  level: Level,
  mask: z.enum(maskKinds).optional(),
  type: ShownContract.shape.columns.element.shape.type,
  dictionary: ShownContract.shape.columns.element.shape.dictionary,
  maxLength: ShownContract.shape.columns.element.shape.maxLength,
  pattern: ShownContract.shape.columns.element.shape.pattern,
});
export type CatalogueField = z.infer<typeof CatalogueField>;

/** What a resource of statistics counts: records, in cells of the same values of `by`. */
export const Statistics = z.strictObject({
  by: z.array(FieldName).min(1).max(4),
  /** Also counted: how many different values of it there are in a cell, such as businesses. A cell with too few of them is not said. */
  distinct: FieldName.optional(),
  /** Also said: the sum of an amount (分). */
  sum: FieldName.optional(),
  /** Of dates among `by`: taken by the month. */
  months: z.array(FieldName).max(4).default([]),
});
export type Statistics = z.infer<typeof Statistics>;

/** 26 digits: the province's prefix 307015, region, class, item, category, details (Suzhou's platform, domain.md §7.2). */
export const CatalogueCode = z.string().regex(/^307015\d{20}$/, '目录编码须为 26 位数字，以 307015 开头');

/** What people say of a resource, and what is reviewed. */
export const Description = z.object({
  title: z.string().min(1).max(100),
  description: z.string().min(1).max(1000),
  catalogueCode: CatalogueCode.optional(),
  shareClass: ShareClass,
  /** Of 有条件共享: under which conditions. */
  conditions: z.string().min(1).max(1000).optional(),
  /** Of 不予共享: by which law or policy. */
  basis: z.object({ type: RefusalBasis, text: z.string().min(1).max(1000) }).optional(),
  /** In the order of the contract's columns; of statistics, the fields by which is counted. */
  fields: z.array(CatalogueField).min(1).max(300),
  /** The highest of its fields (就高); of statistics it may be lower, which the data bureau approves expressly. */
  level: Level,
  updateCycle: UpdateCycle,
  statistics: Statistics.optional(),
});
export type Description = z.infer<typeof Description>;

/** What a published entry is to say instead; nothing of it counts until it is reviewed. */
export const Proposal = Description.extend({ at: z.iso.datetime({ precision: 3 }) });
export type Proposal = z.infer<typeof Proposal>;

/** 目录条目: what counts now. Never published, it is a draft. */
export const Resource = Description.extend({
  resourceId: ResourceId,
  kind: z.enum(['records', 'statistics']),
  lane: Lane,
  state: ResourceState,
  version: z.int().min(1),
  contractVersion: z.int(),
  subject: ResourceTerms.shape.subject,
  /** Who has kept it since it was last reviewed: none of them reviews it. */
  keptBy: z.array(MemberId),
  proposed: Proposal.optional(),
  /** What is to be reviewed was handed in then: the review's clock runs from it. */
  submittedAt: z.iso.datetime({ precision: 3 }).optional(),
  /** Its dataset has a newer contract, and the custodian has not said what becomes of the entry: the clock of 目录更新 runs from it. */
  outdatedSince: z.iso.datetime({ precision: 3 }).optional(),
  /** Of the last review that said no. */
  rejection: z.string().max(1000).optional(),
  createdAt: z.iso.datetime({ precision: 3 }),
  publishedAt: z.iso.datetime({ precision: 3 }).optional(),
  move: Move,
});
export type Resource = z.infer<typeof Resource>;

/** What the gate reads of it. */
export const termsOf = ({ resourceId, kind, version, state, shareClass, level, fields, subject }: Resource): ResourceTerms =>
  ResourceTerms.parse({ resourceId, kind, version, state, shareClass, level, fields, subject });

/** A contract's column as a field of the catalogue. */
export const fieldOf = (
  { name, title, level, mask, type, dictionary, maxLength, pattern }: ContractColumn,
  raised = level,
): CatalogueField =>
  CatalogueField.parse({ name, title, level: raised, mask: maskKinds.find((kind) => kind === mask), type, dictionary, maxLength, pattern });

/** How a lane's last finished upload came out. */
export const Quality = UploadQuality.extend({ uploadId: z.string(), at: z.iso.datetime({ precision: 3 }) });
export type Quality = z.infer<typeof Quality>;
