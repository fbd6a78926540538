import { randomUUID } from 'node:crypto';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type {
  APIGatewayEventRequestContextV2,
  APIGatewayProxyEventV2WithRequestContext,
  APIGatewayProxyStructuredResultV2,
  Context,
} from 'aws-lambda';
import * as z from 'zod';
import { AuditEvent } from '../audit/audit-event.ts';
import { fromAuthorizerContext, type Principal } from '../identity/principal.ts';
import { reachOf } from '../identity/policy.ts';
import { during } from './current-call.ts';
import { type Idempotency, KeyInProgress, KeyReused } from './idempotency.store.ts';
import { log, powertoolsLogger } from './log.ts';
import { countMetric, withMetrics } from './metrics.ts';
import { type FieldFault, type Refusal, TryAgain, Unprocessable } from './outcome.ts';
import { everyRoutesProblems, problem, signedRoutesProblems } from './problem.ts';
import type { Queue } from './queue.queue.ts';
import { CursorInvalid } from './table.store.ts';
import type { Binding, Call, Done, Route } from './route.ts';
import type { Callers, SignedCaller } from './signed-call.ts';
import { inChinese } from './zod-in-chinese.ts';

/** A public route comes without an authorizer's word. */
type Event = APIGatewayProxyEventV2WithRequestContext<
  APIGatewayEventRequestContextV2 & { authorizer?: { lambda?: Record<string, string> } }
>;
type Answer = APIGatewayProxyStructuredResultV2;

export interface HttpCollaborators {
  bindings: readonly Binding[];
  /** Absent only where every route is public. */
  audit?: Queue<AuditEvent>;
  idempotency?: Idempotency;
  /** Where a route is signed: who verifies. */
  callers?: Callers;
}

/** Who is asking: a member, somebody whose signature was right, or nobody that we know. */
interface Asking {
  actor: string;
  principal: Principal;
  caller?: SignedCaller;
  refusal?: Refusal;
}

/** The gateway's own limit is 10 MB, a function's 6 MB; what needs more than this says so in its route. */
const usualBody = 512 * 1024;

class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.because);
    this.refusal = refusal;
  }
}

const faultsOf = (error: z.ZodError, where: string): FieldFault[] =>
  error.issues.slice(0, 20).map((issue) => ({ path: [where, ...issue.path].join('.'), message: issue.message }));

const parse = (schema: z.ZodType | undefined, value: unknown, where: string, faults: FieldFault[]): unknown => {
  if (!schema) return {};
  const read = schema.safeParse(value, { error: inChinese });
  if (!read.success) faults.push(...faultsOf(read.error, where));
  return read.data;
};

const asWritten = (_key: string, value: unknown, context?: { source?: string }): unknown =>
  typeof value === 'number' ? context?.source : value;

const bytesOf = ({ largestBody = usualBody }: Route, event: Event): Buffer => {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > largestBody) throw new Refused({ outcome: 'refused', because: 'request-too-large' });
  return bytes;
};

const bodyOf = (route: Route, event: Event): unknown => {
  const text = bytesOf(route, event).toString('utf8');
  if (text === '') return undefined;
  try {
    return JSON.parse(text, route.numbersAsWritten ? asWritten : undefined);
  } catch {
    throw new Refused({ outcome: 'refused', because: 'request-invalid', errors: [{ path: 'body', message: '不是有效的 JSON' }] });
  }
};

/** What was asked, parsed by the route's schemas; every fault at once, each with its path. */
const read = (
  route: Route,
  event: Event,
  { principal, caller, refusal }: Asking,
): Call<unknown, unknown, unknown> & { caller?: SignedCaller } => {
  if (refusal) throw new Refused(refusal);
  const reach = route.action === 'public' || route.action === 'signed' ? 'any' : reachOf(principal, route.action);
  if (!reach) throw new Refused({ outcome: 'refused', because: 'not-permitted' });

  const faults: FieldFault[] = [];
  const params = parse(route.params, event.pathParameters ?? {}, 'path', faults);
  const query = parse(route.query, event.queryStringParameters ?? {}, 'query', faults);
  const body = parse(route.body, route.body ? bodyOf(route, event) : undefined, 'body', faults);
  if (faults.length) throw new Refused({ outcome: 'refused', because: 'request-invalid', errors: faults });

  const ifMatch = event.headers['if-match'];
  if (route.conditional && !ifMatch) throw new Refused({ outcome: 'refused', because: 'version-missing' });
  const idempotencyKey = event.headers['idempotency-key'] ?? '';
  if (route.creates && !/^[\x21-\x7e]{8,100}$/.test(idempotencyKey))
    throw new Refused({
      outcome: 'refused',
      because: 'idempotency-key-missing',
      detail: '请为每次新建操作生成一个 8 至 100 个字符的唯一值（如 UUID），重试时使用同一个值',
    });
  return {
    principal,
    reach,
    params,
    query,
    body,
    ifMatch: ifMatch?.replaceAll('"', ''),
    idempotencyKey,
    now: new Date(),
    address: event.requestContext.http.sourceIp,
    ...(caller && { caller }),
  };
};

