import * as z from 'zod';
import { AuditEvent } from '../../shared/audit/audit-event.ts';
import { pageOf, PageQuery } from '../../shared/runtime/paging.ts';
import { type Route, route } from '../../shared/runtime/route.ts';

export const AuditQuestion = PageQuery.extend({
  from: z.iso.datetime({ offset: true, error: '应为带时区的时间，如 2026-11-23T00:00:00+08:00' }).optional(),
  to: z.iso.datetime({ offset: true, error: '应为带时区的时间，如 2026-11-24T00:00:00+08:00' }).optional(),
  actor: z.string().min(1).max(200).optional(),
  object: z
    .string()
    .regex(/^[a-z-]+:.+$/, '应为 类型:编号，如 upload:u-…')
    .max(340)
    .optional(),
});
export type AuditQuestion = z.infer<typeof AuditQuestion>;

export const listAuditEvents = route({
  method: 'GET',
  path: '/v1/audit-events',
  action: 'audit:read',
  summary: '查询审计记录：按时间，或按操作人、对象（从新到旧；不填时间则查最近 24 小时，按时间查询最长 31 天）',
  tag: '审计留痕',
  query: AuditQuestion,
  status: 200,
  answer: pageOf(AuditEvent),
  refusals: { 'window-invalid': { status: 400, title: '查询时间范围无效' } },
  object: { type: 'audit' },
  sensitive: true,
});

export const auditRoutes: readonly Route[] = [listAuditEvents];
