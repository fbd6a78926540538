import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BuiltCell, buildWorkbook, type BuiltWorkbook, workbookParts, zipOf } from './build-workbook.ts';
import { openParts } from '../../../functions/ingestion/xlsx/workbook-parts.bucket.ts';
import { readRowsOf, readSample } from './read-sample-workbook.ts';

const header = ['主体身份代码', '企业名称', '核准日期', '登记状态代码'];
const row = (...its: BuiltCell[]): BuiltCell[] => ['P1', '甲公司', '2026-03-01', '1'].map((usual, at) => its[at] ?? usual);
const one = (rows: BuiltCell[][], more: Partial<BuiltWorkbook> = {}): BuiltWorkbook => ({
  sheets: [{ name: '企业', rows: [header, ...rows] }],
  ...more,
});
const cell = async (its: BuiltCell, more: Partial<BuiltWorkbook> = {}): Promise<string | undefined> =>
  (await readRowsOf(buildWorkbook(one([row(null, its)], more)))).rows[0]?.['企业名称'];

describe('A cell', () => {
  it.each<[string, BuiltCell, string]>([
    ['of shared text', '苏州甲乙公司', '苏州甲乙公司'],
    ['of text in its place', { inline: ' 甲,"乙"\n丙 & <丁> ' }, ' 甲,"乙"\n丙 & <丁> '],
    [
      'of rich text, without its pronunciation',
      {
        xml: (r) =>
          `<c r="${r}" t="inlineStr"><is><r><t>甲</t></r><r><rPr><b/></rPr><t>乙</t></r><rPh sb="0" eb="1"><t>JIA</t></rPh></is></c>`,
      },
      '甲乙',
    ],
    ['with Excel’s own notation', { xml: (r) => `<c r="${r}" t="str"><v>甲_x000D_乙_x005F_x0041_</v></c>` }, '甲\r乙_x0041_'],
    ['with CDATA and references', { xml: (r) => `<c r="${r}" t="str"><v>a&#x7532;&#20057;<![CDATA[<b>&amp;]]></v></c>` }, 'a甲乙<b>&amp;'],
    ['that is true', { xml: (r) => `<c r="${r}" t="b"><v>1</v></c>` }, 'TRUE'],
    ['that is an error', { xml: (r) => `<c r="${r}" t="e"><f>1/0</f><v>#DIV/0!</v></c>` }, '#DIV/0!'],
    ['with a formula', { xml: (r) => `<c r="${r}"><f>SUM(A1:A9)</f><v>42</v></c>` }, '42'],
    ['with leading zeros as text', '000123', '000123'],
    ['with a whole number', 320505, '320505'],
    ['with a stored sum of fractions', { number: '0.30000000000000004' }, '0.3'],
    ['with a number of 18 digits, whose last ones Excel has lost', { number: '3.2050519900101123E+17' }, '320505199001011230'],
    ['with a small number', { number: '1.0000000000000001E-7' }, '0.0000001'],
    ['with a number with idle zeros', { number: '010.500' }, '10.5'],
    ['with minus nothing', { number: '-0' }, '0'],
    ['with what is no number', { number: 'abc' }, 'abc'],
    ['with a prefix before every name', { xml: (r) => `<x:c xmlns:x="y" r="${r}" t="str"><x:v>甲</x:v></x:c>` }, '甲'],
  ])('%s is read as it is seen', async (_what, its, text) => {
    expect(await cell(its)).toBe(text);
  });

  it.each<[string | number, number | string, string]>([
    [14, 46_000, '2025-12-09'],
    [22, 46_000, '2025-12-09 00:00:00'],
    [14, 46_000.5, '2025-12-09 12:00:00'],
    [14, 1, '1900-01-01'],
    [14, 59, '1900-02-28'],
    [14, 60, '1900-02-29'],
    [14, 61, '1900-03-01'],
    [14, 2_958_465, '9999-12-31'],
    [14, 2_958_466, '2958466'],
    [14, -1, '-1'],
    [31, 46_000, '2025-12-09'],
    [57, 46_000, '2025-12-09'],
    [20, 0.75, '18:00:00'],
    [46, 1.5, '36:00:00'],
    ['yyyy"年"m"月"d"日"', 46_000, '2025-12-09'],
    ['[$-804]yyyy/m/d;@', 46_000, '2025-12-09'],
    ['yyyy-mm-dd hh:mm:ss', '46000.397916666669', '2025-12-09 09:33:00'],
    ['yyyy-mm-dd hh:mm', '46000.999999999', '2025-12-10 00:00:00'],
    ['h:mm AM/PM', 0.5, '12:00:00'],
    ['000000', 505, '000505'],
    ['0000', 12_345, '12345'],
    ['#,##0.00"元"', 1234.5, '1234.5'],
    ['[Red]0.00', 5, '5'],
    ['"days"0', 5, '5'],
    ['General', 46_000, '46000'],
    ['@', 46_000, '46000'],
  ])('formatted %s with %s shows %s', async (format, number, text) => {
    expect(await cell({ number, style: 1 }, { formats: [format] })).toBe(text);
  });

  it('counts days from 1904 where the workbook does', async () => {
    expect(await cell({ number: 0, style: 1 }, { formats: [14], date1904: true })).toBe('1904-01-01');
    expect(await cell({ number: 44_538, style: 1 }, { formats: [14], date1904: true })).toBe('2025-12-09');
  });
});

