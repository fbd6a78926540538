import * as z from 'zod';
import { DepartmentId } from '../../../shared/identity/principal.ts';
import { pageOf, PageQuery } from '../../../shared/runtime/paging.ts';
import { type Route, route } from '../../../shared/runtime/route.ts';
import { GrantId } from '../sharing.ts';
import { Grant, GrantEntry } from './grant.ts';
import { GrantAlert } from './grant-alert.ts';
import { GrantActBody, MadeGrantAct } from './grant-moves.ts';
import { GrantState, Use } from './terms.ts';

const tag = '数据授权';
const byId = z.object({ grantId: GrantId });
const unknown = { 'grant-unknown': { status: 404, title: '没有这项授权，或与本部门无关' } } as const;

const EntryShown = GrantEntry.extend({ stateTitle: z.string() });
const UseShown = Use.pick({ day: true, rows: true, calls: true, refused: true });
const Allowed = z.array(z.object({ move: z.string(), title: z.string() })).meta({ description: '本人现在可以做的操作' });

export const listGrants = route({
  method: 'GET',
  path: '/v1/grants',
  action: 'grants:read',
  summary: '授权列表：本部门持有的（held），或本部门数据上的（given）；数据主管部门与领导可看任一部门的，或按状态看全部（到期近的在前）',
  tag,
  query: PageQuery.extend({
    side: z.enum(['held', 'given']).default('held'),
    department: DepartmentId.optional(),
    state: GrantState.optional().meta({ description: '数据主管部门与领导用：按状态看全部' }),
  }),
  status: 200,
  answer: pageOf(EntryShown),
  refusals: { 'question-invalid': { status: 400, title: '查询条件无效' } },
  object: { type: 'grants' },
});

export const readGrant = route({
  method: 'GET',
  path: '/v1/grants/{grantId}',
  action: 'grants:read',
  summary: '查看授权：范围、期限、配额、审批人、经过、今日用量、本人可做的操作',
  tag,
  params: byId,
  status: 200,
  answer: z.object({
    grant: Grant.omit({ move: true }),
    stateTitle: z.string(),
    outdated: z.string().optional().meta({ description: '数据资源已变更，原授权不再适用的原因' }),
    history: z.array(
      z.object({
        number: z.int(),
        at: z.iso.datetime(),
        by: z.string(),
        department: z.string().optional(),
        title: z.string(),
        stateTitle: z.string(),
        act: MadeGrantAct,
      }),
    ),
    today: UseShown,
    allowed: Allowed,
  }),
  refusals: unknown,
  object: { type: 'grant', id: 'grantId' },
});

export const readGrantUse = route({
  method: 'GET',
  path: '/v1/grants/{grantId}/use',
  action: 'grants:read',
  summary: '授权的每日用量，从新到旧：条数、调用次数、因配额用完而拒绝的次数',
  tag,
  params: byId,
  query: PageQuery,
  status: 200,
  answer: pageOf(UseShown),
  refusals: unknown,
  object: { type: 'grant', id: 'grantId' },
});

export const moveGrant = route({
  method: 'POST',
  path: '/v1/grants/{grantId}/moves',
  action: 'grants:act',
  summary: '暂停、恢复、缩小范围、延期、复核、撤销或交还授权，自下一次读取起生效（须带 If-Match 与 Idempotency-Key）',
  tag,
  params: byId,
  body: GrantActBody,
  status: 200,
  answer: z.object({ grantId: GrantId, version: z.int(), state: GrantState, stateTitle: z.string(), until: z.string(), allowed: Allowed }),
  refusals: {
    ...unknown,
    'move-illegal': { status: 409, title: '现在不能做这一步' },
    'not-your-part': { status: 403, title: '这一步不由本人或本部门作出' },
    'own-decision': { status: 403, title: '须由他人作出' },
    'not-narrower': { status: 422, title: '不是缩小范围' },
    'renewal-unfit': { status: 422, title: '延期的时间不合适' },
    'signature-needed': { status: 409, title: '三级及以上数据，须由本部门分管负责人和数据安全员两人先会签' },
    'review-unfit': { status: 422, title: '复核日期不合适' },
    'resource-disallows': { status: 409, title: '数据资源已变更，原授权不再适用' },
  },
  object: { type: 'grant', id: 'grantId' },
  creates: true,
  conditional: true,
});

export const listGrantAlerts = route({
  method: 'GET',
  path: '/v1/grant-alerts',
  action: 'grants:read',
  summary: '授权提醒，从新到旧：配额将尽、超量使用、用量异常、久未使用、临近复核或到期、自动暂停',
  tag,
  query: PageQuery.extend({ department: DepartmentId.optional().meta({ description: '数据主管部门与领导用：看该部门的' }) }),
  status: 200,
  answer: pageOf(GrantAlert.extend({ kindTitle: z.string() })),
  refusals: {},
  object: { type: 'grant-alerts' },
});

export const grantsRoutes: readonly Route[] = [listGrants, readGrant, readGrantUse, moveGrant, listGrantAlerts];
