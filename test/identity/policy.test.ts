import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { describe, expect, it, vi } from 'vitest';
import { everyRoute } from '../../infra/open-api.ts';
import type { AuditEvent } from '../../shared/audit/audit-event.ts';
import { type Action, reachOf } from '../../shared/identity/policy.ts';
import { Role, toAuthorizerContext } from '../../shared/identity/principal.ts';
import { httpFunction } from '../../shared/runtime/http-function.ts';
import { refuse } from '../../shared/runtime/outcome.ts';
import type { Binding } from '../../shared/runtime/route.ts';

// A line for each of a thousand calls would drown what the other tests say.
vi.hoisted(() => Object.assign(process.env, { POWERTOOLS_LOG_LEVEL: 'SILENT', POWERTOOLS_METRICS_DISABLED: 'true' }));

const secured = everyRoute.filter(({ action }) => action !== 'public' && action !== 'signed');

/** Every route of the system behind a handler that says that it was reached. */
const reached: string[] = [];
const told: AuditEvent[] = [];
const bindings = secured.map(({ params: _params, query: _query, body: _body, ...route }): Binding => ({
  route: { ...route, creates: false, conditional: false },
  handle: () => {
    reached.push(`${route.method} ${route.path}`);
    return Promise.resolve(refuse('not-found'));
  },
}));
const hub = httpFunction({ bindings, audit: { send: (events) => Promise.resolve(void told.push(...events)) } });

const ask = async (routeKey: string, role: Role): Promise<{ status: number; reached: boolean; audited: AuditEvent[] }> => {
  reached.length = 0;
  told.length = 0;
  const principal = { memberId: 'm-0000000a', kind: 'person' as const, departmentId: 'd-0000', roles: [role], clearance: 1 };
  const event = {
    routeKey,
    headers: {},
    requestContext: { requestId: randomUUID(), http: { sourceIp: '127.0.0.1' }, authorizer: { lambda: toAuthorizerContext(principal) } },
  };
  // As much of the gateway's event as the function looks at.
  const answer = await hub(event as unknown as Parameters<typeof hub>[0] & APIGatewayProxyEventV2, { awsRequestId: 'r' } as Context);
  return { status: answer.statusCode ?? 0, reached: reached.includes(routeKey), audited: [...told] };
};

describe('The policy', () => {
  it.each(Role.options)('lets %s reach what it names, and nothing else; a refusal is in the audit', async (role) => {
    for (const { method, path, action } of secured) {
      const its = await ask(`${method} ${path}`, role);
      const may = reachOf({ roles: [role] }, action as Action) !== undefined;
      expect([path, its.reached, its.status]).toEqual([path, may, may ? 404 : 403]);
      expect(its.audited.map(({ because, actor }) => [because, actor])).toEqual([[may ? 'not-found' : 'not-permitted', 'm-0000000a']]);
    }
  });
});
