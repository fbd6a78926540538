import { openTable } from '../../../shared/runtime/table.store.ts';
import { Delegation, delegationKey } from './delegation.ts';

/*
 * delegations#<departmentId> / <role>#<delegationId>. Asked: all of a department, which are few.
 * delegates#<departmentId> / <role>#<memberId>: which delegation of theirs is open, and until when; a person lets one other act in a role at a time.
 */
const openKey = ({ department, role, from }: Delegation) => ({ pk: `delegates#${department}`, sk: `${role}#${from}` });

export const delegationsTable = (tableName: string) => {
  const table = openTable(tableName);
  return {
    of: (department: string): Promise<Delegation[]> =>
      table.queryAll({ text: '#pk = :pk', values: { pk: `delegations#${department}` } }, Delegation),

    /** `condition-failed`: another is open. */
    create: (the: Delegation): Promise<'done' | 'condition-failed'> =>
      table.transact([
        { put: { ...delegationKey(the), ...the }, condition: { text: 'attribute_not_exists(#pk)' } },
        {
          put: { ...openKey(the), delegationId: the.delegationId, ends: the.ends },
          condition: { text: 'attribute_not_exists(#pk) OR #ends <= :now', values: { now: the.move.at } },
        },
      ]),

    end: (the: Delegation): Promise<'done' | 'condition-failed'> =>
      table.transact([
        { put: { ...delegationKey(the), ...the }, condition: { text: '#version = :before', values: { before: the.version - 1 } } },
        {
          remove: openKey(the),
          condition: { text: 'attribute_not_exists(#pk) OR #delegationId = :its', values: { its: the.delegationId } },
        },
      ]),
  };
};
export type Delegations = ReturnType<typeof delegationsTable>;
