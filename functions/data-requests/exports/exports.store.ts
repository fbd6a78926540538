import * as z from 'zod';
import { shanghaiDate } from '../../../shared/calendar/shanghai-time.ts';
import { type Change, openTable, type Page } from '../../../shared/runtime/table.store.ts';
import type { Noting } from '../grants/grants.store.ts';
import { Export, ExportFile } from './export.ts';
import { SignedManifest } from './manifest.ts';

/*
 * In export#<id> of the table of requests (docs/decisions/0013):
 *   export        on its version; list exports#<grantId>: by when it was first ordered
 *   file#<n>      how far a file is counted, and what it became
 *   manifest      signed, when all files are whole
 *   watch         list exports-watch: when to look after it; gone with its files
 * In exports-of#<department>:
 *   running       how many are made at this moment
 *   day#<day>     how many were ordered on it
 */
const keyOf = (exportId: string, sk = 'export') => ({ pk: `export#${exportId}`, sk });
const fileKey = (exportId: string, n: number) => keyOf(exportId, `file#${String(n).padStart(4, '0')}`);
const watched = 'exports-watch';

/** Of one department, so that none keeps the workers from the others. */
const mostRunning = 5;
const mostOrdered = 50;
const countKey = (department: string, sk: string) => ({ pk: `exports-of#${department}`, sk });
const Count = z.object({ count: z.int() });
const isRunning = (the: Export | undefined): boolean => the?.state === 'waiting' || the?.state === 'writing';

const counting = (
  department: string,
  sk: string,
  by: 1 | -1,
  most?: number,
  more: { text: string; values: object } = { text: '', values: {} },
): Change => ({
  update: countKey(department, sk),
  set: { text: `SET #count = if_not_exists(#count, :none) + :by${more.text}`, values: { none: 0, by, ...more.values } },
  ...(most !== undefined && { condition: { text: 'attribute_not_exists(#count) OR #count < :most', values: { most } } }),
});

/** An export is counted as long as somebody has to make it, however that ends: with the very change of its state. */
const countsOf = (seen: Export | undefined, next: Export): Change[] => {
  if (isRunning(seen) === isRunning(next)) return [];
  const { holder, orderedAt } = next;
  if (!isRunning(next)) return [counting(holder, 'running', -1)];
  const day = shanghaiDate(new Date(orderedAt));
  const expiresAt = Math.floor(Date.parse(day) / 1000) + 3 * 86_400;
  return [
    counting(holder, 'running', 1, mostRunning),
    counting(holder, `day#${day}`, 1, mostOrdered, { text: ', #expiresAt = :expiresAt', values: { expiresAt } }),
  ];
};

const isNew = { text: 'attribute_not_exists(#pk)' };
const asSeen = (seen: Export | undefined) => (seen ? { text: '#version = :seen', values: { seen: seen.version } } : isNew);

const Listed = z.object({ exportId: z.string(), cleared: z.boolean().default(false) });
const Watched = z.object({ exportId: z.string() });

