import type { Principal, Role } from './principal.ts';

/** How far a permission reaches. What is not written here is not permitted. */
export type Reach = 'any' | 'own-department';

/**
 * Who may do what: one table, deny by default. Every route names one action; a test walks route × role × department.
 * Registering a member and giving it rights are two actions of two administrators, and neither may read the audit.
 */
export const policy = {
  'me:read': {
    'department-clerk': 'any',
    'department-system': 'any',
    'complaint-desk': 'any',
    'data-steward': 'any',
    leader: 'any',
    'system-administrator': 'any',
    'security-administrator': 'any',
    'audit-administrator': 'any',
  },
  'departments:read': {
    'department-clerk': 'any',
    'department-system': 'any',
    'complaint-desk': 'any',
    'data-steward': 'any',
    leader: 'any',
    'system-administrator': 'any',
    'security-administrator': 'any',
    'audit-administrator': 'any',
  },
  'departments:keep': { 'system-administrator': 'any' },
  'members:read': { 'system-administrator': 'any', 'security-administrator': 'any' },
  'members:register': { 'system-administrator': 'any' },
  'members:authorise': { 'security-administrator': 'any' },
  'members:suspend': { 'system-administrator': 'any', 'security-administrator': 'any' },
  'audit:read': { 'audit-administrator': 'any' },
  'datasets:read': { 'department-clerk': 'any', 'department-system': 'any', 'data-steward': 'any', leader: 'any' },
  'contracts:read': { 'data-steward': 'any', 'system-administrator': 'any', 'security-administrator': 'any' },
  'contracts:propose': { 'data-steward': 'any', 'system-administrator': 'any' },
  'contracts:approve': { 'data-steward': 'any', 'security-administrator': 'any' },
  'uploads:declare': { 'department-clerk': 'own-department', 'department-system': 'own-department' },
  /** How much a department may hand in is the data bureau's to decide, who owns the data centre; those who keep the members have no say in its data. */
  'quotas:keep': { 'data-steward': 'any' },
  'quotas:read': { 'department-clerk': 'own-department', 'department-system': 'own-department', 'data-steward': 'any' },
  'uploads:read': {
    'department-clerk': 'own-department',
    'department-system': 'own-department',
    'data-steward': 'any',
    leader: 'any',
  },
  'refused-rows:read': { 'department-clerk': 'own-department', 'department-system': 'own-department' },
  'records:read': {
    'department-clerk': 'own-department',
    'department-system': 'own-department',
    'data-steward': 'any',
    leader: 'any',
  },
  // Of a registered business everybody sees what the register makes public; of records, and of those that only records name, a department sees its own.
  'subjects:read': {
    'department-clerk': 'own-department',
    'department-system': 'own-department',
    'data-steward': 'any',
    leader: 'any',
  },
  'subjects:search': {
    'department-clerk': 'own-department',
    'department-system': 'own-department',
    'data-steward': 'any',
    leader: 'any',
  },
  // Of complaints a department sees and moves those in which it is lead, helper or copied; what exactly, the table of moves says.
  'complaints:read': {
    'department-clerk': 'own-department',
    'department-system': 'own-department',
    'complaint-desk': 'any',
    leader: 'any',
  },
  'complaints:act': { 'department-clerk': 'own-department', 'department-system': 'own-department', 'complaint-desk': 'any' },
  'complainants:read': { 'department-clerk': 'own-department', 'department-system': 'own-department', 'complaint-desk': 'any' },
  'complainants:search': { 'complaint-desk': 'any' },
  'complaint-figures:read': { 'complaint-desk': 'any', 'data-steward': 'any', leader: 'any' },
  'complaint-facts:read': { 'data-steward': 'any' },
  'complaint-rules:read': { 'complaint-desk': 'any', 'data-steward': 'any', leader: 'any', 'security-administrator': 'any' },
  'complaint-rules:propose': { 'complaint-desk': 'any', 'data-steward': 'any' },
  'complaint-rules:approve': { 'complaint-desk': 'any', 'data-steward': 'any' },
  'complaint-destinations:read': { 'complaint-desk': 'any', 'system-administrator': 'any', 'security-administrator': 'any' },
  'complaint-destinations:keep': { 'system-administrator': 'any' },
  'complaint-destinations:approve': { 'security-administrator': 'any' },
  'complaint-messages:redrive': { 'complaint-desk': 'any', 'system-administrator': 'any' },
  'complaint-reconciliations:read': { 'complaint-desk': 'any', leader: 'any' },
} as const satisfies Record<string, Partial<Record<Role, Reach>>>;

export type Action = keyof typeof policy;

/** The widest reach that any of the member's roles gives; undefined = no. */
export const reachOf = (principal: Pick<Principal, 'roles'>, action: Action): Reach | undefined => {
  const row: Partial<Record<Role, Reach>> = policy[action];
  const reaches = principal.roles.map((role) => row[role]);
  return reaches.includes('any') ? 'any' : reaches.includes('own-department') ? 'own-department' : undefined;
};
