import * as z from 'zod';
import { DepartmentId } from '../../shared/identity/principal.ts';
import { pageOf, PageQuery } from '../../shared/runtime/paging.ts';
import { type Route, route } from '../../shared/runtime/route.ts';
import { ruleRoutes } from '../../shared/runtime/rule-routes.ts';
import { ClockName, ClockRules } from './clocks/clock-rules.ts';
import { CaseState, Complaint, ComplaintId, Content } from './complaint.ts';
import { MoveName } from './move-name.ts';
import { ActBody } from './moves.ts';
import { SealedPerson } from './notice.ts';
import { Outgoing } from './outgoing.ts';
import { Entry, Fact } from './projections.ts';
import { RoutingTable } from './routing/routing-table.ts';
import { SaidAlarm } from './said-alarm.ts';
import { Moved } from './step.ts';
import { Instant } from './instant.ts';

const tag = '投诉举报';
const byId = z.object({ complaintId: ComplaintId });
const unknown = { 'complaint-unknown': { status: 404, title: '没有这一件，或本人无权查看' } } as const;
const questionInvalid = { 'question-invalid': { status: 400, title: '查询条件无效' } } as const;

export const EntryShown = Entry.extend({
  stateTitle: z.string(),
  overdue: z.boolean().meta({ description: '最近一个期限已过' }),
});
export type EntryShown = z.infer<typeof EntryShown>;

export const listComplaints = route({
  method: 'GET',
  path: '/v1/complaints',
  action: 'complaints:read',
  summary: '投诉举报列表：受理台按状态，部门看本部门的收件箱；按最近期限排序，已办的从新到旧',
  tag,
  query: PageQuery.extend({
    state: CaseState.optional().meta({ description: '受理台与领导用；不填为 registered（待派单）' }),
    department: DepartmentId.optional().meta({ description: '受理台与领导用：看该部门的收件箱' }),
    box: z.enum(['open', 'done']).default('open').meta({ description: '收件箱中待办的或已办的' }),
  }),
  status: 200,
  answer: pageOf(EntryShown),
  refusals: questionInvalid,
  object: { type: 'complaints' },
});

const Allowed = z.array(z.object({ move: MoveName, title: z.string() })).meta({ description: '本人现在可以做的操作' });

const ClockShown = z.object({
  id: z.string(),
  clock: ClockName,
  title: z.string(),
  ruleId: z.string(),
  lawRef: z.string(),
  department: DepartmentId.optional(),
  startedAt: Instant,
  due: Instant.meta({ description: '届满：此刻起即为逾期' }),
  provisional: z.boolean().meta({ description: '期限跨到放假安排尚未公布的年份，公布后会重新计算' }),
  pauses: z.array(z.object({ from: Instant, to: Instant.optional() })),
  stoppedAt: Instant.optional(),
  extended: z.int(),
  overdue: z.boolean(),
});

const MessageShown = Outgoing.pick({
  messageId: true,
  destination: true,
  kind: true,
  sequence: true,
  state: true,
  attempts: true,
  queuedAt: true,
  nextAt: true,
  lastCause: true,
  receipt: true,
  deliveredAt: true,
});

export const ComplaintShown = z.object({
  complaint: Complaint.omit({ sequences: true, personKeys: true, move: true, marks: true }),
  stateTitle: z.string(),
  due: Instant.optional(),
  overdue: z.boolean(),
  clocks: z.array(ClockShown),
  history: z.array(
    z.object({
      number: z.int(),
      at: Instant,
      by: z.string(),
      department: z.string().optional(),
      title: z.string(),
      act: Moved.shape.act.optional(),
      news: Content.optional(),
    }),
  ),
  more: z.boolean().meta({ description: 'true：经过很长，只列出最新的部分' }),
  messages: z.array(MessageShown).meta({ description: '部门只看得到发给本部门的' }),
  allowed: Allowed,
});

export const readComplaint = route({
  method: 'GET',
  path: '/v1/complaints/{complaintId}',
  action: 'complaints:read',
  summary: '查看一件：内容、各项期限（即时计算）、经过、建议部门与疑似重复、消息送达情况、本人可做的操作',
  tag,
  params: byId,
  status: 200,
  answer: ComplaintShown,
  refusals: unknown,
  object: { type: 'complaint', id: 'complaintId' },
});

