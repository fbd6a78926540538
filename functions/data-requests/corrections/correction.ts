import * as z from 'zod';
import { DepartmentId } from '../../../shared/identity/principal.ts';
import { Move } from '../../../shared/runtime/move.ts';
import { CorrectionId, FieldName, GrantId, ResourceId } from '../sharing.ts';

const Instant = z.iso.datetime({ precision: 3 });
const Text = z.string().trim().min(5).max(2000);

export const CorrectionState = z.enum(['reported', 'accepted', 'corrected', 'not-an-error', 'withdrawn']);
export type CorrectionState = z.infer<typeof CorrectionState>;

/** The row as its reader knows it: its id under the grant, or the mark that an exported row bears. */
export const RowReference = z
  .string()
  .regex(/^(p[a-z2-7]{26}|e-[0-9a-z]{26}\.[0-9a-z]{16})$/, '须为查询结果中的行标识（id），或导出行的水印');

export const Report = z.object({
  row: RowReference,
  field: FieldName.optional().meta({ description: '有误的字段；不填：整条记录' }),
  text: Text.meta({ description: '哪里有误，应当怎样' }),
  evidence: z.string().trim().min(1).max(2000).optional().meta({ description: '依据' }),
});

/** Looking for a record costs a walk through its lane, so that a department has few errors open at a time, and a grant fewer. */
export const mostOpen = { grant: 20, department: 100 };

/** Of which record the row was given: known to the owner alone. */
export const Found = z.object({
  key: z.string(),
  /** The version that was reported. */
  version: z.int(),
  /** What stood in the field, or in the whole record, as a digest: whether it was corrected follows from it. */
  digest: z.string(),
});

/** 校核 (政务数据共享条例第二十六条 [K]): an error that a user of data found, until its owner has answered. */
export const Correction = Report.extend({
  correctionId: CorrectionId,
  grantId: GrantId,
  resourceId: ResourceId,
  holder: DepartmentId,
  owner: DepartmentId,
  title: z.string().max(200),
  state: CorrectionState,
  version: z.int().min(1),
  reportedAt: Instant,
  /** How far the lane was loaded then. */
  feed: z.int(),
  /**
   * While the record is looked for: the windows of that snapshot, how many are left, and which is next (absent: it joins the walk that its grant is on); `lost`: it is
   * not there any more.
   */
  search: z.object({ windows: z.int(), left: z.int(), next: z.int().optional() }).or(z.literal('lost')).optional(),
  found: Found.optional(),
  /** While others are told: behind which of the owner's grants. */
  told: z.string().optional(),
  answer: z.object({ by: z.string(), at: Instant, text: z.string() }).optional(),
  endedAt: Instant.optional(),
  move: Move,
});
export type Correction = z.infer<typeof Correction>;

/** To whoever may have been given the wrong record. */
export const Notice = z.object({
  /** A keyed digest of this grant: two grants that are told of the same record can't tell by it. */
  noticeId: z.string(),
  correctionId: CorrectionId,
  grantId: GrantId,
  /** This grant reported it. */
  own: z.boolean(),
  key: z.string(),
  /** Where the grant holds it. */
  field: FieldName.optional(),
  day: z.iso.date(),
  move: Move,
});
export type Notice = z.infer<typeof Notice>;
