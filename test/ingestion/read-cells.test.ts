import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import iconv from 'iconv-lite';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { cellsOf, type Delimiter, delimiters } from '../../functions/ingestion/csv/cells-of.ts';
import { toUtf8 } from '../../functions/ingestion/csv/to-utf8.ts';
import { eachRecord } from '../../functions/ingestion/each-record.ts';
import { nastyFiles } from './nasty-files.ts';
import { cutUp, marketEntities } from './sample-file.ts';

const { contract } = marketEntities;

/** The whole way of a file to its cells, over cuts. */
const read = (file: Uint8Array, chunkBytes = 7, sizes: readonly number[] = [65_536]) => {
  const { layout, cuts, fault } = cutUp(file, chunkBytes, sizes);
  const rows: string[][] = [];
  for (const { from, to } of cuts)
    if (layout) eachRecord(file.subarray(from, to), { ...layout, contract }, (record) => rows.push(record.cells()));
  return { layout, rows, fault };
};

const csvParse = (text: string, delimiter: string): string[][] =>
  parse(text, { delimiter, bom: true, relax_column_count: true, record_delimiter: ['\r\n', '\n', '\r'] }).slice(1);
const papa = (text: string, delimiter: string, newline?: '\r'): string[][] =>
  Papa.parse<string[]>(text.replace(/^\uFEFF/, '').replace(/(\r\n|\n|\r)$/, ''), { delimiter, ...(newline ? { newline } : {}) }).data.slice(
    1,
  );

describe.each(nastyFiles)('$name', ({ text, rows, others }) => {
  it('comes out as it is meant, wherever it is cut', () => {
    for (const chunkBytes of [1, 5, 1000]) expect(read(Buffer.from(text), chunkBytes).rows).toEqual(rows);
  });

  it(others === 'differ' ? 'and otherwise than two widely used parsers read it' : 'and as two widely used parsers read it', () => {
    const delimiter = text.includes('\t') ? '\t' : ',';
    const theirs = [
      () => expect(csvParse(text, delimiter)).toEqual(rows),
      () => expect(papa(text, delimiter, text.includes('\n') ? undefined : '\r')).toEqual(rows),
    ];
    if (others !== 'differ') for (const agrees of theirs) agrees();
    // Whoever changes the grammar so that they agree shall say so in the list.
    else expect(() => theirs.forEach((agrees) => agrees())).toThrow();
  });
});

