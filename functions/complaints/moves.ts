import * as z from 'zod';
import { DepartmentId } from '../../shared/identity/principal.ts';
import { type CaseState, Content, Supervision, Track } from './complaint.ts';
import type { MoveName } from './move-name.ts';

/** In what part somebody acts. A department's clerk and its system act alike. */
export type Part = 'desk' | 'lead' | 'helper' | 'upper' | 'system';

/** What goes up by itself with a move. Every kind is acknowledged on its own. */
export type UpwardKind = 'acknowledgement' | 'progress' | 'result' | 'refusal' | 'return' | 'withdrawal-noted' | 'supervision-answer';
/** What the departments of a case are told. */
export type DownwardKind = 'assigned' | 'taken-away' | 'urged' | 'supervised' | 'decided' | 'rework' | 'updated' | 'withdrawn' | 'alarm';

interface MoveRule {
  title: string;
  from: readonly CaseState[];
  /** Absent: the state stays. */
  to?: CaseState;
  by: readonly Part[];
  /** Whoever made one of these moves last may not make this one (职责分离). */
  differsFrom?: readonly MoveName[];
  upward?: UpwardKind;
  downward?: DownwardKind;
}

const returnReasons = ['缺失要素', '表述不清', '类型有误', '地址不详', '已有知识', '重复受理', '市民撤诉', '不属本职', '其他原因'] as const;

/** 令121号第十六条; 令20号第十五条 has the like. */
export const refusalGrounds = {
  ART16_1: '不属于市场监管职责或本机关不具有处理权限',
  ART16_2: '法院、仲裁机构、行政机关或调解组织已受理或处理同一争议',
  ART16_3: '不是为生活消费需要，或不能证明与被投诉人存在消费者权益争议',
  ART16_4: '知道或应当知道权益受侵害之日起超过三年',
  ART16_5: '未提供规定的材料，或提供虚假材料',
  ART16_6: '冒用他人名义，或拒不配合核验身份',
  ART16_7: '法律、法规、规章规定的其他情形',
} as const;

/** 令121号第二十三条第一款. */
export const terminationGrounds = {
  ART23_1: '投诉人撤回投诉或双方自行和解',
  ART23_2: '一方无正当理由不参加调解，或被投诉人明确拒绝调解',
  ART23_3: '当事人明确表示无法达成调解协议',
  ART23_4: '对鉴定、检测机构或费用承担协商不成',
  ART23_5: '自受理之日起六十日内未达成调解协议',
  ART23_6: '受理后发现存在不予受理等情形',
  ART23_7: '当事人死亡或终止且无承继',
  ART23_8: '其他应当终止的情形',
} as const;

const open = [
  'registered',
  'dispatched',
  'signed',
  'return-requested',
  'handling',
  'suspended',
  'extension-requested',
  'submitted',
] as const satisfies CaseState[];
const ended = ['completed', 'refused', 'fed-back', 'visited', 'closed'] as const satisfies CaseState[];

