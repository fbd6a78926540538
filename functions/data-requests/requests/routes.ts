import * as z from 'zod';
import { DepartmentId } from '../../../shared/identity/principal.ts';
import { pageOf, PageQuery } from '../../../shared/runtime/paging.ts';
import { type Route, route } from '../../../shared/runtime/route.ts';
import { ruleRoutes } from '../../../shared/runtime/rule-routes.ts';
import { ClockRule, ClockRules } from '../clocks/clock-rules.ts';
import { SaidAlarm } from '../clocks/said-alarm.ts';
import { RequestId } from '../sharing.ts';
import { Delegation, DelegatedRole, DelegationId } from './delegation.ts';
import { Mark, RequestForm, RequestMove, RequestState, UseRequest } from './request.ts';
import { RequestEntry } from './request-entry.ts';
import { cityStates, MadeRequestAct, RequestActBody } from './request-moves.ts';

const tag = '数据使用申请';
const byId = z.object({ requestId: RequestId });
const Instant = z.iso.datetime({ precision: 3 });
const unknown = { 'request-unknown': { status: 404, title: '没有这个申请，或本人无权查看' } } as const;
const unfit = {
  'own-data': { status: 422, title: '本部门的数据无须申请' },
  'resource-not-shared': { status: 409, title: '该数据资源现在不能申请' },
} as const;

export const RequestEntryShown = RequestEntry.extend({ stateTitle: z.string(), overdue: z.boolean() });
const Allowed = z.array(z.object({ move: RequestMove, title: z.string() })).meta({ description: '本人现在可以做的操作' });
const Fault = z.object({ path: z.string(), message: z.string() });

export const createRequest = route({
  method: 'POST',
  path: '/v1/data-requests',
  action: 'data-requests:apply',
  summary: '新建数据使用申请（草稿；可以不填全，提交时一次性告知缺什么）',
  tag,
  body: RequestForm,
  status: 201,
  answer: z.object({
    requestId: z.string(),
    version: z.int(),
    missing: z.array(Fault).meta({ description: '提交前还要补齐或改正的全部内容' }),
  }),
  refusals: {
    ...unfit,
    'resource-unknown': { status: 404, title: '没有这个数据资源' },
    'too-many-open': { status: 409, title: '本部门未办结的申请过多' },
  },
  object: { type: 'request' },
  creates: true,
});

export const changeRequest = route({
  method: 'PUT',
  path: '/v1/data-requests/{requestId}',
  action: 'data-requests:apply',
  summary: '修改草稿（须带 If-Match）',
  tag,
  params: byId,
  body: RequestForm,
  status: 200,
  answer: z.object({ requestId: z.string(), version: z.int(), missing: z.array(Fault) }),
  refusals: {
    ...unknown,
    ...unfit,
    'move-illegal': { status: 409, title: '现在不能修改' },
    'own-request': { status: 403, title: '须由申请部门修改' },
    'same-person': { status: 403, title: '须由他人办理' },
    'too-many': { status: 409, title: '修改次数已达上限' },
    'resource-changed': { status: 409, title: '数据资源已变化' },
    'form-incomplete': { status: 422, title: '申请内容不完整' },
    'decision-unfit': { status: 422, title: '不能这样修改' },
    'already-signed': { status: 409, title: '已会签' },
    'extension-unfit': { status: 409, title: '不能延长' },
  },
  object: { type: 'request', id: 'requestId' },
  conditional: true,
});

export const actOnRequestRoute = route({
  method: 'POST',
  path: '/v1/data-requests/{requestId}/moves',
  action: 'data-requests:act',
  summary: '办理一步：提交、补正、审查、转交、同意、会签、不予同意、延期、争议、撤回（须带 If-Match 与 Idempotency-Key）',
  tag,
  params: byId,
  body: RequestActBody,
  status: 200,
  answer: z.object({
    requestId: z.string(),
    version: z.int(),
    state: RequestState,
    stateTitle: z.string(),
    grantId: z.string().optional(),
    allowed: Allowed,
  }),
  refusals: {
    ...unknown,
    ...unfit,
    'move-illegal': { status: 409, title: '现在不能做这一步' },
    'own-request': { status: 403, title: '申请一方或提供一方的人员不能办理这一步' },
    'same-person': { status: 403, title: '须由他人办理' },
    'too-many': { status: 409, title: '这一操作已达次数上限' },
    'resource-changed': { status: 409, title: '数据资源已变化，须重新审查' },
    'form-incomplete': { status: 422, title: '申请内容不完整，请一次补齐' },
    'decision-unfit': { status: 422, title: '决定不能宽于申请或数据资源所允许的' },
    'already-signed': { status: 409, title: '本环节已会签' },
    'extension-unfit': { status: 409, title: '不能这样延长' },
  },
  object: { type: 'request', id: 'requestId' },
  creates: true,
  conditional: true,
});

