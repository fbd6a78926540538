import { refuse } from '../../shared/runtime/outcome.ts';
import { move } from '../../shared/runtime/move.ts';
import { answering, done } from '../../shared/runtime/route.ts';
import type { Departments } from './members.store.ts';
import { addDepartment, changeDepartment, listDepartments } from './routes.ts';

export const keepDepartments = ({ departments, newDepartmentId }: { departments: Departments; newDepartmentId: () => string }) => [
  answering(listDepartments, async ({ query }) => done(await departments.list(query.cursor, query.limit))),

  answering(addDepartment, async ({ body, now }) => {
    const department = { ...body, departmentId: body.departmentId ?? newDepartmentId(), version: 1, move: move('departments:keep', now) };
    if ((await departments.add(department)) === 'known') return refuse('department-known');
    return done(department, { etag: '1', objectId: department.departmentId });
  }),

  answering(changeDepartment, async ({ params, body, ifMatch, now }) => {
    const department = await departments.find(params.departmentId);
    if (!department) return refuse('department-unknown');
    const changed = {
      departmentId: department.departmentId,
      ...body,
      version: department.version + 1,
      move: move('departments:keep', now),
    };
    if (String(department.version) !== ifMatch || (await departments.replace(changed)) === 'stale') return refuse('version-stale');
    return done(changed, { etag: String(changed.version) });
  }),
];