const cell = fc.string({
  unit: fc.constantFrom('a', '中', '、', ' ', '"', ',', ';', '\t', '|', '\n', '\r\n', "'", '😀', '０', '\u00a0'),
  maxLength: 6,
});
const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 12 });
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
const written = (rows: readonly (readonly string[])[], delimiter: string, end: string): string =>
  rows
    .map(
      (cells) =>
        cells.map((one, at) => (at === 0 || /["\r\n]/.test(one) || one.includes(delimiter) ? quoted(one) : one)).join(delimiter) + end,
    )
    .join('');
const lineEnd = fc.constantFrom('\n', '\r\n');

it('whatever is written properly is read as two widely used parsers read it', () => {
  fc.assert(
    fc.property(
      table,
      fc.constantFrom<Delimiter>(...delimiters),
      lineEnd,
      fc.integer({ min: 1, max: 60 }),
      (rows, delimiter, end, chunkBytes) => {
        const text = `h${delimiter}i${delimiter}j${delimiter}k${delimiter}l${delimiter}m${end}${written(rows, delimiter, end)}`;
        const ours = read(Buffer.from(text), chunkBytes).rows;
        expect(ours).toEqual(rows);
        expect(csvParse(text, delimiter)).toEqual(rows);
        expect(papa(text, delimiter)).toEqual(rows);
      },
    ),
    { numRuns: 300 },
  );
});

it('a record’s cells are what `cellsOf` says of it, whatever the text', () => {
  const anything = fc
    .array(fc.constantFrom('a', '"', '""', ',', '|', '中', ' ', '\t', '😀', '\0'), { maxLength: 30 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(anything, fc.constantFrom<Delimiter>(',', '|', '\t'), (text, delimiter) => {
      const rows: string[][] = [];
      try {
        eachRecord(Buffer.from(text), { format: 'csv', encoding: 'utf-8', delimiter, header: [], contract }, (record) =>
          rows.push(record.cells()),
        );
      } catch (error) {
        expect(String(error)).toMatch('open quote');
        return;
      }
      if (rows.length > 0) expect(rows).toEqual([cellsOf(text, delimiter, true)]);
    }),
    { numRuns: 1000 },
  );
});

describe('a file in GB18030', () => {
  const character = fc.oneof(
    cell,
    fc.integer({ min: 0x4e00, max: 0x9fa5 }).map((code) => String.fromCodePoint(code)),
    // Four bytes in GB18030: beyond the first table, and beyond the basic plane.
    fc.integer({ min: 0x3400, max: 0x4db5 }).map((code) => String.fromCodePoint(code)),
    fc.integer({ min: 0x20000, max: 0x2a6d6 }).map((code) => String.fromCodePoint(code)),
  );
  const gbTable = fc.array(
    fc.array(
      fc.array(character, { maxLength: 4 }).map((parts) => parts.join('')),
      { minLength: 2, maxLength: 4 },
    ),
    {
      minLength: 1,
      maxLength: 8,
    },
  );

  it('gives the same rows as in UTF-8, wherever it is cut and however its bytes come', () => {
    fc.assert(
      fc.property(
        gbTable,
        fc.constantFrom<Delimiter>(',', '\t', ';'),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 4 }),
        (rows, delimiter, end, chunkBytes, sizes) => {
          const text = `名称${delimiter}备注${delimiter}三${delimiter}四${end}${written(rows, delimiter, end)}`;
          const file = iconv.encode(text, 'gb18030');
          const { layout, rows: ours, fault } = read(file, chunkBytes, sizes);
          expect(fault).toBeUndefined();
          expect(layout).toMatchObject({ encoding: 'gb18030', format: 'csv', delimiter, header: ['名称', '备注', '三', '四'] });
          expect(ours).toEqual(rows);
          expect(read(Buffer.from(text), chunkBytes, sizes).rows).toEqual(rows);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('whose cells are parted by | is not cut: that byte occurs inside characters; rewritten in UTF-8 it is', () => {
    const text = `名称|备注\n${'瞸|"俥\n|"|丂\n'.repeat(3)}`;
    const file = iconv.encode(text, 'gb18030');
    const { layout, cuts, fault } = cutUp(file, 10);
    expect(layout).toMatchObject({ encoding: 'gb18030', delimiter: '|', cuttable: false });
    expect([cuts, fault]).toEqual([[], undefined]);
    const stream = toUtf8('gb18030');
    const again = Buffer.concat([...Array.from(file, (byte) => stream.push(Uint8Array.of(byte))), stream.end()]);
    expect(again.toString()).toBe(text);
    expect(read(again).rows).toEqual(read(Buffer.from(text)).rows);
  });

  it('that breaks off or has bytes of no character still parts its cells where it should', () => {
    const broken = Buffer.concat([
      iconv.encode('名称,备注\n苏州,虎丘\n', 'gb18030'),
      Buffer.from([0x81, 0x2c, 0xff, 0x0a, 0x81, 0x30, 0x0a]),
    ]);
    const { rows } = read(broken);
    expect(rows.map((cells) => cells.length)).toEqual([2, 2, 1]);
    expect(rows[1]?.[0]).toBe('\uFFFD');
  });
});

it('neither UTF-8 nor GB18030 is a fault, and UTF-16 says so', () => {
  const reasonOf = (file: Buffer) => cutUp(file, 10).fault;
  expect(reasonOf(Buffer.concat([Buffer.from([0xff, 0xff, 0x81]), Buffer.from(',b\n1,2\n')]))).toMatchObject({ reason: 'not-utf8' });
  expect(reasonOf(iconv.encode('名称,备注\n1,2\n', 'utf16'))).toMatchObject({
    reason: 'not-text',
    message: expect.stringMatching(/UTF-16.*请/) as string,
  });
  expect(reasonOf(iconv.encode('a,b\n1,2\n', 'utf16le'))).toMatchObject({ reason: 'not-text' });
});
