import * as z from 'zod';
import { Channel, RefusalBasis, RowFilters } from '../sharing.ts';
import { Quota } from '../grants/terms.ts';
import { DecidedField, Missing, type Part, RequestForm, RequestMove, type RequestState } from './request.ts';

/**
 * Where somebody sits who judges a request. One person sits in one seat of a request and no other, however often and for whomever they sign (职责分离);
 * who sits there is of the applicant's department in none.
 */
export type Seat = 'conformity' | 'provider' | 'lead' | 'security' | 'coordination' | 'ruling';

interface MoveRule {
  title: string;
  /** Who may make it, and in which states; nobody else may. */
  by: Readonly<Partial<Record<Part, readonly RequestState[]>>>;
  /** Where it leads; of several, which one follows from the request (`destined`). Empty: the state stays. */
  to: readonly RequestState[];
  seat?: Seat;
  /** How often in the life of a request; of a move of two sides, each. */
  atMost?: number;
  /** Not less than this is said with it. */
  words?: readonly string[];
}

/** The machine. Checked when the tests load it; the table in the docs and the answers' `allowed` are made from it. */
export const requestMoves: Readonly<Record<RequestMove, MoveRule>> = {
  create: { title: '填写', by: { applicant: [] }, to: ['draft'] },
  change: { title: '修改草稿', by: { applicant: ['draft'] }, to: ['draft'], atMost: 100 },
  submit: { title: '提交', by: { applicant: ['draft'] }, to: ['submitted'] },
  'grant-at-once': { title: '无条件共享，直接授权', by: { system: ['submitted'] }, to: ['granted'] },
  // 一次性告知: everything that is missing is told at one time; afterwards the side can only accept or refuse.
  'supplement-request': {
    title: '一次性告知补正',
    by: { platform: ['submitted'], provider: ['provider-review'] },
    to: ['supplement'],
    atMost: 1,
    words: ['missing'],
  },
  supplement: { title: '补正', by: { applicant: ['supplement'] }, to: ['submitted', 'provider-review'] },
  accept: { title: '符合性审查通过', by: { platform: ['submitted'] }, to: ['provider-review'], seat: 'conformity' },
  'hand-over': {
    title: '转交市级平台',
    by: { platform: ['submitted'] },
    to: ['handed-over'],
    seat: 'conformity',
    words: ['where', 'reason'],
  },
  refuse: {
    title: '不予同意',
    by: { platform: ['submitted'], provider: ['provider-review'] },
    to: ['refused'],
    words: ['reason', 'basis'],
  },
  extend: { title: '延长答复期限', by: { provider: ['provider-review'] }, to: [], seat: 'provider', words: ['days', 'reason'] },
  decide: { title: '同意（全部或部分）', by: { provider: ['provider-review'] }, to: ['granted', 'countersigning'], seat: 'provider' },
  sign: {
    title: '会签',
    by: { 'provider-lead': ['countersigning'], 'provider-security': ['countersigning'] },
    to: ['countersigning', 'granted'],
  },
  'send-back': {
    title: '会签退回',
    by: { 'provider-lead': ['countersigning'], 'provider-security': ['countersigning'] },
    to: ['provider-review'],
    atMost: 20,
    words: ['note'],
  },
  // 三级争议处理: 协商 with the provider, 协调 by the data bureau, 裁定. What the data bureau itself refused begins with 协调.
  dispute: { title: '提出争议', by: { applicant: ['refused'] }, to: ['negotiating', 'coordinating'], atMost: 2, words: ['reason'] },
  reconsider: {
    title: '同意重新审查',
    by: { provider: ['negotiating', 'coordinating', 'ruling'] },
    to: ['provider-review'],
    seat: 'provider',
  },
  maintain: { title: '维持原答复', by: { provider: ['negotiating'] }, to: ['coordinating'], seat: 'provider', words: ['reason'] },
  coordinate: { title: '协调未果，提请裁定', by: { platform: ['coordinating'] }, to: ['ruling'], seat: 'coordination', words: ['reason'] },
  uphold: { title: '裁定维持', by: { leader: ['ruling'] }, to: ['refused'], seat: 'ruling', words: ['reason'] },
  overturn: {
    title: '裁定重新审查',
    by: { leader: ['ruling'] },
    to: ['provider-review', 'submitted'],
    seat: 'ruling',
    words: ['reason'],
  },
  withdraw: {
    title: '撤回',
    by: {
      applicant: ['draft', 'submitted', 'supplement', 'provider-review', 'countersigning', 'negotiating', 'coordinating', 'ruling'],
    },
    to: ['withdrawn'],
  },
  lapse: { title: '逾期未办，自动作废', by: { system: ['draft', 'supplement'] }, to: ['lapsed'] },
};

export const seatOf = (move: RequestMove, part: Part): Seat | undefined => {
  const { seat } = requestMoves[move];
  if (seat) return seat;
  const ofPart: Partial<Record<Part, Seat>> = {
    platform: 'conformity',
    provider: 'provider',
    'provider-lead': 'lead',
    'provider-security': 'security',
  };
  return ofPart[part];
};

