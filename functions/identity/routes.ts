import * as z from 'zod';
import { DepartmentId, MemberId, Principal, Role } from '../../shared/identity/principal.ts';
import { pageOf, PageQuery } from '../../shared/runtime/paging.ts';
import { type Route, route } from '../../shared/runtime/route.ts';
import { Department, DepartmentAttributes } from './department.ts';
import { Caller, Member } from './member.ts';

const tag = '统一身份认证';
const DepartmentShown = Department.omit({ move: true });
const MemberShown = Member.omit({ move: true });
const byMember = z.object({ memberId: MemberId });
const byDepartment = z.object({ departmentId: DepartmentId });

export const readMe = route({
  method: 'GET',
  path: '/v1/me',
  action: 'me:read',
  summary: '我是谁、有什么权限',
  tag,
  status: 200,
  answer: Principal.extend({ name: z.string(), departmentName: z.string() }),
  refusals: { 'member-unknown': { status: 404, title: '没有这个成员' } },
  object: { type: 'member' },
});

export const listDepartments = route({
  method: 'GET',
  path: '/v1/departments',
  action: 'departments:read',
  summary: '查询部门',
  tag,
  query: PageQuery,
  status: 200,
  answer: pageOf(DepartmentShown),
  refusals: {},
  object: { type: 'department' },
});

export const addDepartment = route({
  method: 'POST',
  path: '/v1/departments',
  action: 'departments:keep',
  summary: '新增部门（部门代码一经启用不再改变含义；不填则自动生成）',
  tag,
  body: DepartmentAttributes.extend({ departmentId: DepartmentId.optional() }),
  status: 201,
  answer: DepartmentShown,
  refusals: { 'department-known': { status: 409, title: '部门代码已被使用' } },
  object: { type: 'department' },
  creates: true,
});

export const changeDepartment = route({
  method: 'PUT',
  path: '/v1/departments/{departmentId}',
  action: 'departments:keep',
  summary: '修改部门名称、代码、有效期',
  tag,
  params: byDepartment,
  body: DepartmentAttributes,
  status: 200,
  answer: DepartmentShown,
  refusals: {
    'department-unknown': { status: 404, title: '没有这个部门' },
  },
  object: { type: 'department', id: 'departmentId' },
  conditional: true,
});

export const listMembers = route({
  method: 'GET',
  path: '/v1/members',
  action: 'members:read',
  summary: '查询成员',
  tag,
  query: PageQuery,
  status: 200,
  answer: pageOf(MemberShown),
  refusals: {},
  object: { type: 'member' },
});

export const readMember = route({
  method: 'GET',
  path: '/v1/members/{memberId}',
  action: 'members:read',
  summary: '查看成员',
  tag,
  params: byMember,
  status: 200,
  answer: MemberShown,
  refusals: { 'member-unknown': { status: 404, title: '没有这个成员' } },
  object: { type: 'member', id: 'memberId' },
});

export const registerMember = route({
  method: 'POST',
  path: '/v1/members',
  action: 'members:register',
  summary: '登记成员（登记后无任何权限，须由安全管理员授权）',
  tag,
  body: z.object({ ...Caller.shape, name: z.string().min(1).max(60), departmentId: DepartmentId }),
  status: 201,
  answer: MemberShown,
  refusals: {
    'department-unknown': { status: 404, title: '没有这个部门' },
    'caller-known': { status: 409, title: '该账号已登记' },
  },
  object: { type: 'member' },
  creates: true,
});

export const authoriseMember = route({
  method: 'PUT',
  path: '/v1/members/{memberId}/authorisation',
  action: 'members:authorise',
  summary: '授权：角色与数据级别（授权人不得是登记人或本人）',
  tag,
  params: byMember,
  body: z.object({ roles: z.array(Role).min(1).max(4), clearance: z.int().min(1).max(4) }),
  status: 200,
  answer: MemberShown,
  refusals: {
    'member-unknown': { status: 404, title: '没有这个成员' },
    'own-rights': { status: 409, title: '不能给自己授权' },
    'same-person': { status: 409, title: '登记人与授权人必须是两个人' },
    'roles-exclude': { status: 422, title: '角色互斥' },
    'last-administrator': { status: 409, title: '这是最后一名该类管理员' },
  },
  object: { type: 'member', id: 'memberId' },
  conditional: true,
});

export const suspendMember = route({
  method: 'PUT',
  path: '/v1/members/{memberId}/suspension',
  action: 'members:suspend',
  summary: '停用成员（一分钟内生效；重新授权即恢复）',
  tag,
  params: byMember,
  body: z.object({ reason: z.string().min(2).max(200) }),
  status: 200,
  answer: MemberShown,
  refusals: {
    'member-unknown': { status: 404, title: '没有这个成员' },
    'own-suspension': { status: 409, title: '不能停用自己' },
    'last-administrator': { status: 409, title: '这是最后一名该类管理员' },
  },
  object: { type: 'member', id: 'memberId' },
  conditional: true,
});

export const identityRoutes: readonly Route[] = [
  readMe,
  listDepartments,
  addDepartment,
  changeDepartment,
  listMembers,
  readMember,
  registerMember,
  authoriseMember,
  suspendMember,
];
