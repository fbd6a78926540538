import * as z from 'zod';
import { DepartmentId } from '../../../shared/identity/principal.ts';
import { Move } from '../../../shared/runtime/move.ts';
import { GrantedField, GrantedSystem, GrantTerms, Quota } from '../grants/terms.ts';
import {
  ApplyBasis,
  Channel,
  FieldName,
  GrantId,
  RefusalBasis,
  RequestId,
  ResourceId,
  RowFilters,
  StoredRowFilters,
  UseRange,
} from '../sharing.ts';

const Instant = z.iso.datetime({ precision: 3 });
const text = (longest: number) => z.string().trim().min(1).max(longest);

/** 申请状态. `negotiating`, `coordinating` and `ruling` are the three stages of a dispute (协商, 协调, 裁定). */
export const RequestState = z.enum([
  'draft',
  'submitted',
  'supplement',
  'provider-review',
  'countersigning',
  'granted',
  'refused',
  'negotiating',
  'coordinating',
  'ruling',
  'handed-over',
  'withdrawn',
  'lapsed',
]);
export type RequestState = z.infer<typeof RequestState>;

export const System = GrantedSystem.extend({ name: text(100).optional(), location: text(200).optional() });

const ofPeriod = { from: z.iso.date(), until: z.iso.date() };

/** 申请单. A draft may lack anything but what it asks for; what is missing is said all at once (`completeness`). */
export const RequestForm = z.strictObject({
  resourceId: ResourceId,
  purpose: text(200).optional().meta({ description: '申请事由（用途）' }),
  explanation: text(2000).optional().meta({ description: '用途说明：办什么事、怎么用、谁来用' }),
  useRange: UseRange.optional().meta({ description: '使用范围：1 行政依据、2 工作参考、3 业务协同、4 数据校核、5 其他' }),
  basis: z
    .strictObject({ type: ApplyBasis, text: text(500) })
    .optional()
    .meta({ description: '申请依据：1 国家政策、2 省级、3 市级、99 其他；写明文件和条款' }),
  systems: z.array(System).max(20).optional().meta({ description: '使用数据的业务系统（通道为 api 时必填）' }),
  fields: z.array(GrantedField).max(300).optional().meta({ description: '申请的字段，各以何种方式提供' }),
  rows: RowFilters.optional().meta({ description: '数据范围；空数组为全部' }),
  period: z.strictObject(ofPeriod).optional().meta({ description: '使用期限，起止日均含' }),
  volume: Quota.optional().meta({ description: '每日行数、每分钟调用次数' }),
  channels: z.array(Channel).max(2).optional(),
});
export type RequestForm = z.infer<typeof RequestForm>;

/**
 * As it lies in the store, under whatever bounds it was filled in: what is not asked for any more falls away. Row filters alone stay as strict, for without a part that is not
 * understood more rows would be given.
 */
export const StoredForm = z.object({
  ...RequestForm.shape,
  purpose: z.string().optional(),
  explanation: z.string().optional(),
  basis: z.object({ type: ApplyBasis, text: z.string() }).optional(),
  systems: z
    .array(
      GrantedSystem.extend({ networks: z.array(z.string()).default([]), name: z.string().optional(), location: z.string().optional() }),
    )
    .optional(),
  fields: z.array(GrantedField).optional(),
  rows: StoredRowFilters.optional(),
  period: z.object(ofPeriod).optional(),
  volume: GrantTerms.shape.quota.optional(),
  channels: z.array(Channel).optional(),
});

const whole = StoredForm.shape;
/** A form that lacks nothing: what was submitted is. */
export const CompleteForm = StoredForm.extend({
  purpose: whole.purpose.unwrap(),
  useRange: whole.useRange.unwrap(),
  basis: whole.basis.unwrap(),
  systems: whole.systems.unwrap().default([]),
  fields: whole.fields.unwrap(),
  rows: whole.rows.unwrap(),
  period: whole.period.unwrap(),
  volume: whole.volume.unwrap(),
  channels: whole.channels.unwrap(),
});
export type CompleteForm = z.infer<typeof CompleteForm>;

/** Who may do what with a request. `provider-lead`, `provider-security`: who countersign what reaches level 3. */
export const parts = ['applicant', 'platform', 'provider', 'provider-lead', 'provider-security', 'leader', 'system'] as const;
export const Part = z.enum(parts);
export type Part = z.infer<typeof Part>;

export const RequestMove = z.enum([
  'create',
  'change',
  'submit',
  'grant-at-once',
  'supplement-request',
  'supplement',
  'accept',
  'hand-over',
  'refuse',
  'extend',
  'decide',
  'sign',
  'send-back',
  'dispute',
  'reconsider',
  'maintain',
  'coordinate',
  'uphold',
  'overturn',
  'withdraw',
  'lapse',
]);
export type RequestMove = z.infer<typeof RequestMove>;

/** What of a move clocks and four eyes follow from; the whole of it is an item of its own. */
export const Mark = z.object({
  move: RequestMove,
  at: Instant,
  by: z.string(),
  part: Part,
  department: DepartmentId.optional(),
  /** Signed by delegation for this person. */
  onBehalfOf: z.string().optional(),
  from: RequestState.optional(),
  to: RequestState,
  /** Of an extension. */
  days: z.int().optional(),
});
export type Mark = z.infer<typeof Mark>;

/** How the provider would give each field that was asked for. */
export const DecidedField = z.strictObject({ name: FieldName, as: z.enum(['clear', 'masked', 'pseudonym', 'no']) });

/** What is to be given: never more than was asked, and within what the resource allows at that moment. */
export const Decision = z.object({
  fields: z.array(GrantedField).min(1),
  left: z.array(FieldName),
  rows: StoredRowFilters,
  channels: z.array(Channel).min(1),
  period: z.object({ from: z.iso.date(), until: z.iso.date() }),
  quota: GrantTerms.shape.quota,
  /** The highest of what is given. */
  level: z.int().min(1).max(4),
  /** Less than was asked, in whatever respect. */
  partial: z.boolean(),
  /** For the applicant; needed of what is partial. */
  reason: z.string().optional(),
  /** The resource as it was judged. */
  resourceVersion: z.int(),
});
export type Decision = z.infer<typeof Decision>;

export const Missing = z.object({ path: text(200), text: text(500) });
export type Missing = z.infer<typeof Missing>;

export const UseRequest = z.object({
  requestId: RequestId,
  version: z.int().min(1),
  state: RequestState,
  /** Of the resource, for lists. */
  title: z.string(),
  applicant: DepartmentId,
  owner: DepartmentId,
  form: StoredForm,
  /** Everybody who filled it in, changed, submitted or supplemented it: none of them reviews it. */
  applicants: z.array(z.string()),
  marks: z.array(Mark),
  /** 一次性告知: what each side has asked for, once. */
  asked: z.array(
    z.object({ by: z.enum(['platform', 'provider']), at: Instant, missing: z.array(z.object({ path: z.string(), text: z.string() })) }),
  ),
  decision: Decision.optional(),
  refusal: z
    .object({
      by: z.enum(['platform', 'provider']),
      at: Instant,
      reason: z.string(),
      basis: z.object({ type: RefusalBasis, text: z.string() }),
    })
    .optional(),
  /** Where to ask for what is not the district's to give. */
  handedOverTo: z.string().optional(),
  grantId: GrantId.optional(),
  move: Move,
});
export type UseRequest = z.infer<typeof UseRequest>;
