import * as z from 'zod';
import { instantOf, shanghaiDate } from '../../../shared/calendar/shanghai-time.ts';
import { move as moveStamp } from '../../../shared/runtime/move.ts';
import { type Refusal, refuse } from '../../../shared/runtime/outcome.ts';
import type { Resource } from '../catalogue/resource.ts';
import { type Clock, clocksOf, isOverdue } from '../clocks/clock-of.ts';
import type { ClockRules } from '../clocks/clock-rules.ts';
import { Grant, grantIdOf } from '../grants/grant.ts';
import type { Held } from '../grants/held.ts';
import { sensitiveLevel } from '../sharing.ts';
import { endOfDay, faultsOf, lastDayAfter } from './completeness.ts';
import { decisionOf, isGrantedAtOnce, isWithin, notShared, stillFits, wholeDecision } from './decision.ts';
import { type Actor, conflictOf } from './four-eyes.ts';
import {
  CompleteForm,
  type Decision,
  Mark,
  type Part,
  type RequestForm,
  type RequestMove,
  type RequestState,
  UseRequest,
} from './request.ts';
import { MadeRequestAct, RequestAct, requestMoves, requestStateTitles } from './request-moves.ts';
import { runsOf } from './request-runs.ts';

/** What a move needs to know beside the request. */
export interface Context {
  now: Date;
  rules: ClockRules;
  /** As it is now. */
  resource?: Resource | undefined;
  /** What the applicant's department has, or had, of the resource. */
  held: readonly Held[];
  longestMonths: number;
  /** Ten characters for the id of a grant. */
  random: string;
}

/** One move, as it is stored beside the request and never changed. */
export const Moved = z.object({ requestId: z.string(), number: z.int().min(1), act: MadeRequestAct, mark: Mark });
export type Moved = z.infer<typeof Moved>;

/** Moves that were made at once, and what follows from them. */
export interface Stepped {
  outcome: 'stepped';
  before?: UseRequest | undefined;
  request: UseRequest;
  moved: Moved[];
  grant?: Grant;
  /** It was granted without being asked about, by as many grants as are remembered: stored only while there is no other. */
  atOnce?: { after: number };
  /** The resource's version by which was judged: stored only while it is that. */
  judgedBy?: { resourceId: string; version: number };
}

export type Because =
  | 'move-illegal'
  | 'own-request'
  | 'same-person'
  | 'too-many'
  | 'own-data'
  | 'resource-not-shared'
  | 'resource-changed'
  | 'form-incomplete'
  | 'decision-unfit'
  | 'already-signed'
  | 'extension-unfit';

const clocksNow = (the: UseRequest, { rules, now }: Pick<Context, 'rules' | 'now'>): Clock[] => clocksOf(runsOf(the), rules, now);

const roundOf = ({ marks }: Pick<UseRequest, 'marks'>): Mark[] => marks.slice(marks.findLastIndex(({ move }) => move === 'decide') + 1);
/** Who has signed what was last decided. */
export const signedParts = (the: Pick<UseRequest, 'marks' | 'state'>): Part[] =>
  the.state === 'countersigning' ? roundOf(the).flatMap(({ move, part }) => (move === 'sign' ? [part] : [])) : [];

const extension = (the: UseRequest, timing: Pick<Context, 'rules' | 'now'>, days = 1): Refusal<Because> | undefined => {
  const clock = clocksNow(the, timing).findLast(({ name, stoppedAt }) => name === 'provider' && stoppedAt === undefined);
  if (!clock || clock.mayExtendBy === 0) return refuse('extension-unfit', '答复期限已延长过，或不能延长');
  if (isOverdue(clock, timing.now)) return refuse('extension-unfit', '须在期限届满前延长');
  return days > clock.mayExtendBy ? refuse('extension-unfit', `最多可延长${String(clock.mayExtendBy)}个工作日`) : undefined;
};

