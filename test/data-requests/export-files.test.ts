import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Row } from '../../functions/data-requests/delivery/row.ts';
import { orderOfWindows } from '../../functions/data-requests/delivery/windows.ts';
import { bytesOfFile, filesFor, type Making, windowsOfFile } from '../../functions/data-requests/exports/bytes-of-file.ts';
import { bytesOfStatistics, countedColumns } from '../../functions/data-requests/exports/bytes-of-statistics.ts';
import { exportIdOf } from '../../functions/data-requests/exports/export.ts';
import { formats } from '../../functions/data-requests/exports/formats/formats.ts';
import { isGenuine, marking, marksIn } from '../../functions/data-requests/exports/marks.ts';
import { grantKey } from '../../functions/data-requests/grants/keys.client.ts';
import { anExport } from './an-export.ts';

const keyOf = (name: string) => grantKey(createHash('sha256').update(name).digest(), name);
const key = keyOf('one');
const columns = [
  { name: 'object_name', title: '监管对象' },
  { name: 'officers', title: '执法人员' },
];
const { exportId } = anExport();

const give = ({ key: recordKey, content }: Row) => ({ id: key.pseudonym('#row', recordKey), values: content });
const aRow = (number: number): Row => ({
  key: `k-${String(number)}`,
  content: { object_name: `对象${String(number)}`, officers: ['甲', '乙'] },
});

const whole = async (more: Partial<Making>, windows: readonly (readonly Row[])[], order = windows.map((_, at) => at)): Promise<Buffer> => {
  const parts: Buffer[] = [];
  const making: Making = {
    ...{ format: formats.csv, columns, mark: marking(key, exportId), give, admit: () => Promise.resolve(), atOnce: 2 },
    read: (window) => Promise.resolve(windows[window] ?? []),
    ...more,
  };
  for await (const part of bytesOfFile(making, order)) parts.push(part);
  return Buffer.concat(parts);
};

