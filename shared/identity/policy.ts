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
    'data-custodian': 'any',
    'data-lead': 'any',
    'data-security-officer': 'any',
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
    'data-custodian': 'any',
    'data-lead': 'any',
    'data-security-officer': 'any',
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
  // Everybody who works with data sees what there is; what is not published yet, its department and the data bureau.
  'shared-resources:read': {
    'department-clerk': 'any',
    'department-system': 'any',
    'data-custodian': 'any',
    'data-lead': 'any',
    'data-security-officer': 'any',
    'data-steward': 'any',
    leader: 'any',
  },
  'shared-resources:keep': { 'data-custodian': 'own-department' },
  'shared-resources:review': { 'data-steward': 'any' },
  // Own: asked by the department, or asking for its data. Who makes which move, the table of moves says.
  'data-requests:apply': { 'department-clerk': 'own-department', 'data-custodian': 'own-department' },
  'data-requests:read': {
    'department-clerk': 'own-department',
    'data-custodian': 'own-department',
    'data-lead': 'own-department',
    'data-security-officer': 'own-department',
    'data-steward': 'any',
    leader: 'any',
  },
  'data-requests:act': {
    'department-clerk': 'own-department',
    'data-custodian': 'own-department',
    'data-lead': 'own-department',
    'data-security-officer': 'own-department',
    'data-steward': 'any',
    leader: 'any',
  },
  'delegations:keep': { 'data-custodian': 'own-department', 'data-lead': 'own-department', 'data-security-officer': 'own-department' },
  'delegations:read': {
    'data-custodian': 'own-department',
    'data-lead': 'own-department',
    'data-security-officer': 'own-department',
    'data-steward': 'any',
  },
  // Own: held by the department, or on its data.
  'grants:read': {
    'department-clerk': 'own-department',
    'department-system': 'own-department',
    'data-custodian': 'own-department',
    'data-lead': 'own-department',
    'data-security-officer': 'own-department',
    'data-steward': 'any',
    leader: 'any',
  },
  'grants:act': {
    'data-custodian': 'own-department',
    'data-lead': 'own-department',
    'data-security-officer': 'own-department',
    'data-steward': 'any',
  },
  // The holder's alone; what exactly, the gate says at every read.
  'shared-data:read': { 'department-clerk': 'own-department', 'department-system': 'own-department', 'data-custodian': 'own-department' },
  'shared-data:trace': { 'data-security-officer': 'own-department', 'data-steward': 'any' },
  'corrections:report': { 'department-clerk': 'own-department', 'department-system': 'own-department', 'data-custodian': 'own-department' },
  'corrections:read': {
    'department-clerk': 'own-department',
    'department-system': 'own-department',
    'data-custodian': 'own-department',
    'data-steward': 'any',
    leader: 'any',
  },
  'corrections:answer': { 'data-custodian': 'own-department' },
  'data-request-rules:read': { 'data-steward': 'any', leader: 'any', 'security-administrator': 'any' },
  'data-request-rules:propose': { 'data-steward': 'any' },
  'data-request-rules:approve': { 'data-steward': 'any' },
} as const satisfies Record<string, Partial<Record<Role, Reach>>>;

export type Action = keyof typeof policy;

/** The widest reach that any of the member's roles gives; undefined = no. */
export const reachOf = (principal: Pick<Principal, 'roles'>, action: Action): Reach | undefined => {
  const row: Partial<Record<Role, Reach>> = policy[action];
  const reaches = principal.roles.map((role) => row[role]);
  return reaches.includes('any') ? 'any' : reaches.includes('own-department') ? 'own-department' : undefined;
};
