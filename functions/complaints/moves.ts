import * as z from 'zod';
import { DepartmentId } from '../../shared/identity/principal.ts';
import {
  type CaseState,
  Content,
  decidedStates,
  endedStates as ended,
  leftStates,
  Satisfaction,
  SupervisionLevel,
  Track,
  underWayStates as open,
  Urgency,
} from './complaint.ts';
import { refusalCodes, terminationCodes } from './grounds.ts';
import { Instant, SaidInstant } from './instant.ts';
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
  /** From these it stays in spite of `to`: what happened is noted and said, and moves nothing. */
  staysIn?: readonly CaseState[];
  by: readonly Part[];
  /** Whoever made one of these moves last may not make this one (职责分离). */
  differsFrom?: readonly MoveName[];
  /** Nor may anybody of the lead department: never let the handling body judge or evaluate what it did itself. */
  notByHandlingBody?: true;
  /** How often in the life of a case: what an item and an answer hold is bounded by it. More from the upper platform is noted and moves nothing. */
  atMost?: { district?: number; upper?: number };
  upward?: UpwardKind;
  /** It goes up only where the state changed by it. */
  upwardIfMoved?: true;
  /** What of the move's own words goes up with it; opinions within the district do not. */
  saysUp?: readonly string[];
  downward?: DownwardKind;
  /** What of them departments are told; absent: all but the content. Other cases are not theirs to know of. */
  saysDown?: readonly string[];
}

const returnReasons = ['缺失要素', '表述不清', '类型有误', '地址不详', '已有知识', '重复受理', '市民撤诉', '不属本职', '其他原因'] as const;

