import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf } from '../../functions/ingestion/csv/cells-of.ts';
import { cutter } from '../../functions/ingestion/csv/cutter.ts';
import { csvLine, unguarded } from '../../shared/text/csv-line.ts';
import { eachRecord } from '../../functions/ingestion/each-record.ts';
import { cutUp, marketEntities } from './sample-file.ts';

const rowsOf = (file: Uint8Array, chunkBytes: number, sizes?: readonly number[]): string[][] => {
  const { layout, cuts, fault } = cutUp(file, chunkBytes, sizes);
  if (fault?.reason === 'no-rows') return [];
  if (!layout || fault) throw new Error(fault?.message);
  const rows: string[][] = [];
  let next = 1;
  for (const { from, to, firstRow, rows: count } of cuts) {
    const before = rows.length;
    expect(firstRow).toBe(next);
    eachRecord(file.subarray(from, to), { ...layout, contract: marketEntities.contract }, (record) => rows.push(record.cells()));
    expect(rows.length - before).toBe(count);
    next += count;
  }
  return rows;
};

describe('a file is cut at record boundaries', () => {
  it('so that newlines, quotes and delimiters within quotes stay where they are', () => {
    const file = Buffer.from('\uFEFF名称,备注\r\n甲,"一\r\n二, ""三"""\r\n\r\n乙,4"5\n丙,"六"七\r丁,');
    expect(cutUp(file, 1)).toMatchObject({
      layout: { header: ['名称', '备注'], delimiter: ',', bom: true, dataFrom: 18 },
      cuts: [{ firstRow: 1, rows: 1 }, { firstRow: 2 }, { firstRow: 3 }, { firstRow: 4 }],
      fault: undefined,
    });
    expect(rowsOf(file, 1)).toEqual([
      ['甲', '一\r\n二, "三"'],
      ['乙', '4"5'],
      ['丙', '六七'],
      ['丁', ''],
    ]);
  });

  it.each([
    ['a;b;c\n1;2,5;3\n', ';'],
    ['a\tb\n1\t2\n', '\t'],
    ['a|b\n1|2\n', '|'],
    ['a\n1\n', ','],
    ['"x;y",b\n1,2\n', ','],
  ])('%j parts its cells by %j', (text, delimiter) => {
    expect(cutUp(Buffer.from(text), 10).layout?.delimiter).toBe(delimiter);
  });

  it('and lines of nothing but delimiters and spaces are no rows', () => {
    expect(rowsOf(Buffer.from('\n  \na,b\n,,\n1,2\n \t\n,\n3,4\n,,,'), 1)).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
  });

  const line = fc
    .array(fc.constantFrom('a', '"', '""', ',', '\n', '\r', '\r\n', '中', '　', ' ', "'", '\0', '😀', 'x,y\n', '"q",', '"r\n'), {
      maxLength: 60,
    })
    .map((parts) => parts.join(''));
  const outcomeOf = (file: Buffer, chunkBytes: number, sizes: readonly number[]) => {
    const { fault } = cutUp(file, chunkBytes, sizes);
    return fault && fault.reason !== 'no-rows' ? fault : rowsOf(file, chunkBytes, sizes);
  };

  it('wherever the cuts fall and however the bytes come, with the same rows as in one piece', () => {
    fc.assert(
      fc.property(
        line,
        fc.integer({ min: 1, max: 100 }),
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 }),
        (text, chunkBytes, sizes) => {
          const file = Buffer.from(`k,v\n${text}`);
          const whole = outcomeOf(file, 1_000_000, [1_000_000]);
          expect(outcomeOf(file, chunkBytes, sizes)).toEqual(whole);
          expect(cutUp(file, chunkBytes, sizes).cuts).toEqual(cutUp(file, chunkBytes, [1_000_000]).cuts);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('also beyond the first look at the file', () => {
    // The first look holds back 64 KiB, so short files reach the cutter in one piece; this one does not.
    const head = `k,v\n${'x,"1\n2"\n'.repeat(9000)}`;
    fc.assert(
      fc.property(line, fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 }), (text, sizes) => {
        const file = Buffer.from(head + text);
        const machine = cutter({ chunkBytes: 20_000 });
        const begun = machine.push(file.subarray(0, head.length));
        const pieces = [...begun];
        for (let from = head.length, piece = 0; from < file.length; piece += 1) {
          const size = sizes[piece % sizes.length] ?? 1;
          pieces.push(...machine.push(file.subarray(from, from + size)));
          from += size;
        }
        const whole = cutter({ chunkBytes: 20_000 });
        expect([...pieces, ...machine.end()]).toEqual([...whole.push(file), ...whole.end()]);
      }),
      { numRuns: 100 },
    );
  });

  it('and what was written is read', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.array(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', '中', ' ', ';') }), { minLength: 2, maxLength: 2 }),
          { minLength: 1, maxLength: 10 },
        ),
        fc.integer({ min: 1, max: 50 }),
        (rows, chunkBytes) => {
          const file = Buffer.from(csvLine(['k', 'v']) + rows.map((cells) => csvLine(['r', ...cells.slice(1)])).join(''));
          expect(rowsOf(file, chunkBytes).map((cells) => cells.map(unguarded))).toEqual(
            rows.map(([, cell = '']) => ['r', unguarded(cell)]),
          );
        },
      ),
    );
  });
});

