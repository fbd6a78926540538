import * as z from 'zod';
import { type Route, route } from '../../shared/runtime/route.ts';

const tag = '接口说明';

export const readClientConfiguration = route({
  method: 'GET',
  path: '/v1/client-configuration',
  action: 'public',
  summary: '客户端登录所需的配置（公开）',
  tag,
  status: 200,
  answer: z.object({
    issuer: z.string(),
    authorizationEndpoint: z.string(),
    tokenEndpoint: z.string(),
    publicClientId: z.string(),
    scopes: z.array(z.string()),
    systemScope: z.string().meta({ description: '部门系统用客户端凭证登录时申请的 scope' }),
    redirectPorts: z.array(z.int()).meta({ description: '命令行客户端可用的本机回调端口' }),
  }),
  refusals: {},
  object: { type: 'configuration' },
});

export const readOpenApi = route({
  method: 'GET',
  path: '/v1/openapi.json',
  action: 'public',
  summary: '本接口的 OpenAPI 3.1 文档（公开）',
  tag,
  status: 200,
  answer: z.record(z.string(), z.unknown()),
  refusals: {},
  object: { type: 'openapi' },
});

export const interfaceRoutes: readonly Route[] = [readClientConfiguration, readOpenApi];
