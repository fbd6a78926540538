import type { AcceptedRow } from './accepted-rows.ts';

/** `row`: a change log, the later row decides. Otherwise the newer business time, then the later row. */
export type Order = 'business-time' | 'row';

/** Whether a row of a file wins over another of the same key and file. */
const isNewer = (row: AcceptedRow, than: AcceptedRow, order: Order): boolean =>
  order === 'row' || row.businessTime === than.businessTime ? row.row > than.row : row.businessTime > than.businessTime;

/** Keeps one row per key, whatever order they come in; so a key that is repeated a million times takes the memory of one. */
export const newestOfEachKey = (order: Order) => {
  const kept = new Map<string, AcceptedRow>();
  let superseded = 0;
  return {
    add(row: AcceptedRow): void {
      const rival = kept.get(row.key);
      if (rival) superseded += 1;
      if (!rival || isNewer(row, rival, order)) kept.set(row.key, row);
    },
    /** `superseded`: how many rows lost against another of their key. */
    result: (): { kept: ReadonlyMap<string, AcceptedRow>; superseded: number } => ({ kept, superseded }),
  };
};
