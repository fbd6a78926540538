import type * as z from 'zod';
import type { AuditEvent } from '../audit/audit-event.ts';
import type { Action, Reach } from '../identity/policy.ts';
import type { Principal } from '../identity/principal.ts';
import type { Refusal } from './outcome.ts';
import type { EveryRoutesProblem, signedRoutesProblems } from './problem.ts';
import type { SignedCaller } from './signed-call.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
type ObjectSchema = z.ZodObject;

/** A refusal's face over HTTP. `title` is what people read. */
export interface RefusalAnswer {
  status: 400 | 401 | 403 | 404 | 409 | 410 | 412 | 422 | 429;
  title: string;
}

/**
 * One route, as data: the gateway, the policy test, the OpenAPI document and the handler are all made from it.
 * `object` names what is touched, for the audit: a type and the parameters, of the path or the query, that make up its id.
 */
export interface Route<
  Params extends ObjectSchema = ObjectSchema,
  Query extends ObjectSchema = ObjectSchema,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
  Because extends string = string,
> {
  method: Method;
  path: `/v1/${string}`;
  /** `public`: no token, no audit. `signed`: no token, for who calls is no member; the function verifies the call's signature, and the audit is told of refusals. */
  action: Action | 'public' | 'signed';
  /** For the document and for people, in Chinese. */
  summary: string;
  tag: string;
  params?: Params;
  query?: Query;
  body?: Body;
  /** In bytes; 512 KiB where nothing is said. */
  largestBody?: number;
  /** Numbers of the body are handed on as the text that stood there: `1.10` stays 1.10, and an id of twenty digits keeps them all. */
  numbersAsWritten?: boolean;
  status: 200 | 201 | 202;
  answer: Answer;
  refusals: Record<Because, RefusalAnswer>;
  object: { type: string; id?: string | readonly string[] };
  /** A creating call: needs `Idempotency-Key`; the same key gives the same answer for 24 hours. */
  creates?: boolean;
  /** A changing call: needs `If-Match` with the version that the caller saw. */
  conditional?: boolean;
  /** Gives something away without moving a stored state: the audit is told of success too. */
  grants?: boolean;
  /** Levels 3–4 are read here: no answer without an audit record. */
  sensitive?: boolean;
}

export const route = <
  Params extends ObjectSchema,
  Query extends ObjectSchema,
  Body extends z.ZodType,
  Answer extends z.ZodType,
  Because extends string,
>(
  declared: Route<Params, Query, Body, Answer, Because>,
): Route<Params, Query, Body, Answer, Because> => declared;

/** Who is asking, how far the permission reaches, and what was asked, all parsed. */
export interface Call<Params, Query, Body> {
  principal: Principal;
  reach: Reach;
  params: Params;
  query: Query;
  body: Body;
  ifMatch: string | undefined;
  /** The caller's `Idempotency-Key` on creating calls. */
  idempotencyKey: string;
  now: Date;
  /** From where, as the gateway saw it. */
  address: string;
}

/** Of a signed route: nobody of ours is asking. */
export type CallOfCaller<Params, Query, Body> = Omit<Call<Params, Query, Body>, 'principal' | 'reach'> & { caller: SignedCaller };

export interface Done<Body> {
  outcome: 'done';
  body: Body;
  /** The version of what is shown, for `If-Match`. */
  etag?: string;
  /** What was created, for the audit, when the path does not name it. */
  objectId?: string;
  /** Why the caller asked, in their own words, for the audit. */
  reason?: string;
  /** Which rows of others were given under which grant, for the audit. */
  use?: AuditEvent['use'];
}

export const done = <Body>(body: Body, more: Pick<Done<Body>, 'etag' | 'objectId' | 'reason' | 'use'> = {}): Done<Body> => ({
  outcome: 'done',
  body,
  ...more,
});

/** A route and what answers it. The call's types are erased: the function that serves it parses everything by the route's own schemas first. */
export interface Binding {
  route: Route;
  handle: (call: Call<never, never, never> & { caller: never }) => Promise<Done<unknown> | Refusal>;
}

export const answering = <
  Params extends ObjectSchema,
  Query extends ObjectSchema,
  Body extends z.ZodType,
  Answer extends z.ZodType,
  Because extends string,
>(
  declared: Route<Params, Query, Body, Answer, Because>,
  handle: (
    call: Call<z.output<Params>, z.output<Query>, z.output<Body>>,
  ) => Promise<Done<z.input<Answer>> | Refusal<Because | EveryRoutesProblem>>,
): Binding => ({ route: declared, handle });

/** As `answering`, of a signed route. */
export const answeringSigned = <
  Params extends ObjectSchema,
  Query extends ObjectSchema,
  Body extends z.ZodType,
  Answer extends z.ZodType,
  Because extends string,
>(
  declared: Route<Params, Query, Body, Answer, Because>,
  handle: (
    call: CallOfCaller<z.output<Params>, z.output<Query>, z.output<Body>>,
  ) => Promise<Done<z.input<Answer>> | Refusal<Because | EveryRoutesProblem | keyof typeof signedRoutesProblems>>,
): Binding => {
  if (declared.action !== 'signed') throw new Error(`${declared.path} is not signed`);
  return { route: declared, handle };
};

/** May this member touch what belongs to that department? */
export const reaches = (call: Pick<Call<unknown, unknown, unknown>, 'principal' | 'reach'>, departmentId: string): boolean =>
  call.reach === 'any' || call.principal.departmentId === departmentId;
