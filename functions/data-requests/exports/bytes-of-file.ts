import type { Row } from '../delivery/row.ts';
import type { Given } from '../grants/gate.ts';
import type { FileColumn, Format } from './formats/format.ts';

export interface Making {
  format: Format;
  columns: readonly FileColumn[];
  /** Called once for each row that is given, in their order. */
  mark: (rowId: string) => string;
  /** All rows of a window. */
  read: (window: number) => Promise<readonly Row[]>;
  give: (row: Row) => Given | undefined;
  /** Asked before rows leave: so many of this file, from its first on, have then left. Throws where they must not. */
  admit: (upTo: number) => Promise<void>;
  /** How many windows are read at once; the next are read while these are written. */
  atOnce: number;
}

/** By the row's id under the grant: an order that only this grant has. */
export const inGrantsOrder = (given: readonly Given[]): Given[] =>
  given.toSorted((one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0));

/** Windows' rows, so many windows at a time; the next are read while these are worked. */
export async function* batchesOf(
  { read, atOnce }: Pick<Making, 'read' | 'atOnce'>,
  windows: readonly number[],
): AsyncGenerator<(readonly Row[])[], undefined, undefined> {
  const batchAt = (from: number): Promise<(readonly Row[])[]> | undefined => {
    if (from >= windows.length) return undefined;
    const batch = Promise.all(windows.slice(from, from + atOnce).map(read));
    // Whoever waits for it hears of a failure; where nobody waits any more, it is nobody's.
    batch.catch(() => undefined);
    return batch;
  };
  let ahead = batchAt(0);
  for (let from = 0; ahead; from += atOnce) {
    const batch = await ahead;
    ahead = batchAt(from + atOnce);
    yield batch;
  }
}

/** A file, window after window; holds as many rows as are read at once, and those that are read ahead. However many that are, the bytes are the same. */
export async function* bytesOfFile(making: Making, windows: readonly number[]): AsyncGenerator<Buffer, undefined, undefined> {
  const { format, columns, mark, give, admit } = making;
  yield Buffer.from(format.head(columns));
  let upTo = 0;
  for await (const batch of batchesOf(making, windows)) {
    const given = batch.flatMap((rows) => inGrantsOrder(rows.flatMap((row) => give(row) ?? [])));
    upTo += given.length;
    // They are written while the gate is asked, and leave when it has answered.
    const admitted = admit(upTo);
    const text = given.map(({ id, values }) => format.row(mark(id), values, columns)).join('');
    await admitted;
    if (text !== '') yield Buffer.from(text);
  }
  if (format.tail !== '') yield Buffer.from(format.tail);
}

/** Each file has a run of windows, as long as the others' to one; no window is in two files, and none in none. */
export const windowsOfFile = (order: readonly number[], files: number, n: number): readonly number[] =>
  order.slice(Math.floor(((n - 1) * order.length) / files), Math.floor((n * order.length) / files));

export const filesFor = ({ rows, windows }: { rows: number; windows: number }, fileRows: number): number =>
  Math.min(windows, 9999, Math.max(1, Math.ceil(rows / fileRows)));
