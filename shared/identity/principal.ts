import * as z from 'zod';

/** Roles; the three administrators exclude each other and every other role (三员分立, GB/T 22239-2019 第三级 访问控制 d). */
export const Role = z.enum([
  'department-clerk',
  'department-system',
  'complaint-desk',
  'data-steward',
  /** 部门数据管理员: keeps its department's shareable resources, asks for others' and decides on requests for its own. */
  'data-custodian',
  /** 部门分管负责人 and 部门数据安全员: sign what is given away at level 3 and above. */
  'data-lead',
  'data-security-officer',
  'leader',
  'system-administrator',
  'security-administrator',
  'audit-administrator',
]);
export type Role = z.infer<typeof Role>;

export const administrators: readonly Role[] = ['system-administrator', 'security-administrator', 'audit-administrator'];

/** Short, opaque, and never given another meaning: names and codes of a department are attributes, see `departments`. */
export const DepartmentId = z.string().regex(/^d-[a-z0-9]{4,12}$/);
export const MemberId = z.string().regex(/^m-[0-9a-z-]{8,40}$/);

export const Principal = z.object({
  memberId: MemberId,
  kind: z.enum(['person', 'system']),
  departmentId: DepartmentId,
  roles: z.array(Role).min(1),
  /** The highest level of data (1–4) that this member may be shown in clear, with a reason; see `docs/threats.md`. */
  clearance: z.int().min(1).max(4),
});
export type Principal = z.infer<typeof Principal>;

/** The authorizer's context carries strings only. */
export const toAuthorizerContext = ({ roles, clearance, ...rest }: Principal): Record<string, string> => ({
  ...rest,
  roles: roles.join(' '),
  clearance: String(clearance),
});

export const fromAuthorizerContext = z
  .object({ memberId: z.string(), kind: z.string(), departmentId: z.string(), roles: z.string(), clearance: z.string() })
  .transform(({ roles, clearance, ...rest }) => ({ ...rest, roles: roles.split(' '), clearance: Number(clearance) }))
  .pipe(Principal);
