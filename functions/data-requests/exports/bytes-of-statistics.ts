import { createHash } from 'node:crypto';
import type { Content } from '../../../shared/text/mask-record.ts';
import type { Statistics } from '../catalogue/resource.ts';
import { type Cell, cellsOf, startTally } from '../delivery/statistics.ts';
import type { Reading } from '../grants/gate.ts';
import { batchesOf, type Making } from './bytes-of-file.ts';
import type { ExportColumn } from './export.ts';
import { inLetters } from '../../../shared/text/in-letters.ts';

interface Counting extends Omit<Making, 'give'> {
  statistics: Statistics;
  subject: Reading['subject'];
  limits: { smallestCell: number; mostCells: number };
  tooMany: () => Error;
}

/** Behind what is counted by. `level`: at which the statistics were approved as a whole. */
export const countedColumns = ({ distinct, sum }: Statistics, level: number): ExportColumn[] => {
  const counted = (name: string, title: string): ExportColumn => ({ name, title, as: 'clear', level });
  return [
    counted('records', '记录数'),
    ...(distinct === undefined ? [] : [counted('distinct', '不同对象数')]),
    ...(sum === undefined ? [] : [counted('sum', '金额合计（分）')]),
  ];
};

const valuesOf = ({ of, records, distinct, sum }: Cell, { by }: Statistics): Content => ({
  ...Object.fromEntries(by.map((field, at) => [field, of[at] ?? ''])),
  records: String(records),
  ...(distinct !== undefined && { distinct: String(distinct) }),
  ...(sum !== undefined && { sum }),
});

/** All rows of the snapshot are counted, window after window, and the cells that may be said are given: only they count as read. */
export async function* bytesOfStatistics(counting: Counting, windows: readonly number[]): AsyncGenerator<Buffer, undefined, undefined> {
  const { format, columns, mark, admit, statistics, subject, limits, tooMany } = counting;
  const tally = startTally(statistics, subject, limits);
  for await (const batch of batchesOf(counting, windows)) {
    await admit(0);
    for (const row of batch.flat()) if (tally.add(row) === 'too-many') throw tooMany();
  }
  const { cells } = cellsOf(tally, limits);
  await admit(cells.length);
  yield Buffer.from(format.head(columns));
  const idOf = ({ of }: Cell): string => `p${inLetters(createHash('sha256').update(JSON.stringify(of)).digest(), 8)}`;
  if (cells.length > 0) yield Buffer.from(cells.map((cell) => format.row(mark(idOf(cell)), valuesOf(cell, statistics), columns)).join(''));
  if (format.tail !== '') yield Buffer.from(format.tail);
}