/** What the table and four eyes say against this move now, whatever it carries. */
const forbidden = (
  the: UseRequest,
  name: RequestMove,
  actor: Actor,
  timing: Pick<Context, 'rules' | 'now'>,
): Refusal<Because> | undefined => {
  const rule = requestMoves[name];
  if (!rule.by[actor.part]?.includes(the.state)) return refuse('move-illegal');
  const made = the.marks.filter(({ move, part }) => move === name && part === actor.part).length;
  if (rule.atMost !== undefined && made >= rule.atMost)
    return refuse(
      'too-many',
      name === 'supplement-request'
        ? '补正只能一次性告知，本环节已告知过：现在只能通过或不予同意'
        : `“${rule.title}”最多${String(rule.atMost)}次`,
    );
  const conflict = conflictOf(the, actor, name);
  if (conflict) return conflict;
  if (name === 'sign' && signedParts(the).includes(actor.part)) return refuse('already-signed', '本环节已会签');
  // What was ruled is not disputed again.
  if (name === 'dispute' && the.marks.at(-1)?.move !== 'refuse') return refuse('move-illegal', '争议已裁定');
  // Of what the data bureau refused there is nothing for the provider to consider anew.
  if (name === 'reconsider' && the.refusal?.by === 'platform') return refuse('move-illegal');
  return name === 'extend' ? extension(the, timing) : undefined;
};

const names = RequestAct.options.map((option) => option.shape.move.value);

/** What this actor may do with the request now: the buttons. */
export const allowed = (the: UseRequest, actor: Actor, timing: Pick<Context, 'rules' | 'now'>): RequestMove[] =>
  names.filter((name) => name !== 'create' && !forbidden(the, name, actor, timing));

const illegal = (the: UseRequest, actor: Actor, context: Context, detail?: string): Refusal<Because> => {
  const legal = allowed(the, actor, context).map((name) => requestMoves[name].title);
  const now = `${detail === undefined ? '' : `${detail}；`}本申请当前状态为“${requestStateTitles[the.state]}”`;
  return refuse('move-illegal', legal.length > 0 ? `${now}，您现在可以：${legal.join('、')}` : `${now}，您现在没有可做的操作`);
};

/** The form as it must be to be judged, and the resource with which: as they are now. */
const judged = (
  form: RequestForm,
  { applicant, owner }: Pick<UseRequest, 'applicant' | 'owner'>,
  { resource, ...bounds }: Context,
): { form: CompleteForm; resource: Resource } | Refusal<Because> => {
  if (applicant === owner) return refuse('own-data', '这是本部门的数据，无须申请');
  const closed = notShared(resource);
  if (closed || !resource) return closed ?? refuse('resource-not-shared');
  const errors = faultsOf(form, resource, bounds);
  if (errors.length > 0) return { ...refuse('form-incomplete', '请一次补齐以下各项'), errors };
  return { form: CompleteForm.parse(form), resource };
};

const monthsToReview = 6;

const grantOf = (the: UseRequest, decision: Decision, resource: Resource, { now, random }: Context): Grant => {
  const form = CompleteForm.parse(the.form);
  const [at, begins, until] = [now.toISOString(), instantOf(decision.period.from).toISOString(), endOfDay(decision.period.until)];
  const { marks } = the;
  const signatures = [
    marks.findLast(({ move }) => move === 'accept'),
    marks.findLast(({ move }) => move === 'decide'),
    ...roundOf(the).filter(({ move }) => move === 'sign'),
  ].filter((mark) => mark !== undefined);
  const today = shanghaiDate(now);
  const review = lastDayAfter(today, monthsToReview);
  return Grant.parse({
    ...{ grantId: grantIdOf(resource.resourceId, random), resourceId: resource.resourceId, version: 1, state: 'active' },
    ...{ holder: the.applicant, owner: the.owner, title: resource.title, requestId: the.requestId, shareClass: resource.shareClass },
    ...{ purpose: form.purpose, useRange: form.useRange, asked: form.fields },
    ...{ fields: decision.fields, rows: decision.rows, channels: decision.channels, quota: decision.quota, level: decision.level },
    systems: form.systems.map(({ memberId, networks }) => ({ memberId, networks })),
    from: begins > at ? begins : at,
    until: until.toISOString(),
    ...(resource.conditions !== undefined && { conditions: resource.conditions }),
    grantedAt: at,
    approvals: signatures.flatMap(({ by, department, part, at: signedAt }) =>
      department === undefined ? [] : [{ by, department, as: part, at: signedAt }],
    ),
    reviewBy: review < decision.period.until ? review : decision.period.until,
    move: moveStamp('data-requests:act', now, { department: the.owner }),
  });
};

