import { shanghaiDate } from '../../../shared/calendar/shanghai-time.ts';
import type { Principal } from '../../../shared/identity/principal.ts';
import { move } from '../../../shared/runtime/move.ts';
import { type Refusal, refuse } from '../../../shared/runtime/outcome.ts';
import { hiddenLevel, RowFilters, sensitiveLevel } from '../sharing.ts';
import { levelOfFilterField, outdatedBecause } from './gate.ts';
import { type Grant, grantTermsOf } from './grant.ts';
import { type GrantAct, type GrantActBody, type GrantMoveName, grantMoves, type GrantPart } from './grant-moves.ts';
import { isNetwork } from './network.ts';
import type { GrantedSystem, ResourceTerms } from './terms.ts';

export type GrantActor = Pick<Principal, 'memberId' | 'departmentId' | 'roles' | 'clearance'> | 'system';

export interface GrantContext {
  now: Date;
  /** What the resource allows now. */
  resource: ResourceTerms | undefined;
  longestMonths: number;
}

export interface GrantStepped {
  outcome: 'stepped';
  before: Grant;
  grant: Grant;
  act: GrantAct;
}

/** Over HTTP: `grantRoutes`. */
export type GrantBecause =
  | 'move-illegal'
  | 'not-your-part'
  | 'own-decision'
  | 'not-narrower'
  | 'renewal-unfit'
  | 'signature-needed'
  | 'review-unfit'
  | 'resource-disallows';

const partsOf = (actor: GrantActor, { holder, owner }: Grant): GrantPart[] => {
  if (actor === 'system') return ['system'];
  return [
    ...(actor.departmentId === holder ? (['holder'] as const) : []),
    ...(actor.departmentId === owner ? (['owner'] as const) : []),
    ...(actor.roles.includes('data-steward') ? (['data-bureau'] as const) : []),
  ];
};

/** In which of the caller's parts this move can be made. */
const partsFor = (grant: Grant, name: GrantMoveName, actor: GrantActor): GrantPart[] =>
  partsOf(actor, grant).filter((part) => {
    const roles = grantMoves[name].by[part];
    return roles !== undefined && (actor === 'system' || actor.roles.some((role) => roles.includes(role)));
  });

type Suspending = NonNullable<Grant['suspension']>;

const suspensionsOf = ({ suspension, furtherSuspensions = [] }: Grant): Suspending[] =>
  suspension ? [suspension, ...furtherSuspensions] : furtherSuspensions;

const withSuspensions = ({ suspension: _first, furtherSuspensions: _further, ...grant }: Grant, all: readonly Suspending[]): Grant => {
  const [suspension, ...further] = all;
  return { ...grant, ...(suspension && { suspension }), ...(further.length > 0 && { furtherSuspensions: further }) };
};

/** What the owner or the data bureau suspended, they let go on; what the hub suspended, the owner. */
const liftedBy =
  (parts: readonly GrantPart[]) =>
  ({ because }: Suspending): boolean =>
    parts.includes(because === 'data-bureau' ? 'data-bureau' : 'owner');

const suspenders = ['owner', 'data-bureau'] as const;
/** As whom somebody can suspend it, that does not suspend it yet. */
const suspendsAs = (grant: Grant, parts: readonly GrantPart[]): (typeof suspenders)[number] | undefined =>
  suspenders.find((party) => parts.includes(party) && suspensionsOf(grant).every(({ because }) => because !== party));

const signing = ['data-lead', 'data-security-officer'] as const;
type Signatures = NonNullable<Grant['renewal']>['signatures'];
/** Lead and security officer, and not one person as both. */
const bothSigned = (signatures: Signatures): boolean => {
  const [leads, officers] = signing.map((role) => signatures.filter((one) => one.as.includes(role)));
  return leads?.some((lead) => officers?.some((officer) => officer.by !== lead.by)) ?? false;
};

