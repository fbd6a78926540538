import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { matchHeader } from '../../functions/ingestion/match-header.ts';
import { readRows, type RowsRead } from '../../functions/ingestion/read-rows.ts';
import { refusedFileLines } from '../../functions/ingestion/refused-file.ts';
import { company, csvOf, cutUp, marketEntities, pinned } from './sample-file.ts';

const { contract } = marketEntities;

/** As the workers do it: cut, match the header, read; a fault of the file or rows, and nothing else. */
const handIn = (file: Uint8Array, chunkBytes = 1 << 20): RowsRead[] | string => {
  const { layout, cuts, fault } = cutUp(file, chunkBytes);
  if (fault) return fault.reason;
  if (!layout?.cuttable) return 'to be rewritten';
  const { format, encoding, delimiter } = layout;
  const header = format === 'ndjson' ? contract.columns.map(({ name }) => name) : layout.header;
  if (matchHeader(header, contract).outcome === 'refused') return 'no-header';
  return cuts.map(({ from, to, firstRow, rows }) => {
    const read = readRows(file.subarray(from, to), {
      ...marketEntities,
      format,
      encoding,
      delimiter,
      header,
      firstRow,
      sections: 3,
      ...pinned,
    });
    expect(read.read).toBe(rows);
    expect(read.accepted.length + read.refused.length).toBe(rows);
    for (const { findings } of read.refused) expect(findings.some(({ severity }) => severity === 'error')).toBe(true);
    const goesBack = parse(refusedFileLines(read.refused, header, contract), { relax_column_count: true }).flat();
    expect(goesBack.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
    return read;
  });
};

const good = csvOf([company(), company({ pripid: 'P2' })]);
const goodJson = Buffer.from(`${JSON.stringify(company())}\n${JSON.stringify(company({ pripid: 'P2' }))}\n`);
const spoilt = fc
  .tuple(
    fc.constantFrom(good, goodJson),
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.oneof(
          fc.uint8Array({ maxLength: 8 }),
          fc.constantFrom(
            ...['"', '\0', '\n', ',', '{', '}', '\\ud800', '\u2028', "'=", '<b>'].map((text) => new Uint8Array(Buffer.from(text))),
          ),
        ),
      ),
      {
        maxLength: 6,
      },
    ),
  )
  .map(([start, changes]) =>
    changes.reduce<Buffer>((file, [at, bytes]) => {
      const place = at % (file.length + 1);
      return Buffer.concat([file.subarray(0, place), bytes, file.subarray(place)]);
    }, start),
  );

it('whatever the bytes, a file has a fault or each of its rows is accepted or refused', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        { weight: 3, arbitrary: spoilt },
        { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.concat([good, bytes])) },
      ),
      fc.integer({ min: 1, max: 300 }),
      (file, chunkBytes) => {
        expect(handIn(file, chunkBytes)).toBeDefined();
      },
    ),
    { numRuns: 1500 },
  );
});

const head = good.subarray(0, good.indexOf('\n') + 1);
const mebibyte = 1 << 20;

it.each([
  ['a million columns in the header', Buffer.from(`${'x,'.repeat(1_000_000)}\n1\n`), 'record-too-long'],
  ['nearly a million cells in a row', Buffer.concat([head, Buffer.alloc(mebibyte - 9, ',x'), Buffer.from('\n')]), ['H003']],
  ['a quote that never ends', Buffer.concat([head, Buffer.from('"'), Buffer.alloc(2 * mebibyte, 'y')]), 'record-too-long'],
  ['a short quote that never ends', Buffer.concat([head, Buffer.from('"yyy')]), 'unterminated-quote'],
  ['a huge cell', csvOf([company({ entname: '名'.repeat(300_000) })]), ['Q006']],
  ['a huge cell where a pattern is tried', csvOf([company({ industryco: '1'.repeat(900_000) })]), ['Q006']],
  ['a cell of nothing but doubled quotes', Buffer.concat([head, Buffer.from(`P,"${'"'.repeat(900_000)}"\n`)]), ['H003']],
  [
    'a JSON line with very many names',
    Buffer.from(`${JSON.stringify(Object.fromEntries(Array.from({ length: 60_000 }, (_, at) => [`x${String(at)}`, 1])))}\n`),
    ['Q005'],
  ],
])('%s ends in time, and small', (_, file, expected) => {
  const begun = process.memoryUsage().arrayBuffers;
  const answer = handIn(file);
  if (typeof expected === 'string') expect(answer).toBe(expected);
  else {
    if (typeof answer === 'string') throw new Error(answer);
    expect([...new Set(answer.flatMap(({ refused }) => refused.flatMap(({ findings }) => findings.map(({ code }) => code))))]).toEqual(
      expect.arrayContaining(expected),
    );
  }
  expect(process.memoryUsage().arrayBuffers - begun).toBeLessThan(100 * mebibyte);
});
