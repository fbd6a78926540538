import { describe, expect, it } from 'vitest';
import { UnusableFile } from '../../../functions/ingestion/file-fault.ts';
import { mostRecordBytes } from '../../../functions/ingestion/limits.ts';
import { numberFormat, plainFormat } from '../../../functions/ingestion/xlsx/number-format.ts';
import { numberText } from '../../../functions/ingestion/xlsx/number-text.ts';
import { readWorkbook } from '../../../functions/ingestion/xlsx/read-workbook.ts';
import { SharedStrings } from '../../../functions/ingestion/xlsx/shared-strings.ts';
import { ByteBuilder } from '../../../functions/ingestion/xlsx/byte-builder.ts';
import { openParts } from '../../../functions/ingestion/xlsx/workbook-parts.bucket.ts';
import { TryAgain } from '../../../shared/runtime/outcome.ts';
import { marketEntities } from '../sample-file.ts';
import { buildWorkbook, type BuiltCell, workbookParts, zipOf } from './build-workbook.ts';
import { readRowsOf } from './read-sample-workbook.ts';

const header = ['主体身份代码', '企业名称', '核准日期', '登记状态代码'];
const row = (name: BuiltCell): BuiltCell[] => ['P1', name, '2026-03-01', '1'];
const mebibyte = 1_048_576;

/** What comes of a workbook, which of its parts were looked into, and what was written of it. */
const attack = async (
  file: Uint8Array,
  timeIsUp: (reading: string) => boolean = () => false,
): Promise<{ reason: string | undefined; message: string; looked: string[]; written: number; pieces: number }> => {
  const looked: string[] = [];
  let written = 0;
  let pieces = 0;
  const parts = await openParts({ size: file.length, read: async (from, to) => file.subarray(from, to) });
  const came = (its: { reason?: string; message?: string }) => ({
    reason: its.reason,
    message: its.message ?? '',
    looked,
    written,
    pieces,
  });
  try {
    await readWorkbook({
      parts: {
        ...parts,
        read: (name) => {
          looked.push(name);
          return parts.read(name);
        },
      },
      contract: marketEntities.contract,
      chunkBytes: mebibyte,
      timeIsUp: () => timeIsUp(looked.at(-1) ?? ''),
      write: async ({ bytes }) => {
        written += bytes.length;
        pieces += 1;
      },
    });
    return came({});
  } catch (error) {
    if (error instanceof UnusableFile) return came(error.fault);
    throw error;
  }
};

/** Rows of a sheet as they stand in the XML, behind a header. */
const sheetOf = (xml: string, texts: readonly string[] = []): Uint8Array => {
  const parts = workbookParts({ sheets: [{ name: '企业', rows: [header, texts] }] });
  const [before = ''] = (parts['xl/worksheets/sheet1.xml'] ?? '').split('<row r="2">');
  return zipOf({ ...parts, 'xl/worksheets/sheet1.xml': `${before}${xml}</sheetData></worksheet>` });
};
/** The number of the first text behind the header's. */
const textAt = header.length;