const answer = (status: number, body: unknown, correlationId: string, headers: Record<string, string> = {}): Answer => ({
  statusCode: status,
  headers: {
    'content-type': status >= 400 ? 'application/problem+json; charset=utf-8' : 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-correlation-id': correlationId,
    ...headers,
  },
  body: JSON.stringify(body),
});

const toRefusal = (error: unknown): Refusal => {
  if (error instanceof Refused) return error.refusal;
  if (error instanceof CursorInvalid) return { outcome: 'refused', because: 'cursor-invalid' };
  if (error instanceof KeyReused) return { outcome: 'refused', because: 'idempotency-key-reused' };
  if (error instanceof KeyInProgress) return { outcome: 'refused', because: 'idempotency-key-in-progress' };
  if (error instanceof Unprocessable) return { outcome: 'refused', because: 'unprocessable', detail: error.message };
  throw error;
};

/** One function for all routes of a capability. It alone catches, answers, audits and logs; handlers decide. */
export const httpFunction = ({ bindings, audit, idempotency, callers }: HttpCollaborators) => {
  const routes = new Map(bindings.map((binding) => [`${binding.route.method} ${binding.route.path}`, binding]));

  const introduce = async (route: Route, event: Event): Promise<Asking> => {
    if (route.action === 'public') return { actor: nobody.memberId, principal: nobody };
    if (route.action !== 'signed') {
      const principal = fromAuthorizerContext.parse(event.requestContext.authorizer?.lambda);
      return { actor: principal.memberId, principal };
    }
    if (!callers) throw new Error(`${route.path} is signed, but its function cannot verify`);
    const { headers, pathParameters } = event;
    const called = { headers, params: pathParameters ?? {}, route: { method: route.method, path: route.path }, now: new Date() };
    try {
      const verified = await callers.verify({ ...called, body: bytesOf(route, event) });
      if (verified.outcome === 'verified') return { actor: verified.actor, principal: nobody, caller: verified };
      return { actor: 'unverified', principal: nobody, refusal: verified };
    } catch (error) {
      return { actor: 'unverified', principal: nobody, refusal: toRefusal(error) };
    }
  };

  const perform = async ({ route, handle }: Binding, event: Event, asking: Asking, context: Context): Promise<Done<unknown>> => {
    const call = read(route, event, asking);
    const attempt = async (): Promise<Done<unknown>> => {
      const outcome = await handle(call as Parameters<Binding['handle']>[0]);
      if (outcome.outcome === 'refused') throw new Refused(outcome);
      return { ...outcome, body: route.answer.parse(outcome.body) };
    };
    if (!route.creates) return attempt();
    if (!idempotency) throw new Error(`${route.path} creates, but its function has no idempotency store`);
    const key = `${asking.actor} ${route.method} ${route.path} ${call.idempotencyKey}`;
    return idempotency.once(key, { params: call.params, body: call.body }, attempt, context);
  };

  const tell = async (
    { route }: Binding,
    event: Event,
    { actor, principal }: Asking,
    correlationId: string,
    result: Pick<Done<unknown>, 'objectId' | 'reason' | 'use'> & { because?: string },
  ): Promise<void> => {
    if (route.action === 'public' || (route.method !== 'GET' && !route.grants && result.because === undefined)) return;
    if (!audit) throw new Error(`${route.path} is not public, but its function cannot tell the audit`);
    const given = { ...event.queryStringParameters, ...event.pathParameters };
    const id =
      result.objectId ??
      ([route.object.id ?? []]
        .flat()
        .map((name) => given[name] ?? '*')
        .join('/') ||
        '*');
    await audit.send([
      AuditEvent.parse({
        id: `call:${correlationId}:${event.requestContext.requestId}`,
        at: new Date().toISOString(),
        kind: result.because === undefined ? 'read' : 'refusal',
        actor,
        ...(principal !== nobody && { department: principal.departmentId }),
        sourceIp: event.requestContext.http.sourceIp,
        action: route.action,
        object: { type: route.object.type, id: id.slice(0, 300) },
        outcome: result.because === undefined ? 'success' : 'refused',
        because: result.because,
        reason: result.reason,
        use: result.use,
        correlationId,
      }),
    ]);
  };

  const serve = async (event: Event, context: Context, correlationId: string): Promise<Answer> => {
    const binding = routes.get(event.routeKey);
    if (!binding) throw new Error(`no handler for ${event.routeKey}`);
    const { route } = binding;
    const asking = await introduce(route, event);

    return during({ correlationId, actor: asking.actor }, async () => {
      const result = await perform(binding, event, asking, context).catch(toRefusal);
      const because = result.outcome === 'refused' ? result.because : undefined;
      try {
        const { objectId, reason, use } = result.outcome === 'done' ? result : {};
        await tell(binding, event, asking, correlationId, {
          ...(because && { because }),
          ...(objectId && { objectId }),
          ...(reason && { reason }),
          ...(use && { use }),
        });
      } catch (error) {
        if (route.sensitive) throw new TryAgain('the audit cannot be reached');
        log.error('auditFailed', { route: event.routeKey }, error);
      }
      if (result.outcome === 'done')
        return answer(route.status, result.body, correlationId, result.etag ? { etag: `"${result.etag}"` } : {});

      const faces: Record<string, { status: number; title: string }> = {
        ...everyRoutesProblems,
        ...(route.action === 'signed' && signedRoutesProblems),
        ...route.refusals,
      };
      const face = faces[result.because] ?? everyRoutesProblems.unprocessable;
      return answer(face.status, problem(result.because, face, correlationId, result), correlationId);
    });
  };

  const answerAnything = async (event: Event, context: Context): Promise<Answer> => {
    const begun = performance.now();
    const given = event.headers['x-correlation-id'];
    const correlationId = given && /^[A-Za-z0-9._-]{8,80}$/.test(given) ? given : randomUUID();
    let response: Answer;
    try {
      response = await serve(event, context, correlationId);
    } catch (error) {
      const because = isPassing(error) ? 'try-again' : 'internal-error';
      during({ correlationId, actor: 'unknown' }, () => {
        log.error('failed', { route: event.routeKey, because }, error);
      });
      const retry: Record<string, string> = because === 'try-again' ? { 'retry-after': '2' } : {};
      response = answer(
        everyRoutesProblems[because].status,
        problem(because, everyRoutesProblems[because], correlationId),
        correlationId,
        retry,
      );
    }
    const status = response.statusCode ?? 500;
    during({ correlationId, actor: event.requestContext.authorizer?.lambda?.['memberId'] ?? 'public' }, () => {
      log.info('answered', { route: event.routeKey, status, milliseconds: Math.round(performance.now() - begun) });
    });
    countMetric(status >= 500 ? 'CallsFailed' : status >= 400 ? 'CallsRefused' : 'CallsAnswered');
    return response;
  };

  return middy(answerAnything).use(injectLambdaContext(powertoolsLogger)).use(withMetrics());
};

/** In place of a member on routes that need none; without a role, so that it may nothing else. */
const nobody: Principal = { memberId: 'm-00000000', kind: 'person', departmentId: 'd-0000', roles: [], clearance: 1 };

/** Throttled, timed out, or the other side's fault: the same call may work in a moment. */
const isPassing = (error: unknown): boolean => {
  if (error instanceof TryAgain) return true;
  if (!(error instanceof Error) || !('$metadata' in error)) return false;
  const { $metadata } = z.object({ $metadata: z.object({ httpStatusCode: z.number().optional() }) }).parse(error);
  return (
    ($metadata.httpStatusCode ?? 500) >= 500 ||
    /Throttl|ThroughputExceeded|LimitExceeded|SlowDown|Timeout|TransactionConflict/.test(error.name)
  );
};