export const requestStateTitles: Readonly<Record<RequestState, string>> = {
  draft: '草稿',
  submitted: '待符合性审查',
  supplement: '待补正',
  'provider-review': '待提供部门审查',
  countersigning: '待会签',
  granted: '已授权',
  refused: '不予同意',
  negotiating: '争议协商中',
  coordinating: '争议协调中',
  ruling: '争议裁定中',
  'handed-over': '已转交',
  withdrawn: '已撤回',
  lapsed: '已作废',
};
/** Nothing is waited for any more. */
export const endedStates: readonly RequestState[] = ['granted', 'refused', 'handed-over', 'withdrawn', 'lapsed'];
/** Requests of a department that are drafts or under way: several times what a department has at one time, and what its reviewers can bear. */
export const mostOpen = 200;

export const partTitles: Readonly<Record<Part, string>> = {
  applicant: '申请部门',
  platform: '数据局',
  provider: '提供部门数据管理员',
  'provider-lead': '提供部门分管负责人',
  'provider-security': '提供部门数据安全员',
  leader: '领导',
  system: '系统',
};

/** 申请状态 of the city's platform (domain.md §7.2), for exchange. `unSubscrib` and `unSend` do not occur here: a grant is in force at once. */
export const cityStates = {
  created: '已创建',
  unAudit: '待审核',
  auditReject: '已退回',
  unSubscrib: '待订阅',
  unSend: '待推送',
  finished: '已完成',
  invalid: '失效',
  handOver: '转交',
} as const;
export const cityStateOf: Readonly<Record<RequestState, keyof typeof cityStates>> = {
  draft: 'created',
  submitted: 'unAudit',
  supplement: 'auditReject',
  'provider-review': 'unAudit',
  countersigning: 'unAudit',
  granted: 'finished',
  refused: 'auditReject',
  negotiating: 'unAudit',
  coordinating: 'unAudit',
  ruling: 'unAudit',
  'handed-over': 'handOver',
  withdrawn: 'invalid',
  lapsed: 'invalid',
};

const text = (longest: number) => z.string().trim().min(2).max(longest);
/** For the reviewing side alone: the applicant's department does not see it. */
const note = { note: text(1000).optional().meta({ description: '内部意见，申请部门看不到' }) };
const reason = text(1000).meta({ description: '告知申请部门的理由' });

const payloads = {
  submit: z.object({ move: z.literal('submit') }),
  'supplement-request': z.object({
    move: z.literal('supplement-request'),
    missing: z.array(Missing).min(1).max(50).meta({ description: '需要补正的全部内容，只能告知一次' }),
    ...note,
  }),
  supplement: z.object({ move: z.literal('supplement'), form: RequestForm, explanation: text(2000).optional() }),
  accept: z.object({ move: z.literal('accept'), ...note }),
  'hand-over': z.object({ move: z.literal('hand-over'), where: text(300), reason, ...note }),
  refuse: z.object({
    move: z.literal('refuse'),
    reason,
    basis: z
      .strictObject({ type: RefusalBasis, text: text(500) })
      .meta({ description: '依据：1 法律法规、2 政策文件、3 涉及敏感信息、4 其他；写明条款' }),
    ...note,
  }),
  extend: z.object({ move: z.literal('extend'), days: z.int().min(1).max(60), reason, ...note }),
  decide: z.object({
    move: z.literal('decide'),
    fields: z.array(DecidedField).min(1).max(300).meta({ description: '逐个字段：不宽于申请；no 为不提供' }),
    moreRows: RowFilters.default([]).meta({ description: '在申请的数据范围之外再加的限制' }),
    channels: z.array(Channel).min(1).max(2).optional(),
    period: z.strictObject({ from: z.iso.date().optional(), until: z.iso.date().optional() }).optional(),
    quota: Quota.optional(),
    reason: reason.optional(),
    ...note,
  }),
  sign: z.object({ move: z.literal('sign'), ...note }),
  'send-back': z.object({ move: z.literal('send-back'), note: text(1000) }),
  dispute: z.object({ move: z.literal('dispute'), reason }),
  reconsider: z.object({ move: z.literal('reconsider'), ...note }),
  maintain: z.object({ move: z.literal('maintain'), reason, ...note }),
  coordinate: z.object({ move: z.literal('coordinate'), reason, ...note }),
  uphold: z.object({ move: z.literal('uphold'), reason, ...note }),
  overturn: z.object({ move: z.literal('overturn'), reason, ...note }),
  withdraw: z.object({ move: z.literal('withdraw'), reason: reason.optional() }),
} as const;

/** What people may ask for beside filling in. */
export const RequestActBody = z.discriminatedUnion('move', [
  payloads.submit,
  payloads['supplement-request'],
  payloads.supplement,
  payloads.accept,
  payloads['hand-over'],
  payloads.refuse,
  payloads.extend,
  payloads.decide,
  payloads.sign,
  payloads['send-back'],
  payloads.dispute,
  payloads.reconsider,
  payloads.maintain,
  payloads.coordinate,
  payloads.uphold,
  payloads.overturn,
  payloads.withdraw,
]);

export const RequestAct = z.discriminatedUnion('move', [
  ...RequestActBody.options,
  z.object({ move: z.literal('create'), form: RequestForm }),
  z.object({ move: z.literal('change'), form: RequestForm }),
  z.object({ move: z.literal('grant-at-once') }),
  z.object({ move: z.literal('lapse') }),
]);
export type RequestAct = z.infer<typeof RequestAct>;

/** As histories keep it, under whatever bounds it was made. */
export const MadeRequestAct = z.looseObject({ move: RequestMove, note: z.unknown().optional() });