/** The machine. Checked when the tests load it; the picture in the docs and the answers' `allowed` are made from it. */
export const moves: Readonly<Record<MoveName, MoveRule>> = {
  register: { title: '登记', from: [], to: 'registered', by: ['system'], upward: 'acknowledgement' },
  dispatch: { title: '派单', from: ['registered'], to: 'dispatched', by: ['desk', 'system'], upward: 'progress', downward: 'assigned' },
  sign: { title: '签收', from: ['dispatched'], to: 'signed', by: ['lead'], upward: 'progress' },
  accept: { title: '受理', from: ['signed'], to: 'handling', by: ['lead'], upward: 'progress' },
  refuse: { title: '不予受理', from: ['signed'], to: 'refused', by: ['lead'], upward: 'refusal' },
  'return-request': { title: '申请退回', from: ['dispatched', 'signed'], to: 'return-requested', by: ['lead'] },
  'return-approve': { title: '同意退回', from: ['return-requested'], to: 'registered', by: ['desk'], downward: 'taken-away' },
  'return-reject': { title: '不同意退回（指定承办）', from: ['return-requested'], to: 'signed', by: ['desk'], downward: 'decided' },
  'return-up': { title: '退回上级', from: ['registered'], to: 'returned-up', by: ['desk'], upward: 'return' },
  progress: {
    title: '报告进展',
    from: ['signed', 'handling', 'suspended', 'extension-requested'],
    by: ['lead', 'helper'],
    upward: 'progress',
  },
  suspend: { title: '中止', from: ['handling'], to: 'suspended', by: ['lead'], upward: 'progress' },
  resume: { title: '恢复办理', from: ['suspended'], to: 'handling', by: ['lead'], upward: 'progress' },
  'extension-request': { title: '申请延期', from: ['handling'], to: 'extension-requested', by: ['lead'] },
  'extension-approve': {
    title: '同意延期',
    from: ['extension-requested'],
    to: 'handling',
    by: ['desk'],
    differsFrom: ['extension-request'],
    upward: 'progress',
    downward: 'decided',
  },
  'extension-reject': { title: '不同意延期', from: ['extension-requested'], to: 'handling', by: ['desk'], downward: 'decided' },
  submit: { title: '答复并提交审核', from: ['handling'], to: 'submitted', by: ['lead'] },
  'review-approve': {
    title: '审核通过（办结）',
    from: ['submitted'],
    to: 'completed',
    by: ['desk'],
    differsFrom: ['submit'],
    upward: 'result',
  },
  'review-reject': { title: '审核退回', from: ['submitted'], to: 'handling', by: ['desk'], differsFrom: ['submit'], downward: 'rework' },
  'feed-back': { title: '上级已确认反馈', from: ['completed', 'refused'], to: 'fed-back', by: ['system'] },
  visit: { title: '回访', from: ['fed-back'], to: 'visited', by: ['desk'], differsFrom: ['submit', 'refuse'] },
  evaluate: { title: '上级评价', from: ['fed-back', 'visited'], to: 'visited', by: ['upper'] },
  archive: { title: '归档', from: ['visited', 'fed-back'], to: 'closed', by: ['desk'] },
  reopen: { title: '重办', from: ['fed-back', 'visited'], to: 'registered', by: ['desk'] },
  withdraw: { title: '撤诉', from: [...open, ...ended], by: ['upper'], upward: 'withdrawal-noted', downward: 'withdrawn' },
  merge: { title: '并案', from: ['registered', 'dispatched', 'signed', 'handling'], to: 'merged', by: ['desk'], downward: 'taken-away' },
  absorb: { title: '并入他件', from: ['registered', 'dispatched', 'signed', 'handling'], by: ['system'] },
  split: { title: '分案', from: [...open], by: ['desk'] },
  update: { title: '上级更新内容', from: [...open, ...ended], by: ['upper'], downward: 'updated' },
  urge: { title: '催办', from: [...open], by: ['desk', 'upper'], downward: 'urged' },
  supervise: { title: '督办', from: [...open], by: ['desk', 'upper'], downward: 'supervised' },
  'answer-supervision': {
    title: '督办答复',
    from: [...open, ...ended],
    by: ['lead', 'desk'],
    upward: 'supervision-answer',
  },
};

const text = (longest: number) => z.string().min(1).max(longest);
const Departments = z.object({
  lead: DepartmentId,
  helpers: z.array(DepartmentId).max(10).default([]),
  copied: z.array(DepartmentId).max(10).default([]),
});

