import * as z from 'zod';
import { DepartmentId } from '../../../shared/identity/principal.ts';
import { pageOf, PageQuery } from '../../../shared/runtime/paging.ts';
import { type Route, route } from '../../../shared/runtime/route.ts';
import { mostExamples } from '../../../shared/example/example-values.ts';
import { ResourceState } from '../grants/terms.ts';
import { ResourceId, ShareClass, Treatment } from '../sharing.ts';
import { SaidDescription } from './describe.ts';
import { CatalogueField, Description, Proposal, Quality, Resource } from './resource.ts';
import { ResourceMoved } from './resource-moved.ts';

const tag = '数据共享目录';
const byId = z.object({ resourceId: ResourceId });
const unknown = { 'resource-unknown': { status: 404, title: '没有这个数据资源，或尚未发布' } } as const;
const datasetUnknown = { 'dataset-unknown': { status: 404, title: '没有这个数据集的数据标准' } } as const;
const datasetNotYours = { 'dataset-not-yours': { status: 403, title: '本部门不报送该数据集，不能为它编目' } } as const;
const moving = {
  'move-illegal': { status: 409, title: '现在不能做这一步' },
  'own-decision': { status: 403, title: '须由他人作出' },
  'description-unfit': { status: 422, title: '条目内容不符合要求' },
  'lower-level-not-approved': { status: 422, title: '统计数据降级须明确同意' },
  'reason-missing': { status: 422, title: '须写明理由' },
} as const;
const Text = z.string().trim().min(1).max(1000);
const Instant = z.iso.datetime({ precision: 3 });

const MayHave = z.enum(['now', 'ask', 'no', 'own']).meta({
  description: 'now：无条件共享，提交申请即授权；ask：须申请并经审核；no：不能取得（理由见 why）；own：本部门的数据',
});

export const EntryShown = z.object({
  resourceId: ResourceId,
  kind: Resource.shape.kind,
  dataset: z.string(),
  department: DepartmentId,
  ...Description.pick({
    title: true,
    description: true,
    catalogueCode: true,
    shareClass: true,
    conditions: true,
    level: true,
    updateCycle: true,
  }).shape,
  shareClassTitle: z.string(),
  updateCycleTitle: z.string(),
  basis: z.object({ type: z.string(), typeTitle: z.string(), text: z.string() }).optional(),
  state: ResourceState,
  stateTitle: z.string(),
  publishedAt: Instant.optional(),
  mayHave: MayHave,
  why: z.string(),
});
export type EntryShown = z.infer<typeof EntryShown>;

const Allowed = z.array(z.object({ move: z.string(), title: z.string() })).meta({ description: '本人现在可以做的操作' });

export const ResourceShown = EntryShown.extend({
  version: z.int(),
  fields: z.array(
    CatalogueField.extend({ givenAs: z.array(Treatment).meta({ description: '授权最多可以怎样提供：明文、遮蔽、假名；4级只能以假名' }) }),
  ),
  statistics: Description.shape.statistics,
  freshness: z.object({
    loadedAt: Instant.optional().meta({ description: '最近一批数据可供共享的时间' }),
    rows: z.int().optional().meta({ description: '约有多少条' }),
    state: z.enum(['current', 'overdue', 'none', 'loading', 'stuck']).meta({
      description: '按更新周期：及时、逾期未更新、尚无数据；正在装载（装载完成前不提供）；停滞（新报送的数据未能装载，须由平台处理）',
    }),
  }),
  quality: Quality.optional().meta({ description: '最近一次报送的质量' }),
  proposed: Proposal.optional().meta({ description: '待审核的变更；本部门与数据主管部门可见' }),
  rejection: Resource.shape.rejection,
  due: Instant.optional().meta({ description: '审核或更新目录的最近期限' }),
  allowed: Allowed,
});

export const listSharedResources = route({
  method: 'GET',
  path: '/v1/shared-resources',
  action: 'shared-resources:read',
  summary: '查找可共享的数据：按文字、数据集、部门、共享类型；每条说明能否直接取得',
  tag,
  query: PageQuery.extend({
    q: z.string().trim().min(1).max(60).optional().meta({ description: '名称、说明、字段中含有的文字' }),
    dataset: z
      .string()
      .regex(/^[a-z][a-z0-9-]{2,40}$/)
      .optional(),
    department: DepartmentId.optional(),
    shareClass: ShareClass.optional(),
    state: ResourceState.optional().meta({ description: '未发布的只有本部门与数据主管部门可见' }),
  }),
  status: 200,
  answer: pageOf(EntryShown).meta({ description: '有 next 时还有更多；一页可能少于 limit' }),
  refusals: {},
  object: { type: 'shared-resources' },
});

export const readSharedResource = route({
  method: 'GET',
  path: '/v1/shared-resources/{resourceId}',
  action: 'shared-resources:read',
  summary: '查看数据资源：字段与级别、可怎样提供、条件或依据、更新周期与新鲜度、质量',
  tag,
  params: byId,
  status: 200,
  answer: ResourceShown,
  refusals: unknown,
  object: { type: 'resource', id: 'resourceId' },
});

