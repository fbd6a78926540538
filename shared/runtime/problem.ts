import * as z from 'zod';
import type { FieldFault } from './outcome.ts';

/** RFC 9457. `type` is stable and for machines, `title` and `detail` are for people. */
export const Problem = z
  .object({
    type: z.string().meta({ description: '稳定的错误代码，供程序判断', example: 'urn:supervision-hub:problem:not-permitted' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    correlationId: z.string().meta({ description: '报修时请提供' }),
  })
  // Said once in the OpenAPI document: it stands behind every refusal.
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;

/** What any route may answer beside its own refusals. */
export const everyRoutesProblems = {
  'request-invalid': { status: 400, title: '请求内容不符合要求' },
  'cursor-invalid': { status: 400, title: '翻页标记无效，请从第一页重新查询' },
  'idempotency-key-missing': { status: 400, title: '缺少 Idempotency-Key 请求头' },
  'not-permitted': { status: 403, title: '没有权限' },
  'not-found': { status: 404, title: '没有找到' },
  'idempotency-key-in-progress': { status: 409, title: '相同的请求正在处理，请稍后再试' },
  'version-stale': { status: 412, title: '内容已被他人修改，请刷新后重试' },
  'idempotency-key-reused': { status: 422, title: 'Idempotency-Key 已用于另一个请求' },
  unprocessable: { status: 422, title: '无法处理该请求' },
  'request-too-large': { status: 413, title: '请求内容过大' },
  'version-missing': { status: 428, title: '缺少 If-Match 请求头' },
  'internal-error': { status: 500, title: '系统内部错误，已记录' },
  'try-again': { status: 503, title: '系统繁忙，请稍后重试' },
} as const;

/** What a signed route may answer too: why a call is not taken for its caller's. */
export const signedRoutesProblems = {
  'signature-missing': { status: 401, title: '缺少签名请求头，或格式不对' },
  'caller-unknown': { status: 401, title: '调用方未登记，或请求方、服务标识与登记的不符' },
  'clock-skew': { status: 401, title: '签名时间与本系统时间相差过大' },
  'secret-ended': { status: 401, title: '没有有效的工作密钥，请先换取' },
  'signature-wrong': { status: 401, title: '签名不正确' },
  'body-digest-wrong': { status: 401, title: '请求内容与 x-body-sha256 不符' },
  'call-replayed': { status: 409, title: '同一签名已使用过，请以新的时间重新签名' },
} as const;

export type EveryRoutesProblem = keyof typeof everyRoutesProblems;

export const problem = (
  because: string,
  face: { status: number; title: string },
  correlationId: string,
  more: { detail?: string | undefined; errors?: FieldFault[] | undefined } = {},
): Problem => ({
  type: `urn:supervision-hub:problem:${because}`,
  title: face.title,
  status: face.status,
  ...(more.detail === undefined ? {} : { detail: more.detail }),
  ...(more.errors === undefined ? {} : { errors: more.errors }),
  correlationId,
});
