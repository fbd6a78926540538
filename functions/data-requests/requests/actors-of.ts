import type { Principal } from '../../../shared/identity/principal.ts';
import { actingFor, type Delegation, DelegatedRole, partOfRole } from './delegation.ts';
import type { Actor } from './four-eyes.ts';
import type { UseRequest } from './request.ts';

type Sides = Pick<UseRequest, 'applicant' | 'owner' | 'state' | 'marks'>;

export const isApplicants = ({ departmentId }: Pick<Principal, 'departmentId'>, { applicant }: Sides): boolean =>
  departmentId === applicant;
/** The provider hears of a request when it comes to it, and keeps seeing it. */
export const hasReachedProvider = ({ marks }: Pick<Sides, 'marks'>): boolean =>
  marks.some(({ to }) => to === 'provider-review' || to === 'granted');
const isOversight = ({ roles }: Pick<Principal, 'roles'>): boolean => roles.includes('data-steward') || roles.includes('leader');

/** A draft is its department's alone. */
export const sees = (principal: Pick<Principal, 'departmentId' | 'roles'>, the: Sides): boolean =>
  isApplicants(principal, the) ||
  (the.marks.some(({ move }) => move === 'submit') &&
    (isOversight(principal) || (principal.departmentId === the.owner && hasReachedProvider(the))));

/** In what parts somebody may act: their own first, then those that others have delegated to them. Programs decide nothing. */
export const actorsOf = (principal: Principal, the: Sides, delegations: readonly Delegation[], now: Date): Actor[] => {
  const { memberId: by, departmentId: department, roles, kind } = principal;
  if (kind !== 'person') return [];
  const ofOwner = department === the.owner;
  const as = (part: Actor['part']): Actor => ({ by, part, department });
  return [
    ...(department === the.applicant && (roles.includes('department-clerk') || roles.includes('data-custodian')) ? [as('applicant')] : []),
    ...(roles.includes('data-steward')
      ? [{ ...as('platform'), provides: DelegatedRole.options.some((role) => roles.includes(role)) }]
      : []),
    ...DelegatedRole.options.filter((role) => ofOwner && roles.includes(role)).map((role) => as(partOfRole[role])),
    ...(roles.includes('leader') ? [as('leader')] : []),
    ...(ofOwner ? actingFor(delegations, principal, now).map((one) => ({ ...as(partOfRole[one.role]), onBehalfOf: one.from })) : []),
  ];
};
