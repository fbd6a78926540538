import * as z from 'zod';
import { pageOf, PageQuery } from '../../../shared/runtime/paging.ts';
import { type Route, route } from '../../../shared/runtime/route.ts';
import { gateRefusals } from '../grants/gate.ts';
import { ExportId, FieldName, GrantId, RowFilters } from '../sharing.ts';
import { Export, type ExportState } from './export.ts';
import { FormatName } from './formats/formats.ts';
import { SignedManifest } from './manifest.ts';

const tag = '数据共享·文件';
const byId = z.object({ exportId: ExportId });
const byGrant = z.object({ grantId: GrantId });
const unknown = { 'export-unknown': { status: 404, title: '没有这次导出，或本部门无权查看' } } as const;

export const stateTitles: Readonly<Record<ExportState, string>> = {
  waiting: '排队中',
  writing: '生成中',
  ready: '可下载',
  void: '已作废',
  failed: '未能生成',
  expired: '已过期删除',
};

export const ExportShown = Export.pick({
  exportId: true,
  grantId: true,
  resourceId: true,
  holder: true,
  owner: true,
  state: true,
  format: true,
  columns: true,
  filters: true,
  asOf: true,
  orderedAt: true,
  deadline: true,
  readyAt: true,
  because: true,
  rows: true,
  bytes: true,
}).extend({
  stateTitle: z.string(),
  snapshot: z.string().meta({ description: '数据快照：同一快照、同一授权、同一问题得到同一次导出，文件逐字节相同' }),
  orderedBy: z.string(),
  keptUntil: Export.shape.keptUntil.meta({ description: '此后文件删除，可以重新导出' }),
  rowsRead: Export.shape.rowsRead.meta({ description: '作废时已经读出的条数（已计入用量，没有交付）' }),
  files: z
    .array(z.object({ n: z.int(), name: z.string(), rows: z.int(), bytes: z.int(), sha256: z.string() }))
    .meta({ description: '已生成的文件；下载另取链接' }),
  filesWanted: z.int().meta({ description: '共有几个文件' }),
});
export type ExportShown = z.infer<typeof ExportShown>;
/** As lists show it: what is long stands with the export itself. */
const ExportEntry = ExportShown.omit({ columns: true, filters: true, files: true });

export const orderExport = route({
  method: 'POST',
  path: '/v1/grants/{grantId}/exports',
  action: 'shared-data:read',
  summary: '按授权导出文件（排队生成）；同一快照上同样的导出再次申请，得到同一次导出',
  tag,
  params: byGrant,
  body: z.object({
    format: FormatName,
    fields: z.array(FieldName).min(1).max(300).optional().meta({ description: '不填为授权的全部字段' }),
    filters: RowFilters.default([]),
  }),
  status: 202,
  answer: ExportShown,
  refusals: {
    ...gateRefusals,
    'nothing-loaded': { status: 409, title: '这项数据还没有可以提供的内容' },
    'more-than-quota': { status: 422, title: '条数超过授权的每日限额，须加筛选条件' },
    'too-many-exports': { status: 429, title: '本部门还有导出没有完成，请待其完成后再申请' },
    'too-many-today': { status: 429, title: '本部门今日申请的导出已达上限，零点（北京时间）起重新计算' },
    'export-clearing': { status: 409, title: '上一次同样的导出正在清理，请稍后再试' },
    'statistics-whole': { status: 422, title: '统计数据只能整体导出' },
  },
  object: { type: 'grant', id: 'grantId' },
  creates: true,
  grants: true,
  sensitive: true,
});

export const listExports = route({
  method: 'GET',
  path: '/v1/grants/{grantId}/exports',
  action: 'grants:read',
  summary: '某项授权的历次导出，从新到旧（持有部门与提供部门都能看到；不含下载链接）',
  tag,
  params: byGrant,
  query: PageQuery,
  status: 200,
  answer: pageOf(ExportEntry),
  refusals: { 'grant-unknown': gateRefusals['grant-unknown'] },
  object: { type: 'grant-exports', id: 'grantId' },
});

export const readExport = route({
  method: 'GET',
  path: '/v1/exports/{exportId}',
  action: 'grants:read',
  summary: '查看一次导出：进度、条数、各文件的大小与摘要；作废的写明原因和已读出的条数',
  tag,
  params: byId,
  status: 200,
  answer: ExportShown,
  refusals: unknown,
  object: { type: 'export', id: 'exportId' },
});

export const readManifest = route({
  method: 'GET',
  path: '/v1/exports/{exportId}/manifest',
  action: 'grants:read',
  summary: '导出清单及签名：text 是被签名的原文，用公钥和 SHA-256 核对（见 /v1/export-signing-key）',
  tag,
  params: byId,
  status: 200,
  answer: SignedManifest,
  refusals: { ...unknown, 'export-not-ready': { status: 409, title: '文件还没有全部生成' } },
  object: { type: 'export-manifest', id: 'exportId' },
});

export const linkToFile = route({
  method: 'POST',
  path: '/v1/exports/{exportId}/files/{n}/link',
  action: 'shared-data:read',
  summary: '取一个文件的下载链接：几分钟内有效，不超过授权期；授权暂停、撤销后链接随文件一起失效',
  tag,
  params: byId.extend({ n: z.coerce.number().int().min(1).max(9999) }),
  status: 200,
  answer: z.object({ url: z.string(), expiresAt: z.iso.datetime({ precision: 3 }), name: z.string(), sha256: z.string() }),
  refusals: {
    ...gateRefusals,
    ...unknown,
    'export-not-ready': { status: 409, title: '文件还没有全部生成' },
    'export-ended': { status: 410, title: '文件已作废或过期' },
    'file-unknown': { status: 404, title: '没有这个文件' },
    'grant-narrowed': { status: 410, title: '授权或数据资源已变更，文件不再适用' },
  },
  object: { type: 'export', id: ['exportId', 'n'] },
  grants: true,
  sensitive: true,
});

export const readSigningKey = route({
  method: 'GET',
  path: '/v1/export-signing-key',
  action: 'public',
  summary: '核对导出清单签名的公钥（PEM，公开）：ECDSA P-256，SHA-256',
  tag,
  status: 200,
  answer: z.object({ algorithm: z.literal('ECDSA_SHA_256'), pem: z.string() }),
  refusals: {},
  object: { type: 'export-signing-key' },
});

export const traceMarks = route({
  method: 'POST',
  path: '/v1/shared-data/trace',
  action: 'shared-data:trace',
  summary: '溯源：从疑似泄露的文本中找出水印，说明出自哪次导出、哪项授权，水印是真是伪',
  tag,
  body: z.object({ lines: z.array(z.string().max(10_000)).min(1).max(1000) }),
  status: 200,
  answer: z.object({
    items: z.array(
      Export.pick({
        exportId: true,
        grantId: true,
        resourceId: true,
        holder: true,
        owner: true,
        orderedAt: true,
        asOf: true,
        format: true,
      }).extend({
        orderedBy: z.string(),
        marks: z.int().meta({ description: '找到的不同水印数' }),
        genuine: z.int().meta({ description: '其中由本系统生成的；其余是伪造或损坏的' }),
      }),
    ),
    unknown: z.int().meta({ description: '形似水印，但没有这次导出，或与本部门无关' }),
    more: z.boolean().meta({ description: 'true：涉及的导出过多，只查了最先出现的一部分' }),
  }),
  refusals: {},
  object: { type: 'shared-data-trace' },
  grants: true,
});

export const exportsRoutes: readonly Route[] = [orderExport, listExports, readExport, readManifest, linkToFile, readSigningKey, traceMarks];