describe('a file that can’t be used is refused', () => {
  it.each([
    ['empty-file', ''],
    ['empty-file', '\uFEFF\r\n \n'],
    ['no-rows', 'a,b\n\n,\n'],
    ['not-text', 'PK\x03\x04\x14\x00\x06'],
    ['not-text', 'a\0b,c\n1,2\n'],
    ['not-text', `a,b\n${'\0'.repeat(500)}`],
    ['unterminated-quote', 'a,b\n1,2\n3,"4\n5,6\n'],
    ['unterminated-quote', 'a,"b\n1,2\n'],
    ['too-many-columns', `${'x,'.repeat(1000)}y\n1\n`],
  ])('%s: %j', (reason, text) => {
    const { fault } = cutUp(Buffer.from(text), 10);
    expect(fault?.reason).toBe(reason);
    expect(fault?.message).toMatch(/请/);
  });

  it('with the row that has the quote', () => {
    expect(cutUp(Buffer.from('a,b\n1,2\n3,"4\n5,6\n'), 10).fault).toMatchObject({ row: 2, byte: 8 });
  });

  it('when it is written in another encoding, but not for single broken rows', () => {
    const gbk = Buffer.concat([Buffer.from('id,name\n1,'), Buffer.from([0xcb, 0xd5, 0xd6, 0xdd]), Buffer.from('\n')]);
    expect(rowsOf(gbk, 10)).toEqual([['1', '苏州']]);
    const header = Buffer.concat([Buffer.from([0xc3, 0xff]), Buffer.from(',b\n1,2\n')]);
    expect(cutUp(header, 10).fault).toMatchObject({ reason: 'not-utf8', byte: 0 });
    const oneRow = Buffer.concat([Buffer.from('id,名称\n1,苏州\n2,虎丘\n3,'), Buffer.from([0xcb, 0xd5]), Buffer.from('\n')]);
    expect(rowsOf(oneRow, 10)[2]).toEqual(['3', '\uFFFD\uFFFD']);
  });

  it('and a look that ends within a character is no fault', () => {
    for (const shift of [0, 1, 2])
      expect(cutUp(Buffer.from(`a,b\n1,${'x'.repeat(shift)}${'苏'.repeat(40_000)}\n`), 10).fault).toBeUndefined();
  });

  it.each([
    ['a line', 'x'],
    ['an open quote', '"'],
  ])('quickly and without keeping it, when %s never ends', (_, start) => {
    const machine = cutter({ chunkBytes: 1_000_000 });
    const piece = Buffer.alloc(65_536, 'y');
    expect(machine.push(Buffer.from(`a,b\n1,2\n${start}`))).toEqual([]);
    let pushed = 0;
    let events = machine.push(piece);
    while (!events.some(({ type }) => type === 'fault')) {
      events = machine.push(piece);
      pushed += piece.length;
    }
    expect(pushed).toBeLessThan(1_200_000);
    expect(events).toMatchObject([{ type: 'fault', reason: 'record-too-long', row: 2, byte: 8 }]);
    expect(machine.push(piece)).toEqual([]);
    expect(machine.end()).toEqual([]);
  });

  it('for a record that is one byte too long, and not for one that just fits', () => {
    const file = (length: number) => Buffer.from(`a\n${'x'.repeat(length)}\r\n`);
    expect(cutUp(file(100), 10, undefined, 100).fault).toBeUndefined();
    expect(cutUp(file(101), 10, undefined, 100).fault?.reason).toBe('record-too-long');
  });
});

it('text behind a closing quote is kept', () => {
  expect(cellsOf('"a"b,"c""d",e"f"', ',', true)).toEqual(['ab', 'c"d', 'e"f"']);
});
