import * as z from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { auditRoutes } from '../functions/audit/routes.ts';
import { destinationRoutes } from '../functions/complaints/destination-routes.ts';
import { complaintsRoutes } from '../functions/complaints/routes.ts';
import { upperRoutes } from '../functions/complaints/upper-routes.ts';
import { dataRequestsRoutes, sharedDataRoutes } from '../functions/data-requests/routes.ts';
import { identityRoutes } from '../functions/identity/routes.ts';
import { ingestionRoutes } from '../functions/ingestion/routes.ts';
import { interfaceRoutes } from '../functions/interface/routes.ts';
import { subjectsRoutes } from '../functions/subjects/routes.ts';
import { everyRoutesProblems, Problem, signedRoutesProblems } from '../shared/runtime/problem.ts';
import type { Route } from '../shared/runtime/route.ts';

export const everyRoute: readonly Route[] = [
  ...ingestionRoutes,
  ...subjectsRoutes,
  ...complaintsRoutes,
  ...upperRoutes,
  ...destinationRoutes,
  ...dataRequestsRoutes,
  ...sharedDataRoutes,
  ...identityRoutes,
  ...auditRoutes,
  ...interfaceRoutes,
];

const always = ['request-invalid', 'not-permitted', 'internal-error', 'try-again'] as const;

const takesToken = ({ action }: Route): boolean => action !== 'public' && action !== 'signed';

/** The statuses that a route can answer beside its success, each with the codes that stand behind it. */
const refusalsOf = (route: Route) => {
  const faces = new Map<number, string[]>();
  const add = (because: string, { status, title }: { status: number; title: string }) => {
    faces.set(status, [...(faces.get(status) ?? []), `\`${because}\` ${title}`]);
  };
  for (const because of always) if (because !== 'not-permitted' || takesToken(route)) add(because, everyRoutesProblems[because]);
  if (route.action === 'signed') for (const [because, face] of Object.entries(signedRoutesProblems)) add(because, face);
  for (const [because, face] of Object.entries(route.refusals)) add(because, face);
  if (route.creates)
    for (const because of ['idempotency-key-missing', 'idempotency-key-in-progress', 'idempotency-key-reused'] as const)
      add(because, everyRoutesProblems[because]);
  if (route.conditional) for (const because of ['version-stale', 'version-missing'] as const) add(because, everyRoutesProblems[because]);
  return Object.fromEntries(
    [...faces].map(([status, codes]) => [
      String(status) as `${4 | 5}${string}`,
      { description: codes.join('；'), content: { 'application/problem+json': { schema: Problem } } },
    ]),
  );
};

const signedBy = {
  gjgxjhpt_rid: z.string().meta({ description: '请求方标识' }),
  gjgxjhpt_sid: z.string().meta({ description: '服务标识' }),
  gjgxjhpt_rtime: z.string().meta({ description: '请求时间，毫秒，与本系统时间相差不超过 5 分钟；每次调用各不相同' }),
  'x-body-sha256': z.string().optional().meta({ description: '请求内容的 SHA-256（十六进制）；给出则核对' }),
};

const operationOf = (route: Route): ZodOpenApiOperationObject => ({
  operationId: `${route.method.toLowerCase()}${route.path.replace(/^\/v1/, '').replace(/[/{}.-]+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
  summary: route.summary,
  tags: [route.tag],
  ...(route.action === 'public'
    ? { security: [] }
    : route.action === 'signed'
      ? { security: [{ signature: [] }], description: '签名调用，不用令牌' }
      : { description: `权限：\`${route.action}\`` }),
  requestParams: {
    ...(route.params && { path: route.params }),
    ...(route.query && { query: route.query }),
    header: z.object({
      'x-correlation-id': z.string().optional(),
      ...(route.action === 'signed' && signedBy),
      ...(route.creates && {
        'idempotency-key': z.string().min(8).max(100).meta({ description: '同一值 24 小时内只执行一次，并返回同一结果' }),
      }),
      ...(route.conditional && { 'if-match': z.string().meta({ description: '读取时得到的 ETag' }) }),
    }),
  },
  ...(route.body && { requestBody: { required: true, content: { 'application/json': { schema: route.body } } } }),
  responses: {
    [String(route.status) as `2${string}`]: { description: '成功', content: { 'application/json': { schema: route.answer } } },
    ...(!takesToken(route) ? {} : { 401: { description: '没有令牌（网关直接拒绝）' } }),
    ...refusalsOf(route),
  },
});

/** OpenAPI 3.1 from the same schemas that validate. */
export const openApiDocument = () => {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of everyRoute) paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: '区级“互联网+监管”系统接口',
      version: '1',
      description: '错误一律为 application/problem+json（RFC 9457），`type` 是稳定代码；网关自身的 401/403 与对象存储的 XML 除外。',
    },
    servers: [{ url: '/' }],
    security: [{ oidc: [] }],
    paths,
    components: {
      securitySchemes: {
        oidc: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'OIDC 访问令牌；颁发者见 /v1/client-configuration' },
        signature: {
          type: 'apiKey',
          in: 'header',
          name: 'gjgxjhpt_sign',
          description: 'base64(HMAC-SHA256(密钥, sid + rid + rtime))，UTF-8；密钥为工作密钥，换取工作密钥时为长期密钥',
        },
      },
    },
  });
};