describe('A workbook', () => {
  const text = fc.stringMatching(/^[\t\n -~甲乙𠀀]{0,8}$/u);

  it('gives back whatever rows went in, however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(text, text, text, text), { minLength: 1, maxLength: 12 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 200 }),
        async (rows, inline, chunkBytes) => {
          const built = rows.map((cells) => cells.map((it) => (inline ? { inline: it } : it)));
          const read = await readSample(buildWorkbook(one(built)), { chunkBytes });
          const kept = rows.filter((cells) => cells.some((it) => /[^ \t]/.test(it)));
          if (kept.length === 0) expect(read).toMatchObject({ reason: 'no-rows' });
          else if ('reason' in read) throw new Error(read.message);
          else {
            expect(read.rows.map((its) => header.map((title) => its[title]))).toEqual(kept);
            expect(read.pieces.map(({ firstRow }) => firstRow)).toEqual(
              read.pieces.map((_, at) => 1 + read.pieces.slice(0, at).reduce((sum, { rows: count }) => sum + count, 0)),
            );
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('skips empty rows and cells, and finds cells by their place', async () => {
    const { rows, sheets } = await readRowsOf(
      buildWorkbook(one([[], [' ', null], row(), [{ xml: () => '<c r="D5"><v>1</v></c><c r="A5" t="str"><v>P2</v></c>' }]])),
    );
    expect(rows).toEqual([
      { 主体身份代码: 'P1', 企业名称: '甲公司', 核准日期: '2026-03-01', 登记状态代码: '1' },
      { 主体身份代码: 'P2', 企业名称: '', 核准日期: '', 登记状态代码: '1' },
    ]);
    expect(sheets).toEqual([{ name: '企业', firstRow: 1, rows: 2 }]);
  });

  it('is read sheet after sheet, in the first one’s order of columns, and names the others', async () => {
    const read = await readRowsOf(
      buildWorkbook({
        sheets: [
          { name: '说明', rows: [['请先阅读本说明']] },
          { name: '一', rows: [header, row()] },
          { name: '空', rows: [] },
          {
            name: '二',
            rows: [
              ['登记状态', '备注', ...[...header].reverse()],
              ['存续', '无', '2', '2026-03-02', '乙公司', 'P2'],
            ],
            state: 'hidden',
          },
        ],
      }),
    );
    expect(read.header).toEqual([...header, '登记状态', '备注']);
    expect(read.rows[1]).toEqual({
      主体身份代码: 'P2',
      企业名称: '乙公司',
      核准日期: '2026-03-02',
      登记状态代码: '2',
      登记状态: '存续',
      备注: '无',
    });
    expect(read.sheets).toEqual([
      { name: '一', firstRow: 1, rows: 1 },
      { name: '二', firstRow: 2, rows: 1 },
    ]);
    expect(read.otherSheets).toEqual(['说明', '空']);
  });

  it('keeps what stands to the right of the header, for a rule to refuse', async () => {
    const { pieces } = await readRowsOf(buildWorkbook(one([[...row(), '多余']])));
    expect(Buffer.from(pieces[0]!.bytes).toString()).toBe('P1,甲公司,2026-03-01,1,多余\n');
  });

  const faulty = (change: Record<string, string | null>) => buildWorkbook(one([row()], { parts: change }));
  it.each<[string, Uint8Array, string, string]>([
    [
      'a sheet without a required column',
      buildWorkbook({ sheets: [{ name: '甲', rows: [header.slice(1), ['x']] }] }),
      'no-header',
      '工作表“甲”',
    ],
    ['no sheet with a header', buildWorkbook({ sheets: [{ name: '甲', rows: [['x']] }] }), 'no-header', '首行不是列名'],
    ['nothing in it', buildWorkbook({ sheets: [{ name: '甲', rows: [] }] }), 'empty-file', '没有内容'],
    ['a header alone', buildWorkbook(one([])), 'no-rows', '没有数据行'],
    [
      'more columns than can be',
      buildWorkbook(one([[...row(), { xml: () => '<c r="ALM2"><v>1</v></c>' }]])),
      'too-many-columns',
      '工作表“企业”',
    ],
    ['a missing sheet', faulty({ 'xl/worksheets/sheet1.xml': null }), 'unreadable-workbook', '缺少'],
    ['an unfinished sheet', faulty({ 'xl/worksheets/sheet1.xml': '<worksheet><sheetData><row>' }), 'unreadable-workbook', 'XML'],
    [
      'a DOCTYPE in a sheet',
      faulty({ 'xl/worksheets/sheet1.xml': '<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>' }),
      'unreadable-workbook',
      'XML',
    ],
    [
      'a DOCTYPE in a small part',
      faulty({ 'xl/workbook.xml': '<!DOCTYPE a SYSTEM "file:///etc/passwd"><workbook/>' }),
      'unreadable-workbook',
      'XML',
    ],
    ['a text that isn’t there', faulty({ 'xl/sharedStrings.xml': '<sst/>' }), 'unreadable-workbook', '不存在'],
    ['no workbook', zipOf({ 'a.csv': 'x' }), 'wrong-kind', '压缩文件（zip）'],
    ['a Word document', zipOf({ 'word/document.xml': '<x/>' }), 'wrong-kind', 'Word'],
    ['a binary workbook', zipOf({ 'xl/workbook.bin': 'x' }), 'wrong-kind', 'xlsb'],
  ])('with %s ends by name', async (_what, file, reason, words) => {
    expect(await readSample(file)).toMatchObject({ reason, message: expect.stringContaining(words) });
  });

  it('that unpacks without end is stopped', async () => {
    const bomb = Buffer.concat([Buffer.from('<sst>'), Buffer.alloc(66 << 20, `<a>${' '.repeat((1 << 20) - 7)}</a>`)]);
    const file = zipOf({ ...workbookParts(one([row()])), 'xl/sharedStrings.xml': bomb }, 1);
    expect(file.length).toBeLessThan(1 << 20);
    expect(await readSample(file)).toMatchObject({ reason: 'expands-too-much' });
  });

  it('that is damaged anywhere gives a fault or rows, and never throws', async () => {
    const good = buildWorkbook(one([row(), row('P2', { number: 1, style: 1 })], { formats: [14] }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 4 }),
        fc.option(fc.nat(good.length), { freq: 2 }),
        async (flips, end) => {
          const bad = Buffer.from(good);
          for (const [at, byte] of flips) bad[at] = byte;
          await readSample(bad.subarray(0, end ?? bad.length));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('with damaged XML gives a fault or rows, and never throws', async () => {
    const parts = workbookParts(one([row(), row('P2', { number: 1, style: 1 })], { formats: [14] }));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(parts)),
        fc.nat(),
        fc.constantFrom('', '<', '>', '"', '&', '/', 'x', '<a>', ']]>', '<!--'),
        async (name, at, put) => {
          const xml = parts[name] ?? '';
          const where = at % (xml.length + 1);
          await readSample(zipOf({ ...parts, [name]: xml.slice(0, where) + put + xml.slice(where + 1) }));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('fails as the bucket does when the bucket fails', async () => {
    await expect(openParts({ size: 1000, read: () => Promise.reject(new Error('throttled')) })).rejects.toThrow('throttled');
  });
});