const mayMake = (grant: Grant, name: GrantMoveName, actor: GrantActor): GrantBecause | undefined => {
  const { from, ofRenewal } = grantMoves[name];
  const parts = partsFor(grant, name, actor);
  if (parts.length === 0) return 'not-your-part';
  if (!from.includes(grant.state)) return 'move-illegal';
  if (name === 'suspend' && !suspendsAs(grant, parts)) return 'move-illegal';
  if (name === 'resume' && !suspensionsOf(grant).some(liftedBy(parts))) return 'not-your-part';
  if (!ofRenewal) return undefined;
  const { renewal } = grant;
  if (!renewal || (name === 'sign-renewal' && bothSigned(renewal.signatures))) return 'move-illegal';
  const decides = name !== 'refuse-renewal';
  const before = [renewal.askedBy, ...renewal.signatures.map(({ by }) => by)];
  if (decides && actor !== 'system' && before.includes(actor.memberId)) return 'own-decision';
  return name === 'renew' && grant.level >= sensitiveLevel && !bothSigned(renewal.signatures) ? 'signature-needed' : undefined;
};

/** The buttons. */
export const allowedMoves = (grant: Grant, actor: GrantActor): GrantMoveName[] =>
  moveNames.filter((name) => mayMake(grant, name, actor) === undefined);
const moveNames = Object.keys(grantMoves) as GrantMoveName[];

const addMonths = (now: Date, months: number): string => {
  const day = new Date(now);
  day.setUTCMonth(day.getUTCMonth() + months);
  return day.toISOString();
};

type Narrowing = Extract<GrantActBody, { move: 'narrow' }>;
type System = ReturnType<(typeof GrantedSystem)['parse']>;

export const isNarrowerSystem = (had: readonly System[], { memberId, networks }: System): boolean => {
  const before = had.find((one) => one.memberId === memberId);
  if (!before) return false;
  return before.networks.length === 0
    ? networks.every(isNetwork)
    : networks.length > 0 && networks.every((network) => before.networks.includes(network));
};

/**
 * By which fields these parts may take rows away. What is left of the rows, and how many they are, tells of each field that is asked by: so the holder asks by what it is
 * given in clear and the member is cleared for, the owner by what the grant was approved for. Statistics would tell of few rows what they do not tell of many.
 */
const mayTakeRowsBy = (after: Grant, resource: ResourceTerms | undefined, parts: readonly GrantPart[], clearance: number) => {
  if (!resource || resource.kind === 'statistics') return () => false;
  return (field: string): boolean => {
    const level = levelOfFilterField(resource, field);
    if (!resource.fields.some(({ name }) => name === field) || level >= hiddenLevel || level > after.level) return false;
    return parts.includes('owner') || (level <= clearance && after.fields.some(({ name, as }) => name === field && as === 'clear'));
  };
};

/** What stays, if nothing of it is more than there was, and something is less. */
const narrowed = (grant: Grant, asked: Narrowing, actor: GrantActor, { now, resource }: GrantContext): Grant | Refusal<'not-narrower'> => {
  const { fields = grant.fields, channels = grant.channels, systems = grant.systems, quota = grant.quota, until = grant.until } = asked;
  const { moreRows = [] } = asked;
  const fits =
    new Set(fields.map(({ name }) => name)).size === fields.length &&
    // A pseudonym and a mask each say what the other does not.
    fields.every(({ name, as }) => grant.fields.some((had) => had.name === name && (had.as === as || had.as === 'clear'))) &&
    channels.every((channel) => grant.channels.includes(channel)) &&
    systems.every((system) => isNarrowerSystem(grant.systems, system)) &&
    quota.rowsPerDay <= grant.quota.rowsPerDay &&
    quota.callsPerMinute <= grant.quota.callsPerMinute &&
    until <= grant.until &&
    until > now.toISOString();
  const after = { ...grant, fields, channels, systems, quota, until, rows: [...grant.rows, ...moreRows] };
  if (!fits || JSON.stringify(grantTermsOf(after)) === JSON.stringify(grantTermsOf(grant)))
    return refuse('not-narrower', '每一项只能缩小，且至少缩小一项');
  if (moreRows.length === 0) return after;
  const mayTake = mayTakeRowsBy(after, resource, partsFor(grant, 'narrow', actor), actor === 'system' ? 0 : actor.clearance);
  if (!moreRows.every(({ field }) => mayTake(field)))
    return refuse(
      'not-narrower',
      '持有部门只能按以明文提供、本人可见的字段收窄，提供部门只能按不高于审批级别的字段；统计数据不能按字段收窄',
    );
  return RowFilters.safeParse(after.rows).success ? after : refuse('not-narrower', '连同原有的条件，合计最多 10 条、8 KB');
};