describe('A workbook that makes much of little', () => {
  it('by one text in thousands of rows is stopped where a gzip would be, and what it gave until then was not gathered', async () => {
    const file = buildWorkbook({
      sheets: [{ name: '企业', rows: [header, ...Array.from({ length: 4000 }, () => row('甲'.repeat(20_000)))] }],
    });
    expect(file.length).toBeLessThan(60_000);
    const { reason, written, pieces } = await attack(file);
    expect(reason).toBe('expands-too-much');
    expect(written).toBeGreaterThan(60 * mebibyte);
    expect(written).toBeLessThanOrEqual(64 * mebibyte);
    expect(written / pieces).toBeLessThan(2 * mebibyte);
  });

  it('by rows of nothing but spaces is stopped too', async () => {
    const spaces = `<row><c t="s"><v>${String(textAt)}</v></c></row>`;
    expect(await attack(sheetOf(spaces.repeat(2000), [' '.repeat(60_000)]))).toMatchObject({ reason: 'expands-too-much', written: 0 });
  });

  const long = 'x'.repeat(60_000);
  const shared = `<c t="s"><v>${String(textAt)}</v></c>`;
  const part = `<![CDATA[${long}]]>`;
  it.each<[string, Uint8Array, string]>([
    ['a row of many texts', sheetOf(`<row>${shared.repeat(20)}</row>`, [long]), '第 2 行'],
    ['a text of many parts in its place', sheetOf(`<row><c t="str"><v>${part.repeat(20)}</v></c></row>`), '第 2 行'],
    ['a number of many parts', sheetOf(`<row><c><v>${part.repeat(20)}</v></c></row>`), '第 2 行'],
    [
      'a shared text of many parts',
      zipOf({
        ...workbookParts({ sheets: [{ name: '企业', rows: [header] }] }),
        'xl/sharedStrings.xml': `<sst><si><t>${part.repeat(20)}</t></si></sst>`,
      }),
      '一个单元格',
    ],
  ])('by %s is too long a record', async (_what, file, where) => {
    const { reason, message } = await attack(file);
    expect({ reason, message }).toMatchObject({ reason: 'record-too-long', message: expect.stringContaining(where) });
    expect(message).toContain(String(mostRecordBytes));
  });

  it('by two cells in one place is refused', async () => {
    const { reason, message } = await attack(sheetOf('<row><c r="A2"><v>1</v></c><c r="A2"><v>1</v></c></row>'));
    expect([reason, message]).toEqual(['unreadable-workbook', expect.stringContaining('同一位置')]);
  });

  it('by empty texts without number is stopped, since each takes memory too', () => {
    const strings = new SharedStrings();
    strings.count = 64 * mebibyte;
    expect(() => strings.add(new ByteBuilder(0))).toThrow('expands-too-much');
  });
});

describe('A workbook of many sheets', () => {
  const named = (count: number) => Array.from({ length: count }, (_, at) => ({ name: `${'长'.repeat(40)}${String(at)}`, rows: [] }));

  it('is refused before one of them is read', async () => {
    const { reason, looked } = await attack(buildWorkbook({ sheets: named(256) }));
    expect(reason).toBe('too-many-sheets');
    expect(looked.filter((name) => name.includes('sheets/'))).toEqual([]);
  });

  it('is refused where two of them are the same part', async () => {
    const parts = workbookParts({ sheets: named(2) });
    const relations = parts['xl/_rels/workbook.xml.rels']?.replace('sheet2.xml', 'sheet1.xml') ?? '';
    const { reason, message } = await attack(zipOf({ ...parts, 'xl/_rels/workbook.xml.rels': relations }));
    expect([reason, message]).toEqual(['unreadable-workbook', expect.stringContaining('两个工作表')]);
  });

  it('names the first of those that were not read, as long as Excel lets a name be, and counts all', async () => {
    const read = await readRowsOf(buildWorkbook({ sheets: [{ name: '企业', rows: [header, row('甲公司')] }, ...named(30)] }));
    expect(read.otherSheets).toEqual(Array.from({ length: 20 }, () => '长'.repeat(31)));
    expect(read.otherSheetCount).toBe(30);
  });
});

describe('Time', () => {
  it.each([
    '_rels/.rels',
    'xl/_rels/workbook.xml.rels',
    'xl/workbook.xml',
    'xl/styles.xml',
    'xl/sharedStrings.xml',
    'xl/worksheets/sheet1.xml',
  ])('is asked for while %s is read', async (part) => {
    const file = buildWorkbook({ sheets: [{ name: '企业', rows: [header, row('甲公司')] }] });
    await expect(attack(file, (reading) => reading === part)).rejects.toThrow(TryAgain);
  });

  it('is not spent on numbers, formats and nesting that no program writes', async () => {
    const begun = performance.now();
    const number = `${'0'.repeat(40_000)}1${'0'.repeat(15)}e0000`;
    expect(numberText(number, plainFormat, false)).toBe(number);
    for (let time = 0; time < 1000; time += 1) numberText(`${' '.repeat(180)}${'0'.repeat(190)}1e0000015`, plainFormat, false);
    expect(numberFormat(164, '['.repeat(200_000))).toBe(plainFormat);
    for (let time = 0; time < 1000; time += 1) numberFormat(164, '['.repeat(255));
    const deep = zipOf({ 'xl/workbook.xml': '<a>'.repeat(1_000_000) });
    expect(await attack(deep)).toMatchObject({ reason: 'unreadable-workbook' });
    expect(performance.now() - begun).toBeLessThan(2000);
  });
});