export const actOnComplaintRoute = route({
  method: 'POST',
  path: '/v1/complaints/{complaintId}/moves',
  action: 'complaints:act',
  summary: '办理一步：派单、签收、受理、退回、延期、答复、审核、督办、催办、并案、分案、回访等（须带 If-Match 与 Idempotency-Key）',
  tag,
  params: byId,
  body: ActBody,
  status: 200,
  answer: z.object({
    complaintId: z.string(),
    version: z.int(),
    state: CaseState,
    stateTitle: z.string(),
    due: Instant.optional(),
    allowed: Allowed,
    others: z.array(z.string()).meta({ description: '同时变动的其他件：并入的，或分出的' }),
  }),
  refusals: {
    ...unknown,
    'move-illegal': { status: 409, title: '现在不能做这一步' },
    'own-decision': { status: 403, title: '须由他人作出' },
    'too-many': { status: 409, title: '本件的这一操作已达次数上限' },
    designated: { status: 409, title: '已指定承办，不得退回' },
    'return-too-late': { status: 409, title: '已超过申请退回的期限' },
    'extension-too-late': { status: 409, title: '已超过申请延期的时间' },
    'extension-too-long': { status: 422, title: '不能延长这么久' },
    'owner-missing': { status: 422, title: '须写明应由哪个部门承办' },
    'owner-unfit': { status: 422, title: '承办部门不合适' },
    'ground-unfit': { status: 422, title: '理由、方式或结果不适用于本件' },
    'supervision-unknown': { status: 422, title: '没有这个督办' },
    'update-superseded': { status: 409, title: '已有更新的内容' },
    'merge-unfit': { status: 422, title: '不能这样并案' },
    'split-unfit': { status: 422, title: '不能这样分案' },
  },
  object: { type: 'complaint', id: 'complaintId' },
  creates: true,
  conditional: true,
});

export const listAlarms = route({
  method: 'GET',
  path: '/v1/complaint-alarms',
  action: 'complaints:read',
  summary: '时限提醒：临期、到期、逾期，从新到旧；部门看本部门的，受理台看应由其督促的，领导看升级到领导的',
  tag,
  query: PageQuery.extend({ department: DepartmentId.optional().meta({ description: '受理台与领导用：看该部门的' }) }),
  status: 200,
  answer: pageOf(SaidAlarm.extend({ clockTitle: z.string() })),
  refusals: {},
  object: { type: 'complaint-alarms' },
});

export const lookAtComplainant = route({
  method: 'POST',
  path: '/v1/complaints/{complaintId}/complainant',
  action: 'complainants:read',
  summary: '查看投诉人（须写明理由，每次查看都记入审计；工单中有举报的，受理台与承办人员都须有3级及以上数据权限）',
  tag,
  params: byId,
  body: z.object({ reason: z.string().trim().min(5).max(300).meta({ description: '为什么需要查看' }) }),
  status: 200,
  answer: SealedPerson,
  refusals: {
    ...unknown,
    'person-closed': { status: 403, title: '现在不能查看投诉人' },
    'person-missing': { status: 404, title: '上级没有提供投诉人' },
  },
  object: { type: 'complainant', id: 'complaintId' },
  sensitive: true,
  grants: true,
});

export const searchComplaints = route({
  method: 'POST',
  path: '/v1/complaint-searches',
  action: 'complainants:search',
  summary: '按投诉人的电话或证件号码查找其各件（号码不保存，每次查找都记入审计）',
  tag,
  body: z
    .object({
      telephone: z.string().min(7).max(40).optional(),
      certificateNumber: z.string().min(6).max(40).optional(),
      reason: z.string().trim().min(5).max(300),
    })
    .refine(({ telephone, certificateNumber }) => (telephone === undefined) !== (certificateNumber === undefined), {
      error: '请给出电话或证件号码之一',
    }),
  status: 200,
  answer: z.object({ items: z.array(EntryShown), all: z.boolean().meta({ description: 'false：只列出最近的100件' }) }),
  refusals: questionInvalid,
  object: { type: 'complainants' },
  sensitive: true,
  grants: true,
});

const Period = z.object({ from: z.iso.date(), to: z.iso.date() });
const periodInvalid = { 'period-invalid': { status: 400, title: '起止日期无效' } } as const;

