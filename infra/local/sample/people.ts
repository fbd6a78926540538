import type { Role } from '../../../shared/identity/principal.ts';

/** The sample's departments and people are made up. Ids are opaque on purpose; what a department is called is an attribute of it. */
export interface SampleDepartment {
  departmentId: string;
  name: string;
  /** Synthetic, with valid check characters. */
  uscc: string;
  validFrom: string;
}

const department = (departmentId: string, name: string, uscc: string): SampleDepartment => ({
  departmentId,
  name,
  uscc,
  validFrom: '2026-01-01',
});

const market = department('d-k7m2', '区市场监管局', '11320505014050017J');
const environment = department('d-p4x9', '区生态环境局', '11320505014050025D');
const emergency = department('d-w3t8', '区应急管理局', '113205050140500338');
const housing = department('d-q6n5', '区住建局', '113205050140500413');
const complaintDesk = department('d-f2v7', '区城管局', '1132050501405005XT');
const dataBureau = department('d-h9c4', '区经发委（大数据局）', '11320505014050068T');
const services = department('d-r5j3', '区政务办', '11320505014050076M');
const police = department('d-b8g6', '区公安分局', '11320505014050084G');
const health = department('d-n4z2', '区卫健委', '11320505014050092B');

export const sampleDepartments: readonly SampleDepartment[] = [
  market,
  environment,
  emergency,
  housing,
  complaintDesk,
  dataBureau,
  services,
  police,
  health,
];

/** Whose word about businesses counts: what a deployment says by `--hand-in`. */
export const sampleHandIn: Record<string, string[]> = { 'market-entities': [market.departmentId] };

interface SampleMember {
  name: string;
  departmentId: string;
  roles: Role[];
  clearance: number;
}

export interface SamplePerson extends SampleMember {
  /** What is typed at the sign-in page, and behind `--as`. */
  signIn: string;
}

export interface SampleSystem extends SampleMember {
  system: string;
}

const person = (signIn: string, name: string, { departmentId }: SampleDepartment, role: Role, clearance: number): SamplePerson => ({
  signIn,
  name,
  departmentId,
  roles: [role],
  clearance,
});

export const samplePeople: readonly SamplePerson[] = [
  person('system-admin', '顾明远', dataBureau, 'system-administrator', 1),
  person('security-admin', '沈静宜', dataBureau, 'security-administrator', 1),
  person('audit-admin', '范知秋', services, 'audit-administrator', 1),
  person('market-clerk', '陈静', market, 'department-clerk', 2),
  person('environment-clerk', '钱一舟', environment, 'department-clerk', 2),
  person('emergency-clerk', '吴建平', emergency, 'department-clerk', 2),
  person('housing-clerk', '徐文彬', housing, 'department-clerk', 2),
  person('desk-clerk', '朱丽华', complaintDesk, 'department-clerk', 2),
  person('police-clerk', '韩卫东', police, 'department-clerk', 2),
  person('health-clerk', '苏婉如', health, 'department-clerk', 2),
  person('complaint-officer', '方晓梅', complaintDesk, 'complaint-desk', 3),
  person('complaint-reviewer', '罗志诚', complaintDesk, 'complaint-desk', 3),
  person('services-clerk', '唐雨薇', services, 'department-clerk', 2),
  // Of another department than the desk's: what 区城管局 handles itself is reviewed and visited by somebody else.
  person('complaint-visitor', '邹明轩', services, 'complaint-desk', 3),
  person('data-steward', '严书桐', dataBureau, 'data-steward', 3),
  person('second-steward', '丁若谷', dataBureau, 'data-steward', 3),
  person('market-custodian', '程思远', market, 'data-custodian', 3),
  person('market-lead', '高文博', market, 'data-lead', 3),
  person('market-security', '贺清扬', market, 'data-security-officer', 3),
  person('environment-custodian', '江雨桐', environment, 'data-custodian', 3),
  person('environment-lead', '宋远航', environment, 'data-lead', 3),
  person('environment-security', '蒋一帆', environment, 'data-security-officer', 3),
  person('emergency-custodian', '梅若兰', emergency, 'data-custodian', 2),
  person('leader', '陆立群', services, 'leader', 3),
];

export const sampleSystems: readonly SampleSystem[] = [
  { system: 'market-system', name: '市场监管业务系统', departmentId: market.departmentId, roles: ['department-system'], clearance: 2 },
  {
    system: 'environment-system',
    name: '生态环境业务系统',
    departmentId: environment.departmentId,
    roles: ['department-system'],
    clearance: 2,
  },
];
