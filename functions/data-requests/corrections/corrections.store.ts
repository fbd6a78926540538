import * as z from 'zod';
import { type Change, openTable, type Page } from '../../../shared/runtime/table.store.ts';
import { watchItem } from '../clocks/watched.ts';
import { Correction, Notice } from './correction.ts';

/*
 * In correction#<id> (docs/decisions/0013):
 *   correction         on its version; list corrections#<owner>: by when it was reported
 *   by#reporter        list corrections-by#<holder>: the same
 *   watch              when to look at its clock
 *   next-step          list corrections-to-do: when the hub looks for its record, whether it has changed, and whom to tell
 *   notice#<grantId>   never changed; list notices#<grantId>: by time
 */
const keyOf = (correctionId: string, sk = 'correction') => ({ pk: `correction#${correctionId}`, sk });
const toDo = 'corrections-to-do';
const isNew = { text: 'attribute_not_exists(#pk)' };
const nextStep = (correctionId: string, at: string | undefined): Change =>
  at === undefined
    ? { remove: keyOf(correctionId, 'next-step') }
    : { put: { ...keyOf(correctionId, 'next-step'), correctionId, list: toDo, listKey: `${at}#${correctionId}` } };

const Identified = z.object({ correctionId: z.string() });
const inList = (list: string) => ({ text: '#list = :list', values: { list } });
interface Listing {
  cursor?: string | undefined;
  limit: number;
}

export const correctionsTable = (tableName: string) => {
  const table = openTable(tableName);
  const find = (correctionId: string): Promise<Correction | undefined> => table.get(keyOf(correctionId), Correction);
  const put = (the: Correction): Change => ({
    put: { ...keyOf(the.correctionId), ...the, list: `corrections#${the.owner}`, listKey: `${the.reportedAt}#${the.correctionId}` },
    condition: the.version === 1 ? isNew : { text: '#version = :seen', values: { seen: the.version - 1 } },
  });
  const listed = (list: string, options: Listing): Promise<Page<Correction>> =>
    table.query(inList(list), Correction, { index: 'listed', newestFirst: true, ...options });

  return {
    find,

    /** A move, and when the hub goes on with it. */
    store: async (
      the: Correction,
      { lookAt, next }: { lookAt: string | undefined; next: string | undefined },
    ): Promise<'stored' | 'stale'> => {
      const { correctionId, holder, reportedAt } = the;
      const mine = {
        ...keyOf(correctionId, 'by#reporter'),
        correctionId,
        list: `corrections-by#${holder}`,
        listKey: `${reportedAt}#${correctionId}`,
      };
      const changes: Change[] = [
        put(the),
        watchItem({ thing: 'correction', id: correctionId, lookAt: the.endedAt === undefined ? lookAt : undefined }),
        nextStep(correctionId, next),
        ...(the.version === 1 ? [{ put: mine }] : []),
      ];
      return (await table.transact(changes)) === 'done' ? 'stored' : 'stale';
    },

    ownedBy: (department: string, options: Listing) => listed(`corrections#${department}`, options),
    async reportedBy(department: string, options: Listing): Promise<Page<Correction>> {
      const { items, next } = await table.query(inList(`corrections-by#${department}`), Identified, {
        index: 'listed',
        newestFirst: true,
        ...options,
      });
      const found = await Promise.all(items.map(({ correctionId }) => find(correctionId)));
      return { items: found.flatMap((one) => one ?? []), ...(next !== undefined && { next }) };
    },

    /** What the hub has to go on with by now. */
    async toDo(now: Date, limit: number): Promise<string[]> {
      const where = { text: '#list = :list AND #listKey < :until', values: { list: toDo, until: `${now.toISOString()}~` } };
      return (await table.query(where, Identified, { index: 'listed', limit, only: ['correctionId'] })).items.map(
        ({ correctionId }) => correctionId,
      );
    },

    /** How far the search came, or what it found: no move of anybody's. Nothing where the correction moved meanwhile. */
    keepSearch: async ({ correctionId, version, search, found }: Correction, next: string): Promise<'done' | 'condition-failed'> =>
      table.transact([
        {
          update: keyOf(correctionId),
          set:
            search === undefined
              ? { text: 'SET #found = :found REMOVE #search', values: { found } }
              : { text: 'SET #search = :search', values: { search } },
          condition: { text: '#version = :version', values: { version } },
        },
        nextStep(correctionId, next),
      ]),

    /** Looked at again then; undefined: it is done. */
    putOff: async (correctionId: string, next: string | undefined): Promise<void> => {
      await table.transact([nextStep(correctionId, next)]);
    },

    /** Once for each grant. */
    tell: async (notice: Notice): Promise<'done' | 'condition-failed'> => {
      const { correctionId, grantId, at } = notice;
      return table.put(
        { ...keyOf(correctionId, `notice#${grantId}`), ...notice, list: `notices#${grantId}`, listKey: `${at}#${correctionId}` },
        isNew,
      );
    },

    noticesOf: (grantId: string, options: Listing): Promise<Page<Notice>> =>
      table.query(inList(`notices#${grantId}`), Notice, { index: 'listed', newestFirst: true, ...options }),
  };
};
export type Corrections = ReturnType<typeof correctionsTable>;