export const readSampleRows = route({
  method: 'GET',
  path: '/v1/shared-resources/{resourceId}/sample',
  action: 'shared-resources:read',
  summary: '合成样例：形状与查询结果相同，按数据标准造出，不含任何真实数据',
  tag,
  params: byId,
  query: z.object({ rows: z.coerce.number().int().min(1).max(mostExamples).default(3) }),
  status: 200,
  answer: z.object({
    synthetic: z.literal(true),
    rows: z.array(z.object({ id: z.string(), values: z.record(z.string(), z.union([z.string(), z.array(z.string())])) })),
  }),
  refusals: unknown,
  object: { type: 'resource', id: 'resourceId' },
});

export const readResourceMoves = route({
  method: 'GET',
  path: '/v1/shared-resources/{resourceId}/moves',
  action: 'shared-resources:read',
  summary: '条目的经过，从新到旧；本部门与数据主管部门可见',
  tag,
  params: byId,
  status: 200,
  answer: z.object({ items: z.array(ResourceMoved.extend({ title: z.string() })) }),
  refusals: unknown,
  object: { type: 'resource', id: 'resourceId' },
});

export const readShareableDataset = route({
  method: 'GET',
  path: '/v1/shareable-datasets/{dataset}',
  action: 'shared-resources:keep',
  summary: '编目用：数据集的列、最低级别，以及本部门能否为它编目',
  tag,
  params: z.object({ dataset: z.string().max(41) }),
  status: 200,
  answer: z.object({
    dataset: z.string(),
    title: z.string(),
    contractVersion: z.int(),
    resourceId: z.string().meta({ description: '本部门该数据集的资源编号' }),
    mayCatalogue: z.boolean(),
    fields: z.array(CatalogueField),
  }),
  refusals: datasetUnknown,
  object: { type: 'dataset', id: 'dataset' },
});

export const createSharedResource = route({
  method: 'POST',
  path: '/v1/shared-resources',
  action: 'shared-resources:keep',
  summary: '编目：为本部门报送的数据集建条目（明细，或写明统计口径的统计数据）',
  tag,
  body: SaidDescription.extend({
    dataset: z.string().max(41),
    statisticsName: z
      .string()
      .regex(/^[a-z][a-z0-9-]{1,30}$/, '由小写字母、数字和连字符组成')
      .optional()
      .meta({ description: '统计数据的英文短名，成为编号的末段；明细不填' }),
    text: Text.optional(),
  }),
  status: 201,
  answer: ResourceShown,
  refusals: { ...moving, ...datasetUnknown, ...datasetNotYours },
  object: { type: 'resource' },
  creates: true,
});

export const changeSharedResource = route({
  method: 'PUT',
  path: '/v1/shared-resources/{resourceId}',
  action: 'shared-resources:keep',
  summary: '修改条目（整体替换）。已发布的：加严的部分立即生效，其余须审核，审核前按原内容共享',
  tag,
  params: byId,
  body: SaidDescription.extend({ text: Text.optional() }),
  status: 200,
  answer: ResourceShown,
  refusals: { ...unknown, ...moving, ...datasetUnknown },
  object: { type: 'resource', id: 'resourceId' },
  conditional: true,
});

export const moveSharedResource = route({
  method: 'POST',
  path: '/v1/shared-resources/{resourceId}/moves',
  action: 'shared-resources:keep',
  summary: '数据管理员：提交发布、申请撤销、撤回变更、删除',
  tag,
  params: byId,
  body: z.object({ move: z.enum(['submit', 'ask-withdrawal', 'drop-change', 'delete']), text: Text.optional() }),
  status: 200,
  answer: ResourceShown,
  refusals: { ...unknown, ...moving },
  object: { type: 'resource', id: 'resourceId' },
  conditional: true,
  creates: true,
});

export const reviewSharedResource = route({
  method: 'POST',
  path: '/v1/shared-resources/{resourceId}/reviews',
  action: 'shared-resources:review',
  summary: '数据主管部门审核：发布、变更、撤销，同意或驳回（驳回须写明理由；编目、修改或提交过本条目的人不得审核）',
  tag,
  params: byId,
  body: z.object({
    move: z.enum(['publish', 'reject', 'approve-change', 'reject-change', 'withdraw', 'reject-withdrawal']),
    text: Text.optional(),
    approveLowerLevel: z.literal(true).optional().meta({ description: '统计数据级别低于其字段时，须明确同意' }),
  }),
  status: 200,
  answer: ResourceShown,
  refusals: { ...unknown, ...moving },
  object: { type: 'resource', id: 'resourceId' },
  conditional: true,
  creates: true,
});

export const catalogueRoutes: readonly Route[] = [
  listSharedResources,
  readSharedResource,
  readSampleRows,
  readResourceMoves,
  readShareableDataset,
  createSharedResource,
  changeSharedResource,
  moveSharedResource,
  reviewSharedResource,
];
