import * as z from 'zod';
import { administrators, DepartmentId, MemberId, type Principal, Role } from '../../shared/identity/principal.ts';
import { Move } from '../../shared/runtime/move.ts';
import { type Refusal, refuse } from '../../shared/runtime/outcome.ts';

/** How the outside names a caller. A person's subject and a system's client id never stand in for each other: the kind is part of the key. */
export const Caller = z.object({ kind: z.enum(['person', 'system']), issuer: z.url().max(300), subject: z.string().min(1).max(200) });
export type Caller = z.infer<typeof Caller>;

/** `registered`: known, but without any right until somebody else authorises. */
export const MemberState = z.enum(['registered', 'active', 'suspended']);

export const Member = z.object({
  memberId: MemberId,
  ...Caller.shape,
  name: z.string().min(1).max(60),
  departmentId: DepartmentId,
  state: MemberState,
  roles: z.array(Role),
  clearance: z.int().min(1).max(4),
  registeredBy: z.string(),
  version: z.int(),
  move: Move,
});
export type Member = z.infer<typeof Member>;

export interface Rights {
  roles: Role[];
  clearance: number;
}

/** Which roles may stand together: an administrator's with no other, and a system's only with a system. */
export const rolesFault = (kind: Caller['kind'], roles: readonly Role[]): string | undefined => {
  if (new Set(roles).size !== roles.length) return '角色重复';
  if (roles.length > 1 && roles.some((role) => administrators.includes(role))) return '三员分立：系统、安全、审计管理员不得兼任其他角色';
  const systemRoles = roles.filter((role) => role === 'department-system').length;
  if (kind === 'system' && systemRoles !== roles.length) return '系统账号只能授予 department-system 角色';
  if (kind === 'person' && systemRoles > 0) return '个人账号不能授予 department-system 角色';
  return undefined;
};

/** The second of the two persons: who registered a member, and the member itself, may not give it rights. */
export const authorise = (
  member: Member,
  rights: Rights,
  by: Principal,
  move: Move,
): { outcome: 'changed'; member: Member } | Refusal<'own-rights' | 'same-person' | 'roles-exclude'> => {
  if (member.memberId === by.memberId) return refuse('own-rights', '不能给自己授权，请由另一名安全管理员操作');
  if (member.registeredBy === by.memberId) return refuse('same-person', '登记人与授权人必须是两个人');
  const fault = rolesFault(member.kind, rights.roles);
  if (fault !== undefined) return refuse('roles-exclude', fault);
  return { outcome: 'changed', member: { ...member, ...rights, state: 'active', version: member.version + 1, move } };
};

export const suspend = (member: Member, move: Move): Member => ({ ...member, state: 'suspended', version: member.version + 1, move });

/** Who calls, as everybody else needs to know it; nothing for who may not come in. */
export const toPrincipal = ({ state, memberId, kind, departmentId, roles, clearance }: Member): Principal | undefined =>
  state === 'active' && roles.length > 0 ? { memberId, kind, departmentId, roles, clearance } : undefined;
