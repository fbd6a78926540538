import { openTable } from '../../../shared/runtime/table.store.ts';
import { Delegation, delegationKey } from './delegation.ts';

/* delegations#<departmentId> / <role>#<delegationId>. Asked: all of a department, which are few. */
export const delegationsTable = (tableName: string) => {
  const table = openTable(tableName);
  return {
    of: (department: string): Promise<Delegation[]> =>
      table.queryAll({ text: '#pk = :pk', values: { pk: `delegations#${department}` } }, Delegation),

    create: (the: Delegation): Promise<'done' | 'condition-failed'> =>
      table.put({ ...delegationKey(the), ...the }, { text: 'attribute_not_exists(#pk)' }),

    end: (the: Delegation): Promise<'done' | 'condition-failed'> =>
      table.put({ ...delegationKey(the), ...the }, { text: '#version = :before', values: { before: the.version - 1 } }),
  };
};
export type Delegations = ReturnType<typeof delegationsTable>;