/** What of the request changes by the act, beside state and marks; and what is given by it. */
interface Effect {
  changes?: Partial<UseRequest>;
  to?: RequestState;
  days?: number;
  gives?: Decision;
  resource?: Resource;
}

const effectOf = (the: UseRequest, act: RequestAct, actor: Actor, context: Context): Effect | Refusal<Because> => {
  const at = context.now.toISOString();
  const side = actor.part === 'platform' ? 'platform' : 'provider';
  switch (act.move) {
    case 'change':
      return act.form.resourceId === the.form.resourceId
        ? { changes: { form: act.form } }
        : refuse('decision-unfit', '不能改为另一个数据资源，请另行申请');
    case 'submit': {
      const fit = judged(the.form, the, context);
      return 'outcome' in fit ? fit : { resource: fit.resource, changes: { title: fit.resource.title } };
    }
    case 'grant-at-once': {
      const fit = judged(the.form, the, context);
      if ('outcome' in fit) return fit;
      return { gives: wholeDecision(fit.form, fit.resource), resource: fit.resource };
    }
    case 'supplement-request':
      return { changes: { asked: [...the.asked, { by: side, at, missing: act.missing }] } };
    case 'supplement': {
      if (act.form.resourceId !== the.form.resourceId) return refuse('decision-unfit', '不能改为另一个数据资源，请另行申请');
      const fit = judged(act.form, the, context);
      if ('outcome' in fit) return fit;
      // What is more, or for something else, than conformity was reviewed for is reviewed for it again.
      const reviewed = the.asked.at(-1)?.by === 'provider' && isWithin(fit.form, CompleteForm.parse(the.form));
      return { resource: fit.resource, changes: { form: act.form }, to: reviewed ? 'provider-review' : 'submitted' };
    }
    case 'hand-over':
      return { changes: { handedOverTo: act.where } };
    case 'refuse':
      return { changes: { refusal: { by: side, at, reason: act.reason, basis: act.basis } } };
    case 'extend':
      return extension(the, context, act.days) ?? { days: act.days };
    case 'decide': {
      const closed = notShared(context.resource);
      if (closed || !context.resource) return closed ?? refuse('resource-not-shared');
      const decision = decisionOf(CompleteForm.parse(the.form), context.resource, act, context.now);
      if ('outcome' in decision) return decision;
      const given = decision.level >= sensitiveLevel ? {} : { gives: decision };
      return {
        changes: { decision },
        ...given,
        to: decision.level >= sensitiveLevel ? 'countersigning' : 'granted',
        resource: context.resource,
      };
    }
    case 'sign': {
      const { decision } = the;
      const closed = notShared(context.resource);
      if (closed || !context.resource || !decision) return closed ?? refuse('resource-not-shared');
      if (!stillFits(decision, context.resource) || decision.period.until < shanghaiDate(context.now))
        return refuse('resource-changed', '数据资源或期限已变化，所作的决定不再适用，请退回重新审查');
      const signed = new Set([...signedParts(the), actor.part]);
      const whole = signed.has('provider-lead') && signed.has('provider-security');
      return { to: whole ? 'granted' : 'countersigning', ...(whole && { gives: decision }), resource: context.resource };
    }
    case 'send-back':
      return { changes: { decision: undefined } };
    case 'dispute':
      return { to: the.refusal?.by === 'platform' ? 'coordinating' : 'negotiating' };
    case 'reconsider':
      return { changes: { refusal: undefined, decision: undefined } };
    case 'overturn':
      return { to: the.refusal?.by === 'platform' ? 'submitted' : 'provider-review', changes: { refusal: undefined, decision: undefined } };
    default:
      return {};
  }
};

