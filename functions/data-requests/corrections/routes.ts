import * as z from 'zod';
import { DepartmentId } from '../../../shared/identity/principal.ts';
import { pageOf, PageQuery } from '../../../shared/runtime/paging.ts';
import { type Route, route } from '../../../shared/runtime/route.ts';
import { gateRefusals } from '../grants/gate.ts';
import { CorrectionId, FieldName, GrantId } from '../sharing.ts';
import { Correction, Report } from './correction.ts';

const tag = '校核纠错';
const byId = z.object({ correctionId: CorrectionId });
const unknown = { 'correction-unknown': { status: 404, title: '没有这项校核，或本部门无权查看' } } as const;
const Instant = z.iso.datetime({ precision: 3 });

export const CorrectionShown = Correction.omit({ move: true, found: true, search: true, feed: true, told: true }).extend({
  row: z.string().meta({ description: '报告的行；对报告部门以外，水印不显示其校验字母' }),
  stateTitle: z.string(),
  due: Instant.optional(),
  overdue: z.boolean(),
  recordKey: z.string().optional().meta({ description: '记录标识；只有数源部门的数据管理员可见，找到记录后给出' }),
  recordLost: z.boolean().meta({ description: 'true：该记录已不在库中，请按说明核查' }),
  allowed: z.array(z.object({ move: z.string(), title: z.string() })).meta({ description: '本人现在可以做的操作' }),
});

export const reportError = route({
  method: 'POST',
  path: '/v1/grants/{grantId}/corrections',
  action: 'corrections:report',
  summary: '报告数据错误：数据使用部门校核，生成数源部门的更正任务（10 个工作日内答复）',
  tag,
  params: z.object({ grantId: GrantId }),
  body: Report,
  status: 201,
  answer: CorrectionShown,
  refusals: {
    'grant-unknown': { status: 404, title: '没有这项授权，或不属于本部门' },
    'grant-ended': { status: 410, title: '授权已结束，不能再报告' },
    'field-not-granted': { status: 422, title: '授权不含这个字段' },
    'mark-not-of-grant': { status: 422, title: '水印不是本授权导出文件的' },
    'too-many-open': { status: 429, title: '未办结的校核已达上限' },
  },
  object: { type: 'correction' },
  creates: true,
});

export const listCorrections = route({
  method: 'GET',
  path: '/v1/corrections',
  action: 'corrections:read',
  summary: '校核列表，从新到旧：本部门数据的（owned），或本部门报告的（reported）',
  tag,
  query: PageQuery.extend({
    side: z.enum(['owned', 'reported']).default('owned'),
    department: DepartmentId.optional().meta({ description: '数据主管部门与领导用：看该部门的' }),
  }),
  status: 200,
  answer: pageOf(CorrectionShown),
  refusals: {},
  object: { type: 'corrections' },
});

export const readCorrection = route({
  method: 'GET',
  path: '/v1/corrections/{correctionId}',
  action: 'corrections:read',
  summary: '查看一项校核',
  tag,
  params: byId,
  status: 200,
  answer: CorrectionShown,
  refusals: unknown,
  object: { type: 'correction', id: 'correctionId' },
});

const moving = {
  ...unknown,
  'move-illegal': { status: 409, title: '现在不能做这一步' },
  'reason-missing': { status: 422, title: '须写明核查结果' },
} as const;
const AnswerText = z.string().trim().min(1).max(2000);

export const answerCorrection = route({
  method: 'POST',
  path: '/v1/corrections/{correctionId}/answers',
  action: 'corrections:answer',
  summary: '数源部门：受理核查、已更正、核实无误（报送更正后的记录即自动办结）',
  tag,
  params: byId,
  body: z.object({ move: z.enum(['accept', 'correct', 'not-an-error']), text: AnswerText.optional() }),
  status: 200,
  answer: CorrectionShown,
  refusals: moving,
  object: { type: 'correction', id: 'correctionId' },
  creates: true,
  conditional: true,
});

export const withdrawCorrection = route({
  method: 'POST',
  path: '/v1/corrections/{correctionId}/withdrawal',
  action: 'corrections:report',
  summary: '报告部门撤回',
  tag,
  params: byId,
  body: z.object({ text: AnswerText.optional() }),
  status: 200,
  answer: CorrectionShown,
  refusals: moving,
  object: { type: 'correction', id: 'correctionId' },
  creates: true,
  conditional: true,
});

export const readNotices = route({
  method: 'GET',
  path: '/v1/grants/{grantId}/notices',
  action: 'shared-data:read',
  summary: '更正通知：本授权可能取得过的错误记录，更正后按本授权给出（计入用量）；gone：记录已删除或已不在授权范围，请停用',
  tag,
  params: z.object({ grantId: GrantId }),
  query: PageQuery,
  status: 200,
  answer: pageOf(
    z.object({
      noticeId: z.string().meta({ description: '本授权内唯一；其他授权的同一更正另有标识' }),
      correctionId: CorrectionId.optional().meta({ description: '本授权报告的校核' }),
      day: z.iso.date(),
      field: FieldName.optional(),
      row: z.string().meta({ description: '本授权的行标识' }),
      gone: z.boolean(),
      values: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
    }),
  ),
  refusals: gateRefusals,
  object: { type: 'grant', id: 'grantId' },
  sensitive: true,
  grants: true,
});

export const correctionsRoutes: readonly Route[] = [listCorrections, readCorrection, answerCorrection, withdrawCorrection];
/** By the gate, or by the grant's key. */
export const noticesRoutes: readonly Route[] = [readNotices, reportError];
