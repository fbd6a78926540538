import { chunkBytes } from './chunk-bytes.ts';
import type { Contract } from './contract.ts';
import { eachRecord } from './each-record.ts';
import type { ObjectsBucket, RawBucket } from './files.bucket.ts';
import type { ChunkUnit } from './unit.ts';
import type { Upload } from './upload.ts';

interface Collaborators {
  raw: Pick<RawBucket, 'slice'>;
  curated: Pick<ObjectsBucket, 'get'>;
}

/** Rows of one chunk as they were handed in: by their numbers, the cells in the order of the file's header. Parsed as they were when they were judged. */
export const originalRows =
  ({ raw, curated }: Collaborators) =>
  async (
    upload: Upload,
    contract: Contract,
    chunk: Pick<ChunkUnit, 'chunk' | 'from' | 'to' | 'firstRow'>,
    numbers: ReadonlySet<number>,
  ): Promise<Map<number, string[]>> => {
    const { layout } = upload;
    const rows = new Map<number, string[]>();
    if (!layout || numbers.size === 0) return rows;
    let row = chunk.firstRow;
    eachRecord(await chunkBytes({ raw, curated })(upload, layout, chunk), { ...layout, contract }, (record) => {
      if (numbers.has(row)) rows.set(row, record.cells());
      row += 1;
    });
    return rows;
  };
