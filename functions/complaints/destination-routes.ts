import * as z from 'zod';
import { pageOf, PageQuery } from '../../shared/runtime/paging.ts';
import { type Route, route } from '../../shared/runtime/route.ts';
import { DestinationAlarm, DestinationId, Health } from './destination.ts';
import { Outgoing } from './outgoing.ts';
import { Reconciliation } from './reconciliation.ts';

const tag = '投诉举报：对外报送';
const params = z.object({ destination: DestinationId.meta({ description: 'd- 部门（部门自己的系统）；c- 上级平台' }) });
const refusals = { 'destination-unknown': { status: 404, title: '没有登记这个对象' } } as const;

const upper = {
  requesterId: z.string().min(1).max(100).meta({ description: '本系统在上级平台的请求方标识（rid）' }),
  serviceId: z.string().min(1).max(100).meta({ description: '所调用服务的标识（sid）' }),
  secretUrl: z.url().meta({ description: '换取工作密钥的地址' }),
  reconcileUrl: z.url().meta({ description: '每日对账的地址' }),
  callerId: z.string().min(1).max(100).meta({ description: '上级平台调用本系统时的请求方标识' }),
  callerServiceId: z.string().min(1).max(100).meta({ description: '上级平台调用本系统时的服务标识' }),
};
const settings = { url: z.url().meta({ description: '接收地址，https' }), upper: z.object(upper).optional() };

const HealthShown = Health.pick({
  failures: true,
  failingSince: true,
  lastCause: true,
  lastSuccessAt: true,
  openUntil: true,
  alarms: true,
}).extend({
  waiting: z.int().meta({ description: '等待送达的消息数，最多数到 1000' }),
  setAside: z.int().meta({ description: '多次未被接受而搁置的消息数，最多数到 1000；处理原因后重投' }),
});

export const DestinationShown = z.object({
  destination: DestinationId,
  version: z.int().meta({ description: '0：尚未生效' }),
  ...z.object(settings).partial().shape,
  paused: z.boolean(),
  health: HealthShown.meta({ description: 'failures 连续失败次数；openUntil 此前暂停发送，到时试探一条' }),
  proposal: z
    .object({
      tag: z.string().meta({ description: '批准时作为 If-Match' }),
      ...settings,
      secretChanged: z.boolean(),
      by: z.string(),
      at: z.string(),
      reason: z.string(),
    })
    .optional()
    .meta({ description: '待安全管理员批准的内容' }),
});
export type DestinationShown = z.infer<typeof DestinationShown>;

export const listDestinations = route({
  method: 'GET',
  path: '/v1/complaint-destinations',
  action: 'complaint-destinations:read',
  summary: '查看报送对象及其状况（连续失败次数、起始时间、最近原因、等待与搁置的消息数）',
  tag,
  status: 200,
  answer: z.object({ items: z.array(DestinationShown) }),
  refusals: {},
  object: { type: 'destination' },
});

export const readDestination = route({
  method: 'GET',
  path: '/v1/complaint-destinations/{destination}',
  action: 'complaint-destinations:read',
  summary: '查看一个报送对象',
  tag,
  params,
  status: 200,
  answer: DestinationShown,
  refusals,
  object: { type: 'destination', id: 'destination' },
});

export const setDestination = route({
  method: 'PUT',
  path: '/v1/complaint-destinations/{destination}',
  action: 'complaint-destinations:keep',
  summary: '登记或修改报送对象（密钥只写不读；由安全管理员批准后生效；If-Match 为当前版本，尚未登记时为 0）',
  tag,
  params,
  body: z.object({
    ...settings,
    secret: z
      .string()
      .min(16)
      .max(200)
      .optional()
      .meta({ description: '部门：Standard Webhooks 密钥（whsec_…）；上级平台：本系统的长期密钥。不填则沿用' }),
    callerKey: z.string().min(16).max(200).optional().meta({ description: '上级平台调用本系统时的长期密钥。不填则沿用' }),
    reason: z.string().min(2).max(300),
  }),
  status: 202,
  answer: DestinationShown,
  refusals: {
    'url-not-allowed': { status: 422, title: '地址不符合要求' },
    'destination-incomplete': { status: 422, title: '登记内容不完整' },
  },
  object: { type: 'destination', id: 'destination' },
  conditional: true,
});

export const approveDestination = route({
  method: 'PUT',
  path: '/v1/complaint-destinations/{destination}/approval',
  action: 'complaint-destinations:approve',
  summary: '批准报送对象的登记或修改（If-Match 为待批准内容的 tag；登记人不得批准）',
  tag,
  params,
  status: 200,
  answer: DestinationShown,
  refusals: { ...refusals, 'own-proposal': { status: 403, title: '不得批准本人登记的内容' } },
  object: { type: 'destination', id: 'destination' },
  conditional: true,
});

export const pauseDestination = route({
  method: 'PUT',
  path: '/v1/complaint-destinations/{destination}/paused',
  action: 'complaint-destinations:keep',
  summary: '暂停或恢复报送（暂停期间消息保留）',
  tag,
  params,
  body: z.object({ paused: z.boolean(), reason: z.string().min(2).max(300) }),
  status: 200,
  answer: DestinationShown,
  refusals,
  object: { type: 'destination', id: 'destination' },
  conditional: true,
});

const SetAside = Outgoing.pick({
  messageId: true,
  complaintId: true,
  sequence: true,
  kind: true,
  queuedAt: true,
  attempts: true,
  lastCause: true,
});

export const listSetAside = route({
  method: 'GET',
  path: '/v1/complaint-destinations/{destination}/set-aside',
  action: 'complaint-destinations:read',
  summary: '查看搁置的消息及原因（behind-set-aside：同一件中排在它前面的消息被搁置）',
  tag,
  params,
  query: PageQuery,
  status: 200,
  answer: pageOf(SetAside),
  refusals: {},
  object: { type: 'destination', id: 'destination' },
});

export const redriveDestination = route({
  method: 'POST',
  path: '/v1/complaint-destinations/{destination}/redrive',
  action: 'complaint-messages:redrive',
  summary: '重投搁置的消息（编号不变，对方按编号去重）',
  tag,
  params,
  status: 200,
  answer: z.object({ redriven: z.int(), more: z.boolean().meta({ description: 'true：还有，请再次重投' }) }),
  refusals,
  object: { type: 'destination', id: 'destination' },
  grants: true,
});

export const listDestinationAlarms = route({
  method: 'GET',
  path: '/v1/complaint-destination-alarms',
  action: 'complaint-destinations:read',
  summary: '查看报送告警（从新到旧；同一故障按时间表重复告警，不按失败次数）',
  tag,
  query: PageQuery,
  status: 200,
  answer: pageOf(DestinationAlarm),
  refusals: {},
  object: { type: 'destination-alarm' },
});

export const listReconciliations = route({
  method: 'GET',
  path: '/v1/complaint-reconciliations',
  action: 'complaint-reconciliations:read',
  summary: '查看与上级平台的每日对账（从新到旧）',
  tag,
  query: PageQuery,
  status: 200,
  answer: pageOf(Reconciliation),
  refusals: {},
  object: { type: 'reconciliation' },
});

export const destinationRoutes: readonly Route[] = [
  listDestinations,
  readDestination,
  setDestination,
  approveDestination,
  pauseDestination,
  listSetAside,
  redriveDestination,
  listDestinationAlarms,
  listReconciliations,
];
