import * as z from 'zod';
import { openTable } from '../../shared/runtime/table.store.ts';
import type { StoredRecord } from './settle.ts';

/*
 * Records, without stream. Keys: record#<dataset>#<department>#<business id> / current | v#<version>
 * `content` is one string: nobody filters on it here (others read the curated objects), and an item of few attributes is quick to read and write.
 */
const RecordItem = z.object({
  pk: z.string(),
  sk: z.string(),
  version: z.number(),
  digest: z.string(),
  businessTime: z.string(),
  deleted: z.boolean().default(false),
  content: z.string(),
  contractVersion: z.number(),
  uploadId: z.string(),
  row: z.number(),
  outcome: z.enum(['new', 'changed']),
});

interface Owner {
  dataset: string;
  departmentId: string;
}

const partition = ({ dataset, departmentId }: Owner): string => `record#${dataset}#${departmentId}#`;

const toItem = (owner: Owner, sk: string, { key, deleted, ...rest }: StoredRecord) => ({
  pk: partition(owner) + key,
  sk,
  ...rest,
  ...(deleted && { deleted }),
});

const toRecord = (owner: Owner, item: unknown): StoredRecord => {
  const { pk, sk: _sk, ...rest } = RecordItem.parse(item);
  return { key: pk.slice(partition(owner).length), ...rest };
};

export const recordsTable = (tableName: string) => {
  const table = openTable(tableName);
  return {
    /** The current records of these keys (at most 100), strongly consistent. */
    async currentOf(owner: Owner, keys: readonly string[], deadline: number): Promise<Map<string, StoredRecord>> {
      const items = await table.getMany(
        keys.map((key) => ({ pk: partition(owner) + key, sk: 'current' })),
        deadline,
      );
      return new Map(items.map((item) => toRecord(owner, item)).map((record) => [record.key, record]));
    },

    /** History first and confirmed, then current: a death between the two leaves a copy of the current one, which readers hide. */
    async write(owner: Owner, changes: readonly { record: StoredRecord; history?: StoredRecord }[], deadline: number): Promise<void> {
      const history = changes.flatMap(({ history: old }) => (old ? [toItem(owner, `v#${String(old.version).padStart(6, '0')}`, old)] : []));
      const current = changes.map(({ record }) => toItem(owner, 'current', record));
      for (const items of [history, current])
        for (let from = 0; from < items.length; from += 25) await table.putMany(items.slice(from, from + 25), deadline);
    },

    async find(owner: Owner, key: string): Promise<StoredRecord | undefined> {
      const found = await table.get({ pk: partition(owner) + key, sk: 'current' }, z.unknown());
      return found === undefined ? undefined : toRecord(owner, found);
    },
  };
};

export type Records = ReturnType<typeof recordsTable>;
