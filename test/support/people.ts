import { sampleDepartments, samplePeople, sampleSystems } from '../../infra/local/sample/people.ts';
import type { Role } from '../../shared/identity/principal.ts';

const withRole = (role: Role, department = ''): string => {
  const departmentId = sampleDepartments.find(({ name }) => department !== '' && name.includes(department))?.departmentId;
  const found = samplePeople.find(
    (person) => person.roles.includes(role) && (departmentId === undefined || person.departmentId === departmentId),
  );
  if (!found) throw new Error(`the sample has no ${role} ${department}`);
  return found.signIn;
};

/** The sample's people by what they do, as the tests call them. */
export const marketClerk = withRole('department-clerk', '市场监管');
export const emergencyClerk = withRole('department-clerk', '应急');
export const housingClerk = withRole('department-clerk', '住建');
export const environmentClerk = withRole('department-clerk', '生态');
export const healthClerk = withRole('department-clerk', '卫健');
export const deskClerk = withRole('department-clerk', '城管');
export const complaintOfficer = 'complaint-officer';
export const complaintReviewer = 'complaint-reviewer';
export const steward = withRole('data-steward');
export const leader = withRole('leader');
export const systemAdministrator = withRole('system-administrator');
export const securityAdministrator = withRole('security-administrator');
export const auditAdministrator = withRole('audit-administrator');
export const marketSystem = sampleSystems[0]?.system ?? '';
