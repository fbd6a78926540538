import { openTable, type Page } from '../../shared/runtime/table.store.ts';
import { Reconciliation } from './reconciliation.ts';

/** `reconciliation#<source> / day#<date>`, in the list `reconciliations` by day. */
export interface Reconciliations {
  /** The last comparison of a day takes the place of an earlier one. */
  keep(reconciliation: Reconciliation): Promise<void>;
  /** Of the days from that one on. */
  agreedSince(source: string, day: string): Promise<ReadonlySet<string>>;
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

    async agreedSince(source, day) {
      const where = { text: '#pk = :pk AND #sk >= :from', values: { pk: `reconciliation#${source}`, from: `day#${day}` } };
      const all = await table.queryAll(where, Reconciliation.pick({ day: true, state: true }));
      return new Set(all.filter(({ state }) => state === 'agreed').map((one) => one.day));
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
