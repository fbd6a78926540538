import * as z from 'zod';
import { type Change, openTable, type Page } from '../../../shared/runtime/table.store.ts';
import { watchItem } from '../clocks/watched.ts';
import { Correction, mostOpen, Notice } from './correction.ts';

/*
 * In correction#<id> (docs/decisions/0013):
 *   correction         on its version; list corrections#<owner>: by when it was reported
 *   by#reporter        list corrections-by#<holder>: the same
 *   watch              when to look at its clock
 *   next-step          list corrections-to-do: when the hub goes on with it; or corrections-waiting: when the lane has moved
 *   notice#<grantId>   never changed; list notices#<grantId>: by day, and within it in the grant's own order
 * In open-corrections#<holder>: counters of what is open, `all` and of each grant
 */
const keyOf = (correctionId: string, sk = 'correction') => ({ pk: `correction#${correctionId}`, sk });
const openKey = (holder: string, sk: string) => ({ pk: `open-corrections#${holder}`, sk });
const [toDo, waiting] = ['corrections-to-do', 'corrections-waiting'];
const isNew = { text: 'attribute_not_exists(#pk)' };

/** When the hub goes on: then, or when more of the lane can be seen than this feed, `until` at the latest. */
export type Next = { at: string } | { feed: number; until?: string | undefined };

const Step = z.object({
  correctionId: z.string(),
  grantId: z.string(),
  holder: z.string(),
  resourceId: z.string(),
  feed: z.int().optional(),
  until: z.string().optional(),
});
export type Step = z.infer<typeof Step>;
type Placed = Pick<Correction, 'correctionId' | 'grantId' | 'holder' | 'resourceId'>;

const nextStep = ({ correctionId, grantId, holder, resourceId }: Placed, next: Next | undefined): Change => {
  const key = keyOf(correctionId, 'next-step');
  if (!next) return { remove: key };
  const listed =
    'at' in next
      ? { list: toDo, listKey: `${next.at}#${correctionId}` }
      : { ...next, list: waiting, listKey: `${resourceId}#${correctionId}` };
  return { put: { ...key, correctionId, grantId, holder, resourceId, ...listed } };
};

/** A report opens it and its end closes it; what exceeds the limit is not stored. */
const openChanges = ({ holder, grantId, version, endedAt }: Correction): Change[] => {
  // Nothing moves after its end.
  const by = version === 1 ? 1 : endedAt === undefined ? 0 : -1;
  if (by === 0) return [];
  const counted = (sk: string, most: number): Change => ({
    update: openKey(holder, sk),
    set: { text: 'SET #open = if_not_exists(#open, :none) + :by', values: { none: 0, by } },
    ...(by > 0 && { condition: { text: 'attribute_not_exists(#open) OR #open < :most', values: { most } } }),
  });
  return [counted('all', mostOpen.department), counted(grantId, mostOpen.grant)];
};

const Open = z.object({ open: z.int() });
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

    /** A move, and when the hub goes on with it. `stale` also where a report would exceed what may be open. */
    store: async (
      the: Correction,
      { lookAt, next }: { lookAt: string | undefined; next: Next | undefined },
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
        nextStep(the, next),
        ...openChanges(the),
        ...(the.version === 1 ? [{ put: mine }] : []),
      ];
      return (await table.transact(changes)) === 'done' ? 'stored' : 'stale';
    },

    /** How many are open of this department, and of this grant. */
    async openOf(holder: string, grantId: string): Promise<{ department: number; grant: number }> {
      const [all, its] = await Promise.all(['all', grantId].map((sk) => table.get(openKey(holder, sk), Open)));
      return { department: all?.open ?? 0, grant: its?.open ?? 0 };
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
    due: (now: Date, options: Listing): Promise<Page<Step>> =>
      table.query({ text: '#list = :list AND #listKey < :until', values: { list: toDo, until: `${now.toISOString()}~` } }, Step, {
        index: 'listed',
        ...options,
      }),
    /** What it goes on with when more of a lane can be seen. */
    waiting: (options: Listing): Promise<Page<Step>> => table.query(inList(waiting), Step, { index: 'listed', ...options }),

    /** How far the search came, or what it found: no move of anybody's. Nothing where the correction moved meanwhile. */
    keepSearch: async (the: Correction, next: Next | undefined): Promise<'done' | 'condition-failed'> => {
      const { correctionId, version, search, found } = the;
      return table.transact([
        {
          update: keyOf(correctionId),
          set:
            search === undefined
              ? { text: 'SET #found = :found REMOVE #search', values: { found } }
              : { text: 'SET #search = :search', values: { search } },
          condition: { text: '#version = :version', values: { version } },
        },
        nextStep(the, next),
      ]);
    },

    /** Gone on with then; undefined: it is done. Where it has moved since it was read, its move says when. */
    putOff: async (the: Placed & { version?: number }, next: Next | undefined): Promise<void> => {
      const { correctionId, version } = the;
      const asRead = { expect: keyOf(correctionId), condition: { text: '#version = :version', values: { version } } };
      await table.transact([nextStep(the, next), ...(version === undefined ? [] : [asRead])]);
    },

    /** Once for each grant. */
    tell: async (notice: Notice): Promise<'done' | 'condition-failed'> => {
      const { noticeId, correctionId, grantId, day } = notice;
      return table.put(
        { ...keyOf(correctionId, `notice#${grantId}`), ...notice, list: `notices#${grantId}`, listKey: `${day}#${noticeId}` },
        isNew,
      );
    },

    /** Who lies before this place among the owner's grants is told. */
    keepTold: ({ correctionId }: Correction, told: string): Promise<'done' | 'condition-failed'> =>
      table.update(keyOf(correctionId), { text: 'SET #told = :told', values: { told } }, { text: 'attribute_exists(#pk)' }),

    noticesOf: (grantId: string, options: Listing): Promise<Page<Notice>> =>
      table.query(inList(`notices#${grantId}`), Notice, { index: 'listed', newestFirst: true, ...options }),
  };
};
export type Corrections = ReturnType<typeof correctionsTable>;