describe('A file of an export', () => {
  it('as CSV has a watermark before the fields, Chinese titles, and several values of a field in one cell', async () => {
    const rows = parse(await whole({}, [[aRow(1)], [aRow(2)]]), { bom: true });
    expect(rows[0]).toEqual(['水印', '监管对象', '执法人员']);
    expect(rows.slice(1).map((row: string[]) => row.slice(1))).toEqual([
      ['对象1', '甲；乙'],
      ['对象2', '甲；乙'],
    ]);
  });

  it('as CSV holds no cell that a spreadsheet would run', async () => {
    const text = (await whole({}, [[{ key: 'k', content: { object_name: '=HYPERLINK("http://x")', officers: '＋1' } }]])).toString();
    expect(
      parse(text, { bom: true })
        .slice(1)
        .map((row: string[]) => row.slice(1)),
    ).toEqual([[`'=HYPERLINK("http://x")`, `'＋1`]]);
  });

  it('as NDJSON is one object a line, with the fields that a row has', async () => {
    const text = (await whole({ format: formats.ndjson }, [[aRow(1), { key: 'k', content: { officers: [] } }]])).toString();
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ _mark, ...rest }) => rest).sort((one) => ('object_name' in one ? -1 : 1))).toEqual([
      { object_name: '对象1', officers: ['甲', '乙'] },
      { officers: [] },
    ]);
    expect(lines.every(({ _mark }) => isGenuine(key, marksIn(String(_mark))[0]!))).toBe(true);
  });

  it('has the same bytes however many windows are read at once, in whatever order a window’s rows come', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer({ min: 0, max: 1e6 }), { maxLength: 6 }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 15 }),
        fc.integer({ min: 1, max: 15 }),
        async (numbers, one, other) => {
          const windows = numbers.map((those) => [...new Set(those)].map(aRow));
          const turned = windows.map((rows) => rows.toReversed());
          expect((await whole({ atOnce: one }, windows)).equals(await whole({ atOnce: other }, turned))).toBe(true);
        },
      ),
      { numRuns: 60 },
    ));

  it('asks before every batch how far it may go, and gives nothing of a batch that it may not', async () => {
    const asked: number[] = [];
    const parts: Buffer[] = [];
    const making: Making = {
      ...{ format: formats.ndjson, columns, mark: marking(key, exportId), give, atOnce: 1 },
      read: (window) => Promise.resolve([aRow(window), aRow(window + 100)]),
      admit: (upTo) => {
        asked.push(upTo);
        return upTo > 4 ? Promise.reject(new Error('stopped')) : Promise.resolve();
      },
    };
    await expect(async () => {
      for await (const part of bytesOfFile(making, [0, 1, 2, 3])) parts.push(part);
    }).rejects.toThrow('stopped');
    expect(asked).toEqual([2, 4, 6]);
    expect(Buffer.concat(parts).toString().trimEnd().split('\n')).toHaveLength(4);
  });

  it('is one of several that hold every window once, whatever the number', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(8, 16, 64, 1024),
        fc.integer({ min: 0, max: 300_000 }),
        fc.integer({ min: 1, max: 5000 }),
        (windows, rows, fileRows) => {
          const files = filesFor({ rows, windows }, fileRows);
          const order = orderOfWindows(windows, key.orderOf);
          const runs = Array.from({ length: files }, (_, at) => windowsOfFile(order, files, at + 1));
          expect(runs.flat()).toEqual(order);
          expect(runs.every((run) => run.length > 0)).toBe(true);
        },
      ),
    ));

  it('of statistics gives cells that are large enough, and counts those alone as read', async () => {
    const rows = [
      ...Array.from({ length: 7 }, (_, at) => ['A', at]),
      ...Array.from({ length: 6 }, (_, at) => ['B', at + 10]),
      ['C', 99],
      ['D', 98],
    ].map(([area, number]): Row => ({ key: `k-${String(number)}`, content: { area: String(area) } }));
    const statistics = { by: ['area'], months: [] };
    const asked: number[] = [];
    const parts: Buffer[] = [];
    const counting = {
      ...{
        format: formats.ndjson,
        columns: [{ name: 'area', title: '地区' }, ...countedColumns(statistics, 1)],
        mark: marking(key, exportId),
        atOnce: 4,
      },
      ...{
        statistics,
        subject: undefined,
        limits: { smallestCell: 5, mostCells: 100 },
        tooMany: () => new Error('too many'),
      },
      read: () => Promise.resolve(rows),
      admit: (upTo: number) => Promise.resolve(void asked.push(upTo)),
    };
    for await (const part of bytesOfStatistics(counting, [0])) parts.push(part);
    const cells = Buffer.concat(parts)
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(cells.every(({ records }) => Number(records) >= 5)).toBe(true);
    expect(cells.length).toBeGreaterThan(0);
    expect(asked.at(-1)).toBe(cells.length);
    expect(JSON.stringify(cells)).not.toContain('"C"');
  });
});

describe('A watermark', () => {
  const mark = marking(key, exportId)(key.pseudonym('#row', 'k-1'));

  it('names its export in plain sight, and is found in any text, in capitals too', () => {
    expect(mark.startsWith(`${exportId}.`)).toBe(true);
    for (const text of [mark, `${mark},苏州某公司`, `"${mark.toUpperCase()}"\t`, `<td>${mark}</td>`]) expect(marksIn(text)).toHaveLength(1);
  });

  it('is counted once, and nothing else is taken for one', () => {
    expect(marksIn(`${mark}\n${mark}`)).toHaveLength(1);
    expect(marksIn(`x${mark} ${mark}0 ${mark.slice(0, -1)} ${exportId}`)).toEqual([]);
  });

  it('is genuine under its grant’s key alone', () => {
    const [found] = marksIn(mark);
    expect(isGenuine(key, found!)).toBe(true);
    expect(isGenuine(keyOf('another'), found!)).toBe(false);
  });

  it('cannot be made of a genuine one: another row, another export, or another proof is false', () =>
    fc.assert(
      fc.property(fc.integer({ min: 29, max: mark.length - 1 }), fc.constantFrom('0', '7', 'a', 'k', 'z'), (at, letter) => {
        fc.pre(mark[at] !== letter);
        const [forged] = marksIn(mark.slice(0, at) + letter + mark.slice(at + 1));
        expect(isGenuine(key, forged!)).toBe(false);
      }),
    ));

  it('of another export with the same row is another', () => {
    const other = exportIdOf(anExport({ snapshot: { feed: 4, windows: 8 } }));
    const [found] = marksIn(mark.replace(exportId, other));
    expect(isGenuine(key, found!)).toBe(false);
  });
});