/** The machine. Checked when the tests load it; the picture in the docs and the answers' `allowed` are made from it. */
export const moves: Readonly<Record<MoveName, MoveRule>> = {
  register: { title: '登记', from: [], to: 'registered', by: ['system'], upward: 'acknowledgement' },
  // Again, to another lead, while nobody has signed (改派).
  dispatch: {
    title: '派单',
    from: ['registered', 'dispatched'],
    to: 'dispatched',
    by: ['desk', 'system'],
    upward: 'progress',
    downward: 'assigned',
  },
  sign: { title: '签收', from: ['dispatched'], to: 'signed', by: ['lead'], upward: 'progress' },
  accept: { title: '受理', from: ['signed'], to: 'handling', by: ['lead'], upward: 'progress', saysUp: ['way'] },
  refuse: { title: '不予受理', from: ['signed'], to: 'refused', by: ['lead'], upward: 'refusal' },
  'return-request': { title: '申请退回', from: ['signed'], to: 'return-requested', by: ['lead'], atMost: { district: 5 } },
  'return-approve': {
    title: '同意退回',
    from: ['return-requested'],
    to: 'registered',
    by: ['desk'],
    differsFrom: ['return-request'],
    notByHandlingBody: true,
  },
  'return-reject': {
    title: '不同意退回（指定承办）',
    from: ['return-requested'],
    to: 'signed',
    by: ['desk'],
    differsFrom: ['return-request'],
    downward: 'decided',
  },
  'return-up': {
    title: '退回上级',
    from: ['registered'],
    to: 'returned-up',
    by: ['desk'],
    atMost: { district: 10 },
    upward: 'return',
    saysUp: ['reason', 'explanation'],
  },
  progress: {
    title: '报告进展',
    from: ['signed', 'handling', 'suspended', 'extension-requested'],
    by: ['lead', 'helper'],
    atMost: { district: 100 },
    upward: 'progress',
    saysUp: ['text'],
  },
  suspend: {
    title: '中止',
    from: ['handling'],
    to: 'suspended',
    by: ['lead'],
    atMost: { district: 10 },
    upward: 'progress',
    saysUp: ['reason', 'explanation'],
  },
  resume: { title: '恢复办理', from: ['suspended'], to: 'handling', by: ['lead'], upward: 'progress' },
  'extension-request': { title: '申请延期', from: ['handling'], to: 'extension-requested', by: ['lead'], atMost: { district: 5 } },
  'extension-approve': {
    title: '同意延期',
    from: ['extension-requested'],
    to: 'handling',
    by: ['desk'],
    differsFrom: ['extension-request'],
    notByHandlingBody: true,
    upward: 'progress',
    downward: 'decided',
  },
  'extension-reject': {
    title: '不同意延期',
    from: ['extension-requested'],
    to: 'handling',
    by: ['desk'],
    differsFrom: ['extension-request'],
    notByHandlingBody: true,
    downward: 'decided',
  },
  submit: { title: '答复并提交审核', from: ['handling'], to: 'submitted', by: ['lead'] },
  'review-approve': {
    title: '审核通过（办结）',
    from: ['submitted'],
    to: 'completed',
    by: ['desk'],
    differsFrom: ['submit'],
    notByHandlingBody: true,
    upward: 'result',
    downward: 'decided',
  },
  'review-reject': {
    title: '审核退回',
    from: ['submitted'],
    to: 'handling',
    by: ['desk'],
    differsFrom: ['submit'],
    notByHandlingBody: true,
    atMost: { district: 30 },
    downward: 'rework',
  },
  'feed-back': { title: '上级已确认反馈', from: decidedStates, to: 'fed-back', by: ['system'] },
  visit: {
    title: '回访',
    from: ['fed-back'],
    to: 'visited',
    by: ['desk'],
    differsFrom: ['submit', 'refuse'],
    notByHandlingBody: true,
  },
  // Its word may overtake our knowing that it has the result.
  evaluate: {
    title: '上级评价',
    from: ended,
    to: 'visited',
    staysIn: [...decidedStates, 'closed'],
    by: ['upper'],
    atMost: { upper: 50 },
  },
  archive: { title: '归档', from: ['visited', 'fed-back'], to: 'closed', by: ['desk'] },
  reopen: {
    title: '重办',
    from: ['fed-back', 'visited'],
    to: 'registered',
    by: ['desk'],
    atMost: { district: 10 },
    upward: 'progress',
    saysUp: ['reason'],
    downward: 'decided',
  },
  // After the end it is noted and acknowledged: what was decided stays, and counts.
  withdraw: {
    title: '撤诉',
    from: [...open, ...ended, 'merged', 'returned-up'],
    to: 'withdrawn',
    staysIn: [...ended, 'merged', 'returned-up'],
    by: ['upper'],
    atMost: { upper: 20 },
    upward: 'withdrawal-noted',
    downward: 'withdrawn',
  },
  merge: {
    title: '并案',
    from: ['registered', 'dispatched', 'signed', 'handling'],
    to: 'merged',
    by: ['desk'],
    upward: 'progress',
    saysUp: ['reason'],
    downward: 'taken-away',
    saysDown: ['reason'],
  },
  absorb: {
    title: '并入他件',
    from: ['registered', 'dispatched', 'signed', 'return-requested', 'handling', 'suspended', 'extension-requested'],
    by: ['system'],
    atMost: { upper: 50 },
    downward: 'updated',
    saysDown: ['news'],
  },
  split: { title: '分案', from: open, by: ['desk'], atMost: { district: 3 } },
  // What was returned for want of something comes back with what was missing.
  update: {
    title: '上级更新内容',
    from: [...open, ...ended, ...leftStates],
    to: 'registered',
    staysIn: [...open, ...ended, 'withdrawn', 'merged'],
    by: ['upper'],
    atMost: { upper: 80 },
    upward: 'progress',
    upwardIfMoved: true,
    saysUp: ['contentVersion'],
    downward: 'updated',
  },
  urge: { title: '催办', from: open, by: ['desk', 'upper'], atMost: { district: 50, upper: 200 }, downward: 'urged' },
  // What the upper platform supervises must be answered whatever became of the case.
  supervise: {
    title: '督办',
    from: [...open, ...ended, ...leftStates],
    by: ['desk', 'upper'],
    atMost: { district: 10, upper: 30 },
    downward: 'supervised',
  },
  'answer-supervision': {
    title: '督办答复',
    from: [...open, ...ended, ...leftStates],
    by: ['lead', 'desk'],
    differsFrom: ['supervise'],
    notByHandlingBody: true,
    upward: 'supervision-answer',
    saysUp: ['supervisionId', 'text'],
  },
};

/** Which of a case's departments are told what. */
export const toldOf: Readonly<Record<DownwardKind, readonly ('lead' | 'helper' | 'copied')[]>> = {
  assigned: ['lead', 'helper', 'copied'],
  'taken-away': ['lead', 'helper', 'copied'],
  updated: ['lead', 'helper', 'copied'],
  withdrawn: ['lead', 'helper', 'copied'],
  urged: ['lead', 'helper'],
  supervised: ['lead', 'helper'],
  rework: ['lead', 'helper'],
  decided: ['lead'],
  alarm: ['lead'],
};

