import * as z from 'zod';
import { openTable, type Page } from '../../shared/runtime/table.store.ts';
import { type Caller, Member } from './member.ts';
import { Department } from './department.ts';

/*
 * One table. Keys:                                   asked:
 *   member#<id>                 / member             the member with this id
 *   caller#<kind>#<issuer>#<subject> / caller        who is this caller?
 *   department#<id>             / department         the department with this id
 * Index byKind (itemKind, pk): all members, all departments.
 */
export interface Members {
  find(memberId: string): Promise<Member | undefined>;
  whoIs(caller: Caller): Promise<Member | undefined>;
  list(cursor: string | undefined, limit: number): Promise<Page<Member>>;
  /** `known`: this caller is registered already, perhaps under another name. */
  register(member: Member): Promise<'registered' | 'known'>;
  replace(member: Member): Promise<'replaced' | 'stale'>;
}

export interface Departments {
  find(departmentId: string): Promise<Department | undefined>;
  list(cursor: string | undefined, limit: number): Promise<Page<Department>>;
  add(department: Department): Promise<'added' | 'known'>;
  replace(department: Department): Promise<'replaced' | 'stale'>;
}

const memberKey = (memberId: string) => ({ pk: `member#${memberId}`, sk: 'member' });
const departmentKey = (departmentId: string) => ({ pk: `department#${departmentId}`, sk: 'department' });
const callerKey = ({ kind, issuer, subject }: Caller) => ({ pk: `caller#${kind}#${issuer}#${subject}`, sk: 'caller' });

const isNew = { text: 'attribute_not_exists(#pk)' };
const onVersion = (version: number) => ({ text: '#version = :before', values: { before: version - 1 } });

export const membersTable = (tableName: string): Members => {
  const table = openTable(tableName);
  const find = (memberId: string) => table.get(memberKey(memberId), Member);
  return {
    find,
    async whoIs(caller) {
      const pointer = await table.get(callerKey(caller), z.object({ memberId: z.string() }));
      return pointer && find(pointer.memberId);
    },
    list: (cursor, limit) =>
      table.query({ text: '#itemKind = :kind', values: { kind: 'member' } }, Member, { index: 'byKind', cursor, limit }),
    async register(member) {
      const { memberId } = member;
      const stored = await table.transact([
        { put: { ...memberKey(memberId), itemKind: 'member', ...member }, condition: isNew },
        { put: { ...callerKey(member), memberId }, condition: isNew },
      ]);
      return stored === 'done' ? 'registered' : 'known';
    },
    async replace(member) {
      const stored = await table.put({ ...memberKey(member.memberId), itemKind: 'member', ...member }, onVersion(member.version));
      return stored === 'done' ? 'replaced' : 'stale';
    },
  };
};

export const departmentsTable = (tableName: string): Departments => {
  const table = openTable(tableName);
  const item = (department: Department) => ({ ...departmentKey(department.departmentId), itemKind: 'department', ...department });
  return {
    find: (departmentId) => table.get(departmentKey(departmentId), Department),
    list: (cursor, limit) =>
      table.query({ text: '#itemKind = :kind', values: { kind: 'department' } }, Department, { index: 'byKind', cursor, limit }),
    async add(department) {
      return (await table.put(item(department), isNew)) === 'done' ? 'added' : 'known';
    },
    async replace(department) {
      return (await table.put(item(department), onVersion(department.version))) === 'done' ? 'replaced' : 'stale';
    },
  };
};