/** By these somebody fills a request in. */
const filling: readonly RequestMove[] = ['create', 'change', 'submit', 'supplement'];

const made = (before: UseRequest, act: RequestAct, actor: Actor, effect: Effect, context: Context): Stepped => {
  const { now } = context;
  const to = effect.to ?? requestMoves[act.move].to[0] ?? before.state;
  const { by, part, department, onBehalfOf } = actor;
  const mark: Mark = {
    ...{ move: act.move, at: now.toISOString(), by, part, from: before.state, to },
    ...(department !== undefined && { department }),
    ...(onBehalfOf !== undefined && { onBehalfOf }),
    ...(effect.days !== undefined && { days: effect.days }),
  };
  const { gives, resource } = effect;
  const draft: UseRequest = {
    ...before,
    ...effect.changes,
    ...(gives && { decision: gives }),
    version: before.version + 1,
    state: to,
    applicants: filling.includes(act.move) ? [...new Set([...before.applicants, by])] : before.applicants,
    marks: [...before.marks, mark],
    move: {
      ...moveStamp('data-requests:act', now, { ...(department !== undefined && { department }), reason: requestMoves[act.move].title }),
      by,
    },
  };
  const grant = gives && resource ? grantOf(draft, gives, resource, context) : undefined;
  const request = grant ? { ...draft, grantId: grant.grantId } : draft;
  return {
    outcome: 'stepped',
    before,
    request,
    moved: [{ requestId: request.requestId, number: request.version, act, mark }],
    ...(grant && { grant }),
    ...(resource && { judgedBy: { resourceId: resource.resourceId, version: resource.version } }),
  };
};

/** A request begins, as a draft. */
export const created = (
  facts: { requestId: string; applicant: string; owner: string; title: string; form: RequestForm },
  actor: Actor,
  now: Date,
): Stepped => {
  const { by, department } = actor;
  const at = now.toISOString();
  const mark: Mark = { move: 'create', at, by, part: 'applicant', to: 'draft', ...(department !== undefined && { department }) };
  const request = UseRequest.parse({
    ...facts,
    ...{ version: 1, state: 'draft', applicants: [by], marks: [mark], asked: [] },
    move: moveStamp('data-requests:apply', now, { ...(department !== undefined && { department }) }),
  });
  return {
    outcome: 'stepped',
    request,
    moved: [{ requestId: request.requestId, number: 1, act: { move: 'create', form: facts.form }, mark }],
  };
};

/** One move of a request, pure. What is shared unconditionally is granted by the submission itself. */
export const step = (the: UseRequest, act: RequestAct, actor: Actor, context: Context): Stepped | Refusal<Because> => {
  const no = forbidden(the, act.move, actor, context);
  if (no) return no.because === 'move-illegal' ? illegal(the, actor, context, no.detail) : no;
  const effect = effectOf(the, act, actor, context);
  if ('outcome' in effect) return effect;
  const stepped = made(the, act, actor, effect, context);
  if (
    act.move !== 'submit' ||
    !effect.resource ||
    !isGrantedAtOnce(CompleteForm.parse(the.form), effect.resource, context.held, context.now)
  )
    return stepped;
  const granted = step(stepped.request, { move: 'grant-at-once' }, { by: 'system:data-requests', part: 'system' }, context);
  if (granted.outcome === 'refused') return granted;
  return { ...granted, before: the, moved: [...stepped.moved, ...granted.moved], atOnce: { after: context.held.length } };
};
