import * as z from 'zod';
import { DepartmentId, MemberId, type Principal } from '../../../shared/identity/principal.ts';
import { Move } from '../../../shared/runtime/move.ts';
import { type Refusal, refuse } from '../../../shared/runtime/outcome.ts';
import type { Change } from '../../../shared/runtime/table.store.ts';
import type { Part } from './request.ts';

const Instant = z.iso.datetime({ precision: 3 });

/** What can be delegated: a department's part in deciding. */
export const DelegatedRole = z.enum(['data-custodian', 'data-lead', 'data-security-officer']);
export type DelegatedRole = z.infer<typeof DelegatedRole>;
export const partOfRole = {
  'data-custodian': 'provider',
  'data-lead': 'provider-lead',
  'data-security-officer': 'provider-security',
} as const satisfies Record<DelegatedRole, Part>;

export const DelegationId = z.string().regex(/^dg-[0-9a-z]{26}$/);
/** 委托代理: a part for a time, within a department. Whoever has it by delegation cannot pass it on, because only who holds the role delegates. */
export const Delegation = z.object({
  delegationId: DelegationId,
  version: z.int().min(1),
  department: DepartmentId,
  role: DelegatedRole,
  from: MemberId,
  to: MemberId,
  begins: Instant,
  /** The first instant at which it is over. */
  ends: Instant,
  reason: z.string(),
  endedAt: Instant.optional(),
  move: Move,
});
export type Delegation = z.infer<typeof Delegation>;

export const delegationKey = ({ department, role, delegationId }: Pick<Delegation, 'department' | 'role' | 'delegationId'>) => ({
  pk: `delegations#${department}`,
  sk: `${role}#${delegationId}`,
});
/** For the transaction of whoever acts by it: it has not been ended meanwhile. */
export const stillDelegated = (the: Delegation): Change => ({
  expect: delegationKey(the),
  condition: { text: '#version = :version', values: { version: the.version } },
});

const longestDelegationDays = 92;
/** Whoever leaves is not remembered here, so what lies far ahead is likely to outlive the role. */
const mostDaysAhead = 31;

export const isActive = ({ begins, ends, endedAt }: Delegation, now: Date): boolean => {
  const at = now.toISOString();
  return begins <= at && at < ends && endedAt === undefined;
};

/** Whom this member acts for now: in their own department alone, which is proven when they act. */
export const actingFor = (delegations: readonly Delegation[], { memberId, departmentId }: Principal, now: Date): Delegation[] =>
  delegations.filter((one) => one.to === memberId && one.department === departmentId && isActive(one, now));

export const unfitDelegation = (
  { role, to, begins, ends }: Pick<Delegation, 'role' | 'to' | 'begins' | 'ends'>,
  { memberId, roles, kind }: Principal,
  now: Date,
): Refusal<'delegation-unfit'> | undefined => {
  if (kind !== 'person' || !roles.includes(role)) return refuse('delegation-unfit', '只能委托本人担任的角色，受托人不得转委托');
  if (to === memberId) return refuse('delegation-unfit', '不能委托给本人');
  if (begins >= ends || ends <= now.toISOString()) return refuse('delegation-unfit', '起止时间不对，或已过');
  if (Date.parse(begins) - now.getTime() > mostDaysAhead * 86_400_000)
    return refuse('delegation-unfit', `最早只能提前 ${String(mostDaysAhead)} 天委托`);
  return Date.parse(ends) - Date.parse(begins) > longestDelegationDays * 86_400_000
    ? refuse('delegation-unfit', `一次委托最长 ${String(longestDelegationDays)} 天`)
    : undefined;
};
