import * as z from 'zod';
import { type Change, openTable, type Page } from '../../../shared/runtime/table.store.ts';
import { Export, ExportFile } from './export.ts';
import { SignedManifest } from './manifest.ts';

/*
 * In export#<id> of the table of requests (docs/decisions/0013):
 *   export        on its version; list exports#<grantId>: by when it was first ordered
 *   file#<n>      how far a file is counted, and what it became
 *   manifest      signed, when all files are whole
 *   watch         list exports-watch: when to look after it; gone with its files
 */
const keyOf = (exportId: string, sk = 'export') => ({ pk: `export#${exportId}`, sk });
const fileKey = (exportId: string, n: number) => keyOf(exportId, `file#${String(n).padStart(4, '0')}`);
const watched = 'exports-watch';

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
      stored([put(seen, next), watchItem(next, lookAt)]),

    /** Of one time of ordering: what an earlier one left does not count. */
    async files({ exportId, run }: Pick<Export, 'exportId' | 'run'>): Promise<ExportFile[]> {
      const where = { text: '#pk = :pk AND begins_with(#sk, :file)', values: { pk: keyOf(exportId).pk, file: 'file#' } };
      return (await table.queryAll(where, ExportFile)).filter((file) => file.run === run);
    },
    async file({ exportId, run }: Pick<Export, 'exportId' | 'run'>, n: number): Promise<ExportFile | undefined> {
      const file = await table.get(fileKey(exportId, n), ExportFile);
      return file?.run === run ? file : undefined;
    },

    /** So many rows of this file are counted by now. `stale`: somebody else writes it too, or another time has begun. */
    async counted({ exportId, run, n, counted }: ExportFile, before: number): Promise<'stored' | 'stale'> {
      const set = {
        text: 'SET #exportId = :exportId, #n = :n, #run = :run, #counted = :counted REMOVE #done',
        values: { exportId, n, run, counted },
      };
      const condition =
        before === 0
          ? { text: 'attribute_not_exists(#pk) OR #run < :run' }
          : { text: '#run = :run AND #counted = :before AND attribute_not_exists(#done)', values: { before } };
      return (await table.update(fileKey(exportId, n), set, condition)) === 'done' ? 'stored' : 'stale';
    },

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
      stored([put(seen, next), { put: { ...keyOf(next.exportId, 'manifest'), ...manifest } }, watchItem(next, lookAt)]),

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
