import { inParallel } from '../../../shared/runtime/in-parallel.ts';
import { Unprocessable } from '../../../shared/runtime/outcome.ts';
import { type Item, type Key, openTable } from '../../../shared/runtime/table.store.ts';
import type { Content } from '../../../shared/text/mask-record.ts';
import type { Lane } from '../sharing.ts';
import type { Row, Snapshot } from './row.ts';
import { type Horizon, newestUpTo, prunable, seenAt, type Version } from './versions.ts';
import { digestOfKey, partitionOf, partitions, rangeOf } from './windows.ts';

/*
 * Rows that can be shared, without stream: rows#<dataset>#<department>#<0..7> / <digest of the key>#<version>
 * Every version of a row is an item of its own, with the number of the feed that brought it; so writes are appends, and may come twice or in any order. Millions of them pass
 * through here: they are put together and taken apart by hand.
 * Asked: all rows of a window as of a snapshot.
 */
export interface RowVersion extends Version {
  key: string;
  /** JSON of the standardised values. */
  content: string;
}

const partition = ({ dataset, department }: Lane, number: number): string => `rows#${dataset}#${department}#${String(number)}`;

const keyOf = (lane: Lane, { key, version }: Pick<RowVersion, 'key' | 'version'>): Key => {
  const digest = digestOfKey(key);
  return { pk: partition(lane, partitionOf(digest)), sk: `${digest}#${String(version).padStart(6, '0')}` };
};

const toItem = (lane: Lane, row: RowVersion): Item => {
  const { pk, sk } = keyOf(lane, row);
  return {
    pk: { S: pk },
    sk: { S: sk },
    feed: { N: String(row.feed) },
    // What a deleted record last said is nobody's to see.
    ...(row.deleted ? { deleted: { BOOL: true } } : { key: { S: row.key }, content: { S: row.content } }),
  };
};

const textOf = (item: Item, name: string): string => {
  const text = item[name]?.S;
  if (text === undefined) throw new Unprocessable(`a stored row without ${name}`);
  return text;
};

interface Stored extends Version {
  item: Item;
}
const toVersion = (item: Item): Stored => ({
  item,
  version: Number(textOf(item, 'sk').slice(-6)),
  feed: Number(item['feed']?.N),
  deleted: item['deleted']?.BOOL === true,
});

const digestIn = (item: Item): string => textOf(item, 'sk').slice(0, 32);

// Written by ingestion, which checked every value.
const toRow = ({ item }: Stored): Row => ({ key: textOf(item, 'key'), content: JSON.parse(textOf(item, 'content')) as Content });

const written = 25;
const width = 8;

export const rowsTable = (tableName: string) => {
  const table = openTable(tableName);

  /** All versions of each key between the two digests, key after key. */
  async function* keysBetween(pk: string, from: string, to: string, only?: readonly string[]): AsyncGenerator<Stored[], void> {
    let versions: Stored[] = [];
    let cursor: string | undefined;
    do {
      const where = { text: '#pk = :pk AND #sk BETWEEN :from AND :to', values: { pk, from, to } };
      const page = await table.queryItems(where, { cursor, ...(only && { only }) });
      for (const item of page.items) {
        const [first] = versions;
        if (first && digestIn(first.item) !== digestIn(item)) {
          yield versions;
          versions = [];
        }
        versions.push(toVersion(item));
      }
      cursor = page.next;
    } while (cursor !== undefined);
    if (versions.length > 0) yield versions;
  }

  return {
    /** Rows of a window as they are seen in the snapshot, in the order of their digests. `end`: there are more; they come with it as `after`. */
    async window(
      lane: Lane,
      { feed, windows }: Snapshot,
      number: number,
      { after, limit = Infinity }: { after?: string | undefined; limit?: number } = {},
    ): Promise<{ rows: Row[]; end: string | undefined }> {
      const range = rangeOf(windows, number);
      const rows: Row[] = [];
      let end: string | undefined;
      for await (const versions of keysBetween(
        partition(lane, range.partition),
        after === undefined ? range.from : `${after}~`,
        range.to,
      )) {
        if (rows.length >= limit) return { rows, end };
        const seen = seenAt(versions, feed);
        if (!seen) continue;
        rows.push(toRow(seen));
        end = digestIn(seen.item);
      }
      return { rows, end: undefined };
    },

    /** One record's newest version up to this feed, deleted or not; without content where it is deleted. */
    async newest(lane: Lane, key: string, feed: number): Promise<{ version: number; feed: number; content?: Row['content'] } | undefined> {
      const digest = digestOfKey(key);
      for await (const versions of keysBetween(partition(lane, partitionOf(digest)), `${digest}#`, `${digest}#~`)) {
        const newest = newestUpTo(versions, feed);
        if (newest) return { version: newest.version, feed: newest.feed, ...(!newest.deleted && { content: toRow(newest).content }) };
      }
      return undefined;
    },

    /** What is there already is the same. */
    async write(lane: Lane, rows: readonly RowVersion[], deadline: number): Promise<void> {
      const items = [...new Map(rows.map((row) => [keyOf(lane, row).sk, toItem(lane, row)])).values()];
      const batches = Array.from({ length: Math.ceil(items.length / written) }, (_, at) => items.slice(at * written, (at + 1) * written));
      await inParallel(batches, width, async (batch) => {
        await table.putItems(batch, deadline);
      });
    },

    /** Removes what nobody sees any more, from this place on, until the time is up or the lane is through; says where it stopped, what can go only later, and how many rows it passed that are seen as of `upTo`. */
    async prune(
      lane: Lane,
      {
        place,
        horizon,
        upTo,
        deadline,
        timeIsUp,
      }: { place: Place; horizon: Horizon; upTo: number; deadline: number; timeIsUp: () => boolean },
    ): Promise<{ next: Place | undefined; left: ReturnType<typeof prunable>['left']; standing: number }> {
      let left: ReturnType<typeof prunable>['left'] = 'nothing';
      let { after } = place;
      let standing = 0;
      for (let number = place.partition; number < partitions; number += 1, after = '') {
        const pk = partition(lane, number);
        let replaced: Key[] = [];
        let marks: Key[] = [];
        const keysOf = (those: readonly Stored[]): Key[] => those.map(({ item }) => ({ pk, sk: textOf(item, 'sk') }));
        const flush = async (): Promise<void> => {
          for (const keys of [replaced, marks])
            for (let from = 0; from < keys.length; from += written) await table.removeMany(keys.slice(from, from + written), deadline);
          replaced = [];
          marks = [];
        };
        for await (const versions of keysBetween(pk, after === '' ? '0' : `${after}~`, '~', ['sk', 'feed', 'deleted'])) {
          if (seenAt(versions, upTo)) standing += 1;
          const its = prunable(versions, horizon);
          replaced.push(...keysOf(its.replaced));
          marks.push(...keysOf(its.mark ? [its.mark] : []));
          if (its.left === 'versions' || left === 'nothing') left = its.left;
          if (replaced.length + marks.length >= 200) await flush();
          if (timeIsUp()) {
            await flush();
            return { next: { partition: number, after: versions[0] ? digestIn(versions[0].item) : after }, left, standing };
          }
        }
        await flush();
      }
      return { next: undefined, left, standing };
    },
  };
};
export type Rows = ReturnType<typeof rowsTable>;

/** How far pruning came: behind this digest of this partition. */
export interface Place {
  partition: number;
  after: string;
}