const Rate = z.object({ of: z.int(), among: z.int(), rate: z.number().optional().meta({ description: 'among 为 0 时没有' }) });
export const Figures = z.object({
  received: z.int().meta({ description: '期间收到的件数，已剔除撤诉的，职业索赔人只计一件' }),
  excluded: z.object({ withdrawn: z.int(), professional: z.int() }),
  signedInTime: Rate.meta({ description: '及时签收率' }),
  endedInTime: Rate.meta({ description: '按时办结率' }),
  returned: Rate.meta({ description: '退回率' }),
  reopened: Rate.meta({ description: '重办率' }),
  contacted: Rate.meta({ description: '响应率：已联系，占有回访或评价的' }),
  resolved: Rate.meta({ description: '解决率：已解决，占回访或评价中答复是否解决的' }),
  satisfied: Rate.meta({ description: '满意率：非常满意、满意、基本满意，占有效评价；上级评价优先于本级回访' }),
  overdue: z.int().meta({ description: '至今未办结且已逾期' }),
});
export type Figures = z.infer<typeof Figures>;

export const readFigures = route({
  method: 'GET',
  path: '/v1/complaint-figures',
  action: 'complaint-figures:read',
  summary:
    '投诉举报指标（按收到日期，至多93天）：及时签收率、按时办结率、退回率、重办率、响应率、解决率、满意率，全区及各部门（转过手的件各算各的）',
  tag,
  query: Period,
  status: 200,
  answer: z.object({
    ...Period.shape,
    all: Figures,
    byDepartment: z.array(z.object({ department: DepartmentId, figures: Figures })),
    partial: z.boolean().meta({ description: 'true：件数过多，只统计了期间最早的一部分' }),
  }),
  refusals: periodInvalid,
  object: { type: 'complaint-figures', id: ['from', 'to'] },
});

export const readFacts = route({
  method: 'GET',
  path: '/v1/complaint-facts',
  action: 'complaint-facts:read',
  summary: '投诉事实（去标识化，供风险评分；只含投诉，已撤诉的标为 removed；一页可能不满，有 next 就还有）',
  tag,
  query: PageQuery.extend(Period.shape),
  status: 200,
  answer: pageOf(Fact),
  refusals: periodInvalid,
  object: { type: 'complaint-facts', id: ['from', 'to'] },
});

const BreachShown = z.object({
  clock: ClockName,
  title: z.string(),
  ruleId: z.string(),
  department: DepartmentId.optional(),
  due: Instant,
  workdaysOver: z.int(),
});

export const tryClockRules = route({
  method: 'POST',
  path: '/v1/complaint-clock-trials',
  action: 'complaint-figures:read',
  summary: '试算：若适用这些时限规则，期间收到的件中哪些会逾期（分页；与现行规则下的对照）',
  tag,
  body: Period.extend({ rules: ClockRules, cursor: z.string().max(2000).optional(), limit: z.int().min(1).max(100).default(100) }),
  status: 200,
  answer: pageOf(
    z.object({ complaintId: z.string(), upperId: z.string(), under: z.array(BreachShown), actual: z.array(BreachShown) }),
  ).extend({ looked: z.int().meta({ description: '本页试算的件数；只列出任一规则下逾期的' }) }),
  refusals: periodInvalid,
  object: { type: 'complaint-clock-trials' },
});

const rules = {
  tag,
  actions: { propose: 'complaint-rules:propose', read: 'complaint-rules:read', approve: 'complaint-rules:approve' },
} as const;
export const clockRuleRoutes = ruleRoutes({
  ...rules,
  path: 'complaint-clock-rules',
  type: 'clock-rules',
  name: '时限规则',
  content: ClockRules,
});
export const routingTableRoutes = ruleRoutes({
  ...rules,
  path: 'complaint-routing-tables',
  type: 'routing-table',
  name: '派单规则',
  content: RoutingTable,
});

export const complaintsRoutes: readonly Route[] = [
  listComplaints,
  readComplaint,
  actOnComplaintRoute,
  listAlarms,
  lookAtComplainant,
  searchComplaints,
  readFigures,
  readFacts,
  tryClockRules,
  ...Object.values(clockRuleRoutes),
  ...Object.values(routingTableRoutes),
];