export const exportsTable = (tableName: string) => {
  const table = openTable(tableName);

  const watchItem = ({ exportId }: Export, lookAt: Date): Change => ({
    put: { ...keyOf(exportId, 'watch'), exportId, list: watched, listKey: `${lookAt.toISOString()}#${exportId}` },
  });
  const put = (seen: Export | undefined, next: Export): Change => ({
    put: { ...keyOf(next.exportId), ...next, list: `exports#${next.grantId}`, listKey: `${next.orderedAt}#${next.exportId}` },
    condition: asSeen(seen),
  });
  const stored = async (changes: readonly Change[]) => ((await table.transact(changes)) === 'done' ? 'stored' : 'stale');

  return {
    find: (exportId: string): Promise<Export | undefined> => table.get(keyOf(exportId), Export),

    /** A state moved, on the version that was seen; `lookAt`: when to look after it again. */
    store: (seen: Export | undefined, next: Export, lookAt: Date): Promise<'stored' | 'stale'> =>
      stored([put(seen, next), watchItem(next, lookAt), ...countsOf(seen, next)]),

    /** Why a department can order nothing more now, if that is so. */
    async fullOf(department: string, now: Date): Promise<'too-many-exports' | 'too-many-today' | undefined> {
      const [running, ordered] = await Promise.all(
        ['running', `day#${shanghaiDate(now)}`].map((sk) => table.get(countKey(department, sk), Count)),
      );
      if ((running?.count ?? 0) >= mostRunning) return 'too-many-exports';
      return (ordered?.count ?? 0) >= mostOrdered ? 'too-many-today' : undefined;
    },

    /** Of one time of ordering: what an earlier one left does not count. */
    async files({ exportId, run }: Pick<Export, 'exportId' | 'run'>): Promise<ExportFile[]> {
      const where = { text: '#pk = :pk AND begins_with(#sk, :file)', values: { pk: keyOf(exportId).pk, file: 'file#' } };
      return (await table.queryAll(where, ExportFile)).filter((file) => file.run === run);
    },
    async file({ exportId, run }: Pick<Export, 'exportId' | 'run'>, n: number): Promise<ExportFile | undefined> {
      const file = await table.get(fileKey(exportId, n), ExportFile);
      return file?.run === run ? file : undefined;
    },

    /** Somebody begins to write it, first or again. `stale`: somebody else began at the same moment. */
    async begin(seen: ExportFile | undefined, file: ExportFile): Promise<'stored' | 'stale'> {
      const condition = seen
        ? {
            text: '#run = :run AND #begun = :seen AND #counted = :counted AND attribute_not_exists(#done)',
            values: { run: file.run, seen: seen.begun, counted: seen.counted },
          }
        : { text: 'attribute_not_exists(#pk) OR #run < :run', values: { run: file.run } };
      return stored([{ put: { ...fileKey(file.exportId, file.n), ...file }, condition }]);
    },

    /** So many rows of this file are counted by now: for the transaction that counts them. It does not fit where somebody else writes it too, or another time has begun. */
    counted: ({ exportId, run, n }: ExportFile, before: number, upTo: number): Noting => ({
      change: {
        update: fileKey(exportId, n),
        set: { text: 'SET #counted = :upTo', values: { upTo } },
        condition: { text: '#run = :run AND #counted = :before AND attribute_not_exists(#done)', values: { run, before } },
      },
      async fits() {
        const file = await table.get(fileKey(exportId, n), ExportFile);
        return file?.run === run && file.counted === before && file.done === undefined;
      },
    }),

    /** A file is whole: it and its export's counts together. */
    fileDone: (seen: Export, next: Export, file: ExportFile, lookAt: Date): Promise<'stored' | 'stale'> =>
      stored([
        put(seen, next),
        {
          put: { ...fileKey(file.exportId, file.n), ...file },
          condition: { text: 'attribute_not_exists(#done) OR #run < :run', values: { run: file.run } },
        },
        watchItem(next, lookAt),
      ]),

    /** All files are whole, and the manifest says so. */
    ready: (seen: Export, next: Export, manifest: SignedManifest, lookAt: Date): Promise<'stored' | 'stale'> =>
      stored([
        put(seen, next),
        { put: { ...keyOf(next.exportId, 'manifest'), ...manifest } },
        watchItem(next, lookAt),
        ...countsOf(seen, next),
      ]),

    manifest: (exportId: string): Promise<SignedManifest | undefined> => table.get(keyOf(exportId, 'manifest'), SignedManifest),

    /** Its files are gone: nobody needs to look after it. */
    cleared: (seen: Export, next: Export): Promise<'stored' | 'stale'> =>
      stored([put(seen, next), { remove: keyOf(next.exportId, 'watch') }]),

    ofGrant: (grantId: string, options: { cursor?: string | undefined; limit: number }): Promise<Page<Export>> =>
      table.query({ text: '#list = :list', values: { list: `exports#${grantId}` } }, Export, {
        index: 'listed',
        newestFirst: true,
        ...options,
      }),

    /** Those whose files may lie there. */
    async notCleared(grantId: string): Promise<string[]> {
      const where = { text: '#list = :list', values: { list: `exports#${grantId}` } };
      const listed = await table.queryAll(where, Listed, { index: 'listed', only: ['exportId', 'cleared'] });
      return listed.filter(({ cleared }) => !cleared).map(({ exportId }) => exportId);
    },

    async toLookAt(now: Date, limit: number): Promise<string[]> {
      const where = { text: '#list = :list AND #listKey < :until', values: { list: watched, until: `${now.toISOString()}~` } };
      const { items } = await table.query(where, Watched, { index: 'listed', limit, only: ['exportId'] });
      return items.map(({ exportId }) => exportId);
    },

    /** Looked at again only then. */
    putOff: (exportId: string, until: Date): Promise<'done' | 'condition-failed'> =>
      table.update(
        keyOf(exportId, 'watch'),
        { text: 'SET #listKey = :later', values: { later: `${until.toISOString()}#${exportId}` } },
        { text: 'attribute_exists(#pk)' },
      ),
  };
};
export type Exports = ReturnType<typeof exportsTable>;