export const stateTitles: Readonly<Record<CaseState, string>> = {
  registered: '已登记待派单',
  dispatched: '已派单待签收',
  signed: '已签收待受理',
  'return-requested': '申请退回中',
  handling: '办理中',
  suspended: '中止',
  'extension-requested': '申请延期中',
  submitted: '待审核',
  completed: '已办结待反馈',
  refused: '不予受理待反馈',
  'fed-back': '已反馈',
  visited: '已回访',
  closed: '已归档',
  'returned-up': '已退回上级',
  withdrawn: '已撤诉',
  merged: '已并案',
};

/** Of a submitted reply, by procedure (投诉登记表, 举报登记表). */
export const results = {
  agreement: { title: '达成调解协议', tracks: ['complaint'] },
  settled: { title: '双方和解', tracks: ['complaint'] },
  withdrawn: { title: '撤回投诉', tracks: ['complaint'] },
  terminated: { title: '终止调解', tracks: ['complaint'] },
  punished: { title: '查处', tracks: ['tip'] },
  'not-true': { title: '不属实', tracks: ['tip', 'request'] },
  'clue-for-case': { title: '作为案件线索查处', tracks: ['tip'] },
  done: { title: '已办理', tracks: ['request'] },
  other: { title: '其他', tracks: ['tip', 'request'] },
} as const satisfies Record<string, { title: string; tracks: readonly Track[] }>;

/** 受理方式: 投诉 is mediated, 举报 is investigated (令121号第九条: 分别处理). */
export const ways = {
  mediation: { title: '调解', tracks: ['complaint'] },
  investigation: { title: '查处', tracks: ['tip'] },
  inquiry: { title: '调查', tracks: ['tip', 'request'] },
} as const satisfies Record<string, { title: string; tracks: readonly Track[] }>;

const namesOf = <Name extends string>(names: Readonly<Record<Name, unknown>>) => Object.keys(names) as [Name, ...Name[]];
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
  accept: z.object({ move: z.literal('accept'), way: z.enum(namesOf(ways)) }),
  refuse: z.object({
    move: z.literal('refuse'),
    ground: z.enum(refusalCodes),
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
    result: z.enum(namesOf(results)),
    /** Needed for `terminated`. */
    ground: z.enum(terminationCodes).optional(),
    repliedAt: Instant.optional(),
  }),
  'review-approve': z.object({ move: z.literal('review-approve'), opinion: text(1000).optional() }),
  'review-reject': z.object({ move: z.literal('review-reject'), opinion: text(1000) }),
  visit: z.object({
    move: z.literal('visit'),
    contacted: z.boolean(),
    resolved: z.boolean().optional(),
    satisfaction: Satisfaction,
    note: text(1000).optional(),
  }),
  archive: z.object({ move: z.literal('archive') }),
  reopen: z.object({ move: z.literal('reopen'), reason: text(1000) }),
  merge: z.object({ move: z.literal('merge'), into: z.string().max(40), reason: text(1000).optional() }),
  split: z.object({ move: z.literal('split'), track: Track, reason: text(1000).optional() }),
  urge: z.object({ move: z.literal('urge'), text: text(1000) }),
  supervise: z.object({
    move: z.literal('supervise'),
    /** As the upper platform calls it; the district's own are counted. */
    supervisionId: z.string().max(60).optional(),
    level: SupervisionLevel,
    requirement: text(3000),
    dueAt: SaidInstant.optional(),
  }),
  'answer-supervision': z.object({ move: z.literal('answer-supervision'), supervisionId: z.string().max(60), text: text(6000) }),
} as const;

const systemPayloads = {
  register: z.object({ move: z.literal('register') }),
  'feed-back': z.object({ move: z.literal('feed-back'), receipt: z.string().max(200) }),
  evaluate: z.object({ ...payloads.visit.shape, move: z.literal('evaluate') }),
  withdraw: z.object({ move: z.literal('withdraw'), reason: text(1000).optional() }),
  absorb: z.object({
    move: z.literal('absorb'),
    complaintId: z.string(),
    source: z.string(),
    upperId: z.string(),
    part: z.int(),
    /** What the upper platform says anew of a case that was merged before. */
    news: Content.optional(),
  }),
  update: z.object({
    move: z.literal('update'),
    contentVersion: z.int(),
    content: Content,
    urgency: Urgency.optional(),
    dueAt: SaidInstant.optional(),
  }),
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
