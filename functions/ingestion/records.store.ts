import * as z from 'zod';
import { type Item, openTable, type Page } from '../../shared/runtime/table.store.ts';
import { Unprocessable } from '../../shared/runtime/outcome.ts';
import { Warning } from './accepted-rows.ts';
import type { StoredRecord } from './settle.ts';
import type { RecordChange } from './settle-rows.ts';
import { StandardRow } from './standard-row.ts';

/*
 * Records, without stream. Keys: record#<dataset>#<department>#<business id> / current | v#<version>
 * Index byReference (sparse): reference = <dataset>#<department>#<value of the referable column>, of current records that are not deleted.
 * A past version is stored under the version that it holds. `content` is one string: nobody filters on it here (others read the curated objects), and an item of few
 * attributes is quick to read and write. A million of them pass through here, so they are put together and taken apart by hand.
 */
interface Owner {
  dataset: string;
  departmentId: string;
}

/** A version that is no longer current, and the upload that replaced it. */
export interface PastRecord extends StoredRecord {
  replacedBy: string;
}

const partition = ({ dataset, departmentId }: Owner): string => `record#${dataset}#${departmentId}#`;
const current = 'current';
const past = (version: number): string => `v#${String(version).padStart(6, '0')}`;

const toItem = (owner: Owner, sk: string, record: StoredRecord): Item => ({
  pk: { S: partition(owner) + record.key },
  sk: { S: sk },
  version: { N: String(record.version) },
  digest: { S: record.digest },
  businessTime: { S: record.businessTime },
  content: { S: record.content },
  contractVersion: { N: String(record.contractVersion) },
  uploadId: { S: record.uploadId },
  row: { N: String(record.row) },
  ...(record.deleted && { deleted: { BOOL: true } }),
  ...(record.warnings && { warnings: { S: JSON.stringify(record.warnings) } }),
});

const referenceOf = ({ dataset, departmentId }: Owner, value: string): string => `${dataset}#${departmentId}#${value}`;

const reference = (owner: Owner, { deleted, content }: StoredRecord, referable: string | undefined): Item => {
  const value = referable === undefined || deleted ? undefined : StandardRow.parse(JSON.parse(content))[referable];
  return typeof value === 'string' ? { reference: { S: referenceOf(owner, value) } } : {};
};

const textOf = (item: Item, name: string): string => {
  const text = item[name]?.S;
  if (text === undefined) throw new Unprocessable(`a stored record without ${name}`);
  return text;
};

const numberOf = (item: Item, name: string): number => {
  const number = Number(item[name]?.N);
  if (!Number.isInteger(number)) throw new Unprocessable(`a stored record without ${name}`);
  return number;
};

const Warnings = z.array(Warning);

const toRecord = (owner: Owner, item: Item): StoredRecord => {
  const record: StoredRecord = {
    key: textOf(item, 'pk').slice(partition(owner).length),
    version: numberOf(item, 'version'),
    digest: textOf(item, 'digest'),
    businessTime: textOf(item, 'businessTime'),
    deleted: item['deleted']?.BOOL === true,
    content: textOf(item, 'content'),
    contractVersion: numberOf(item, 'contractVersion'),
    uploadId: textOf(item, 'uploadId'),
    row: numberOf(item, 'row'),
  };
  if (item['warnings']) record.warnings = Warnings.parse(JSON.parse(textOf(item, 'warnings')));
  return record;
};

export const recordsTable = (tableName: string) => {
  const table = openTable(tableName);

  const many = async (owner: Owner, keys: readonly { key: string; sk: string }[], deadline: number): Promise<StoredRecord[]> => {
    const items = await table.getItems(
      keys.map(({ key, sk }) => ({ pk: partition(owner) + key, sk })),
      deadline,
    );
    return items.map((item) => toRecord(owner, item));
  };

  return {
    /** The current records of these keys (at most 100), strongly consistent. */
    currentOf: (owner: Owner, keys: readonly string[], deadline: number): Promise<StoredRecord[]> =>
      many(
        owner,
        keys.map((key) => ({ key, sk: current })),
        deadline,
      ),

    /** Past versions (at most 100), strongly consistent. */
    versionsOf: (owner: Owner, versions: readonly { key: string; version: number }[], deadline: number): Promise<StoredRecord[]> =>
      many(
        owner,
        versions.map(({ key, version }) => ({ key, sk: past(version) })),
        deadline,
      ),

    /** Whether a current record that is not deleted bears this value in the column that its contract calls referable. A record of a moment ago may be missing. */
    async isReferred(owner: Owner, value: string): Promise<boolean> {
      const where = { text: '#reference = :reference', values: { reference: referenceOf(owner, value) } };
      return (await table.query(where, z.unknown(), { index: 'byReference', limit: 1 })).items.length > 0;
    },

    /** History first and confirmed, then current: a death between the two leaves a copy of the current one, which readers hide. Answers the write units. */
    async write(owner: Owner, changes: readonly RecordChange[], deadline: number, referable?: string): Promise<number> {
      const history = changes.flatMap(({ history: old, record }) =>
        old ? [{ ...toItem(owner, past(old.version), old), replacedBy: { S: record.uploadId } }] : [],
      );
      const now = changes.map(({ record }) => ({ ...toItem(owner, current, record), ...reference(owner, record, referable) }));
      let units = 0;
      for (const items of [history, now])
        for (let from = 0; from < items.length; from += 25) units += await table.putItems(items.slice(from, from + 25), deadline);
      return units;
    },

    async find(owner: Owner, key: string): Promise<StoredRecord | undefined> {
      const found = await table.getItem({ pk: partition(owner) + key, sk: current });
      return found && toRecord(owner, found);
    },

    async findVersion(owner: Owner, key: string, version: number): Promise<StoredRecord | undefined> {
      const now = await this.find(owner, key);
      if (!now || version >= now.version) return now?.version === version ? now : undefined;
      const found = await table.getItem({ pk: partition(owner) + key, sk: past(version) });
      return found && toRecord(owner, found);
    },

    /** Past versions, newest first. After a death between history and current the newest may be a copy of the current one: whoever shows them hides it. */
    async past(owner: Owner, key: string, cursor: string | undefined, limit: number): Promise<Page<PastRecord>> {
      const where = { text: '#pk = :pk AND begins_with(#sk, :past)', values: { pk: partition(owner) + key, past: 'v#' } };
      const { items, next } = await table.queryItems(where, { cursor, limit, newestFirst: true });
      return {
        items: items.map((item) => ({ ...toRecord(owner, item), replacedBy: textOf(item, 'replacedBy') })),
        ...(next !== undefined && { next }),
      };
    },
  };
};

export type Records = ReturnType<typeof recordsTable>;