/** What a move needs, beside who and when. By `move`; what people and systems may send is `ActBody`. */
export const payloads = {
  dispatch: z.object({ move: z.literal('dispatch'), ...Departments.shape, opinion: text(3000).optional() }),
  sign: z.object({ move: z.literal('sign') }),
  accept: z.object({ move: z.literal('accept'), way: z.enum(['mediation', 'investigation', 'inquiry']) }),
  refuse: z.object({
    move: z.literal('refuse'),
    ground: z.enum(Object.keys(refusalGrounds) as [keyof typeof refusalGrounds]),
    explanation: text(3000),
  }),
  'return-request': z.object({
    move: z.literal('return-request'),
    reason: z.enum(returnReasons),
    explanation: text(1000),
    /** Needed for 不属本职: who is responsible instead. */
    suggestedOwner: DepartmentId.optional(),
  }),
  'return-approve': z.object({ move: z.literal('return-approve'), opinion: text(3000).optional() }),
  'return-reject': z.object({ move: z.literal('return-reject'), opinion: text(3000) }),
  'return-up': z.object({ move: z.literal('return-up'), reason: z.enum(returnReasons), explanation: text(1000) }),
  progress: z.object({ move: z.literal('progress'), text: text(3000) }),
  suspend: z.object({
    move: z.literal('suspend'),
    reason: z.enum(['鉴定检测', '补正材料', '不可抗力', '其他原因']),
    explanation: text(1000),
  }),
  resume: z.object({ move: z.literal('resume') }),
  'extension-request': z.object({ move: z.literal('extension-request'), days: z.int().min(1).max(60), reason: text(1000) }),
  'extension-approve': z.object({ move: z.literal('extension-approve'), opinion: text(1000).optional() }),
  'extension-reject': z.object({ move: z.literal('extension-reject'), opinion: text(1000) }),
  submit: z.object({
    move: z.literal('submit'),
    /** What the complainant was told. */
    reply: text(6000),
    result: z.enum(['agreement', 'settled', 'withdrawn', 'terminated', 'punished', 'not-true', 'clue-for-case', 'done', 'other']),
    ground: z.enum(Object.keys(terminationGrounds) as [keyof typeof terminationGrounds]).optional(),
    repliedAt: z.iso.datetime({ precision: 3 }).optional(),
  }),
  'review-approve': z.object({ move: z.literal('review-approve'), opinion: text(1000).optional() }),
  'review-reject': z.object({ move: z.literal('review-reject'), opinion: text(1000) }),
  visit: z.object({
    move: z.literal('visit'),
    contacted: z.boolean(),
    resolved: z.boolean().optional(),
    satisfaction: z.enum(['very-satisfied', 'satisfied', 'fairly-satisfied', 'dissatisfied', 'very-dissatisfied', 'not-evaluated']),
    note: text(1000).optional(),
  }),
  archive: z.object({ move: z.literal('archive') }),
  reopen: z.object({ move: z.literal('reopen'), reason: text(1000) }),
  merge: z.object({ move: z.literal('merge'), into: z.string().max(40), reason: text(1000).optional() }),
  split: z.object({ move: z.literal('split'), track: Track, reason: text(1000).optional() }),
  urge: z.object({ move: z.literal('urge'), text: text(1000) }),
  supervise: z.object({
    move: z.literal('supervise'),
    level: Supervision.shape.level,
    requirement: text(3000),
    dueAt: z.iso.datetime({ precision: 3 }).optional(),
  }),
  'answer-supervision': z.object({ move: z.literal('answer-supervision'), supervisionId: z.string().max(60), text: text(6000) }),
} as const;

const systemPayloads = {
  register: z.object({ move: z.literal('register') }),
  'feed-back': z.object({ move: z.literal('feed-back'), receipt: z.string().max(200) }),
  evaluate: z.object({ ...payloads.visit.shape, move: z.literal('evaluate') }),
  withdraw: z.object({ move: z.literal('withdraw'), reason: text(1000).optional() }),
  absorb: z.object({ move: z.literal('absorb'), complaintId: z.string(), source: z.string(), upperId: z.string(), part: z.int() }),
  update: z.object({ move: z.literal('update'), contentVersion: z.int(), content: Content }),
} as const;

/** What people and departments' systems may ask for. */
export const ActBody = z.discriminatedUnion('move', [
  payloads.dispatch,
  payloads.sign,
  payloads.accept,
  payloads.refuse,
  payloads['return-request'],
  payloads['return-approve'],
  payloads['return-reject'],
  payloads['return-up'],
  payloads.progress,
  payloads.suspend,
  payloads.resume,
  payloads['extension-request'],
  payloads['extension-approve'],
  payloads['extension-reject'],
  payloads.submit,
  payloads['review-approve'],
  payloads['review-reject'],
  payloads.visit,
  payloads.archive,
  payloads.reopen,
  payloads.merge,
  payloads.split,
  payloads.urge,
  payloads.supervise,
  payloads['answer-supervision'],
]);

export const Act = z.discriminatedUnion('move', [...ActBody.options, ...Object.values(systemPayloads)]);
export type Act = z.infer<typeof Act>;