export const listRequests = route({
  method: 'GET',
  path: '/v1/data-requests',
  action: 'data-requests:read',
  summary: '申请列表：本部门提出的、待本部门审查的、待会签的、已审查的；数据局与领导按状态查看。待办的按期限排序，其余从新到旧',
  tag,
  query: PageQuery.extend({
    box: z.enum(['asked', 'to-review', 'to-sign', 'done']).default('asked'),
    state: RequestState.optional().meta({ description: '数据局与领导用；不填为 submitted（待符合性审查）' }),
    department: DepartmentId.optional().meta({ description: '数据局与领导用：看该部门的' }),
  }),
  status: 200,
  answer: pageOf(RequestEntryShown),
  refusals: { 'question-invalid': { status: 400, title: '查询条件无效' } },
  object: { type: 'requests' },
});

export const readRequest = route({
  method: 'GET',
  path: '/v1/data-requests/{requestId}',
  action: 'data-requests:read',
  summary: '查看申请：内容、各项期限（即时计算）、经过、决定、本人可做的操作；申请部门看不到审查方的内部意见',
  tag,
  params: byId,
  status: 200,
  answer: z.object({
    request: UseRequest.omit({ marks: true, move: true }),
    stateTitle: z.string(),
    cityState: z
      .enum(Object.keys(cityStates) as [keyof typeof cityStates, ...(keyof typeof cityStates)[]])
      .meta({ description: '市级平台的申请状态' }),
    clocks: z.array(
      z.object({
        name: ClockRule.shape.clock,
        title: z.string(),
        ruleId: z.string(),
        lawRef: z.string(),
        department: z.string().optional(),
        startedAt: Instant,
        due: Instant.meta({ description: '届满：此刻起即为逾期' }),
        provisional: z.boolean().meta({ description: '期限跨到放假安排尚未公布的年份，公布后会重新计算' }),
        pauses: z.array(z.object({ from: Instant, to: Instant.optional() })),
        stoppedAt: Instant.optional(),
        extended: z.int(),
        overdue: z.boolean(),
      }),
    ),
    history: z.array(Mark.extend({ title: z.string(), act: MadeRequestAct.optional() })),
    missing: z.array(Fault).meta({ description: '草稿或待补正时：还要补齐或改正的全部内容' }),
    allowed: Allowed,
  }),
  refusals: unknown,
  object: { type: 'request', id: 'requestId' },
});

export const createDelegation = route({
  method: 'POST',
  path: '/v1/data-delegations',
  action: 'delegations:keep',
  summary: '委托代理：把本人的审查职责在一段时间内委托给本部门另一人（不得转委托；代理人与委托人算同一人）',
  tag,
  body: Delegation.pick({ role: true, to: true, begins: true, ends: true }).extend({ reason: z.string().trim().min(2).max(300) }),
  status: 201,
  answer: Delegation.omit({ move: true }),
  refusals: { 'delegation-unfit': { status: 422, title: '不能这样委托' } },
  object: { type: 'delegation' },
  creates: true,
});

export const endDelegation = route({
  method: 'PUT',
  path: '/v1/data-delegations/{delegationId}/end',
  action: 'delegations:keep',
  summary: '结束委托：委托人本人，或本部门分管负责人（须带 If-Match）',
  tag,
  params: z.object({ delegationId: DelegationId }),
  status: 200,
  answer: Delegation.omit({ move: true }),
  refusals: {
    'delegation-unknown': { status: 404, title: '没有这项委托，或不能由本人结束' },
    'already-ended': { status: 409, title: '委托已结束' },
  },
  object: { type: 'delegation', id: 'delegationId' },
  conditional: true,
});

export const listDelegations = route({
  method: 'GET',
  path: '/v1/data-delegations',
  action: 'delegations:read',
  summary: '本部门的委托；数据局可看各部门的',
  tag,
  query: z.object({ department: DepartmentId.optional(), role: DelegatedRole.optional() }),
  status: 200,
  answer: z.object({ items: z.array(Delegation.omit({ move: true }).extend({ active: z.boolean() })) }),
  refusals: {},
  object: { type: 'delegations', id: 'department' },
});

export const listDataRequestAlarms = route({
  method: 'GET',
  path: '/v1/data-request-alarms',
  action: 'data-requests:read',
  summary: '时限提醒：临期、到期、逾期，从新到旧；部门看本部门的，数据局看应由其督促的，领导看升级到领导的',
  tag,
  query: PageQuery.extend({ department: DepartmentId.optional().meta({ description: '数据局与领导用：看该部门的' }) }),
  status: 200,
  answer: pageOf(SaidAlarm.extend({ clockTitle: z.string() })),
  refusals: {},
  object: { type: 'data-request-alarms' },
});

export const dataRequestRuleRoutes = ruleRoutes({
  path: 'data-request-rules',
  type: 'clock-rules',
  name: '数据使用申请的时限规则',
  tag,
  content: ClockRules,
  actions: { propose: 'data-request-rules:propose', read: 'data-request-rules:read', approve: 'data-request-rules:approve' },
});

export const requestsRoutes: readonly Route[] = [
  createRequest,
  changeRequest,
  actOnRequestRoute,
  listRequests,
  readRequest,
  createDelegation,
  endDelegation,
  listDelegations,
  listDataRequestAlarms,
  ...Object.values(dataRequestRuleRoutes),
];