/** What the move makes of the grant, beside state and version. */
const effect = (grant: Grant, act: GrantAct, actor: GrantActor, context: GrantContext): Grant | Refusal<GrantBecause> => {
  const at = context.now.toISOString();
  const memberId = actor === 'system' ? 'system' : actor.memberId;
  const { renewal, ...rest } = grant;
  switch (act.move) {
    case 'suspend': {
      const because = suspendsAs(grant, partsFor(grant, 'suspend', actor));
      return because ? withSuspensions(grant, [...suspensionsOf(grant), { because, reason: act.reason, at }]) : refuse('move-illegal');
    }
    case 'rest':
      return withSuspensions(grant, [...suspensionsOf(grant), { because: act.because, reason: act.reason, at }]);
    case 'resume': {
      const outdated = outdatedBecause(context.resource, grant);
      if (outdated !== undefined) return refuse('resource-disallows', outdated);
      const lifted = liftedBy(partsFor(grant, 'resume', actor));
      const all = suspensionsOf(grant);
      const pardoned = all.some((one) => one.because === 'over-use' && lifted(one)) && { pardonedOn: shanghaiDate(context.now) };
      return {
        ...withSuspensions(
          grant,
          all.filter((one) => !lifted(one)),
        ),
        ...pardoned,
      };
    }
    case 'narrow':
      return narrowed(grant, act, actor, context);
    case 'ask-renewal': {
      const latest = addMonths(context.now, context.longestMonths);
      if (act.until <= grant.until || act.until > latest)
        return refuse('renewal-unfit', `须晚于现在的到期时间，且自今日起不超过 ${String(context.longestMonths)} 个月`);
      return { ...grant, renewal: { until: act.until, reason: act.reason, askedBy: memberId, askedAt: at, signatures: [] } };
    }
    case 'sign-renewal':
      if (!renewal || actor === 'system') return refuse('move-illegal');
      return {
        ...grant,
        renewal: {
          ...renewal,
          signatures: [...renewal.signatures, { by: memberId, as: signing.filter((role) => actor.roles.includes(role)) }],
        },
      };
    case 'renew': {
      const until = act.until ?? renewal?.until ?? grant.until;
      if (!renewal || until > renewal.until || until <= grant.until)
        return refuse('renewal-unfit', '须晚于现在的到期时间，且不晚于所申请的');
      return { ...rest, until };
    }
    case 'refuse-renewal':
      return rest;
    case 'review': {
      if (act.reviewBy <= shanghaiDate(context.now) || act.reviewBy > shanghaiDate(new Date(grant.until)))
        return refuse('review-unfit', '须在今日之后、到期日之前');
      return { ...grant, reviewBy: act.reviewBy };
    }
    case 'revoke':
    case 'close':
    case 'expire':
    case 'grant':
      return grant;
  }
};

/** One move of a grant, or why not. */
export const stepGrant = (before: Grant, act: GrantAct, actor: GrantActor, context: GrantContext): GrantStepped | Refusal<GrantBecause> => {
  const because = mayMake(before, act.move, actor);
  if (because) return refuse(because);
  const after = effect(before, act, actor, context);
  if ('outcome' in after) return after;
  const reason = 'reason' in act ? act.reason : undefined;
  const { to } = grantMoves[act.move];
  const grant: Grant = {
    ...after,
    state: to === 'active' && after.suspension ? 'suspended' : (to ?? before.state),
    version: before.version + 1,
    move: move(`grants:${act.move}`, context.now, {
      ...(actor !== 'system' && { department: actor.departmentId }),
      ...(reason !== undefined && { reason }),
    }),
  };
  return { outcome: 'stepped', before, grant, act };
};
