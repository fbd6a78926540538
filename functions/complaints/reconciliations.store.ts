import { openTable, type Page } from '../../shared/runtime/table.store.ts';
import { Reconciliation } from './reconciliation.ts';

/** `reconciliation#<source> / day#<date>`, in the list `reconciliations` by day. */
export interface Reconciliations {
  /** The last comparison of a day takes the place of an earlier one. */
  keep(reconciliation: Reconciliation): Promise<void>;
  newest(cursor: string | undefined, limit: number): Promise<Page<Reconciliation>>;
}

export const reconciliationsTable = (tableName: string): Reconciliations => {
  const table = openTable(tableName);
  return {
    async keep(reconciliation) {
      const { source, day } = reconciliation;
      await table.put({
        pk: `reconciliation#${source}`,
        sk: `day#${day}`,
        list: 'reconciliations',
        listKey: `${day}#${source}`,
        ...reconciliation,
      });
    },

    newest: (cursor, limit) =>
      table.query({ text: '#list = :list', values: { list: 'reconciliations' } }, Reconciliation, {
        index: 'listed',
        cursor,
        limit,
        newestFirst: true,
      }),
  };
};
