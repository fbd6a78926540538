import * as z from 'zod';
import { type Route, route } from '../../../shared/runtime/route.ts';
import { gateRefusals } from '../grants/gate.ts';
import { FieldName, GrantId, RowFilters } from '../sharing.ts';

export const RowsPage = z.object({
  grantId: GrantId,
  asOf: z
    .object({ snapshot: z.string(), at: z.iso.datetime({ precision: 3 }) })
    .meta({ description: '数据截至哪一次报送；同一次翻页始终读同一份快照，其后报送的数据从下一次查询起可见' }),
  rows: z.array(
    z.object({
      id: z.string().meta({ description: '本授权专用的行标识：同一条记录始终相同，与其他授权的标识无法对照' }),
      values: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
    }),
  ),
  next: z.string().optional().meta({ description: '翻页标记；没有即已读完。一页可能少于 limit 条，甚至为空，以有无 next 为准' }),
});
export type RowsPage = z.infer<typeof RowsPage>;

export const queryRows = route({
  method: 'POST',
  path: '/v1/grants/{grantId}/queries',
  action: 'shared-data:read',
  summary: '按授权读取数据：一页一页地读，可选字段、可加条件；查询内容在请求正文中，不进入访问日志',
  tag: '共享数据',
  params: z.object({ grantId: GrantId }),
  body: z.object({
    fields: z.array(FieldName).min(1).max(300).optional().meta({ description: '只要这些字段；不写则为授权的全部字段' }),
    where: RowFilters.default([]).meta({
      description:
        '同时满足的条件：{"field":…,"is":[…]} 或 {"field":…,"from":…,"to":…}（按文本比较，含两端）；只能用以明文或假名授权的字段',
    }),
    limit: z.int().min(1).max(1000).default(100),
    cursor: z.string().max(2000).optional().meta({ description: '上一页返回的 next，原样带回，其他内容与第一页相同' }),
  }),
  status: 200,
  answer: RowsPage,
  refusals: {
    ...gateRefusals,
    'nothing-loaded': { status: 409, title: '这项数据还没有可以提供的内容' },
    'cursor-too-old': { status: 410, title: '翻页标记已过期，请从第一页重新查询' },
    'cursor-of-other-question': { status: 400, title: '翻页标记属于另一个查询，请带回与第一页相同的字段和条件' },
  },
  object: { type: 'grant', id: 'grantId' },
  sensitive: true,
  grants: true,
});

export const deliveryRoutes: readonly Route[] = [queryRows];
