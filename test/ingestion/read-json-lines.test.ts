import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRows } from '../../functions/ingestion/read-rows.ts';
import { refusedFileHead, refusedFileLines } from '../../functions/ingestion/refused-file.ts';
import { company, csvOf, cutUp, marketEntities, one, pinned, readCompanies, readFile } from './sample-file.ts';

const header = marketEntities.contract.columns.map(({ name }) => name);

/** The whole way of a file of JSON lines, over cuts. */
const read = (text: string, chunkBytes = 1 << 20, sizes?: readonly number[]) => {
  const file = Buffer.from(text);
  const { layout, cuts, fault } = cutUp(file, chunkBytes, sizes);
  if (!layout || fault) throw new Error(fault?.message);
  const { format, encoding, delimiter } = layout;
  return cuts.map(({ from, to, firstRow }) =>
    readRows(file.subarray(from, to), { ...marketEntities, format, encoding, delimiter, header, firstRow, sections: 1, ...pinned }),
  );
};
const line = (its: object): string => JSON.stringify(its);
const codesOf = (text: string) =>
  one(read(text)).refused.map(({ findings }) => findings.map(({ code, column }) => `${code} ${column}`.trim()));

describe('JSON lines', () => {
  it('are known by their first character, with or without a byte order mark', () => {
    for (const start of ['', '\uFEFF', '\n  ', '\uFEFF\r\n'])
      expect(cutUp(Buffer.from(`${start}${line(company())}\n`), 10)).toMatchObject({
        layout: { format: 'ndjson', encoding: 'utf-8', header: [], cuttable: true },
        cuts: [{ rows: 1 }],
      });
  });

  it('say what the same rows say as CSV', () => {
    const rows = [company(), company({ pripid: 'P2', entname: '引"号,逗号' }), company({ pripid: 'P3', regcap: '坏' })];
    const json = one(read(rows.map(line).join('\n')));
    const csv = readCompanies(rows);
    expect(json.accepted).toEqual(csv.accepted);
    expect(json.refused.map(({ findings }) => findings)).toEqual(csv.refused.map(({ findings }) => findings));
  });

  it('name their columns by name, title or alias, in any order, and unknown ones are told', () => {
    const { pripid, ...rest } = company();
    const { accepted, unknownColumns } = one(
      read(`${line({ 别的: 1, ...rest, 主体身份代码: pripid, _备注: 'x', 问题代码: 'Q005' })}\n${line({ ...company(), __proto__x: 1 })}`),
    );
    expect(accepted.map(({ key }) => key)).toEqual(['P0001', 'P0001']);
    expect(unknownColumns).toEqual(['别的']);
  });

  it('keep the digits of numbers as they were written', () => {
    const text = line(company()).replace('"91320505MA1X000760"', '911101066976941872').replace('"1,000.5"', '1000.50');
    expect(JSON.parse(one(one(read(text)).accepted).content)).toMatchObject({ uniscid: '911101066976941872', regcap: '1000500000' });
  });

  it('take null as empty, and a list of values as a list', () => {
    expect(
      JSON.parse(one(one(read(line({ ...company(), dom: null, oploc: ['甲', '乙'], traname: true }))).accepted).content),
    ).toMatchObject({
      oploc: '甲;乙',
      traname: 'true',
    });
    expect(codesOf(line({ ...company(), entname: null }))).toEqual([['Q005 entname']]);
  });

  it.each([
    ['no JSON', '{"pripid": "P1"', ['H006']],
    ['a list', '["P1"]', ['H006']],
    ['a text', '"P1"', ['H006']],
    ['null', 'null', ['H006']],
    ['two objects', '{}{}', ['H006']],
    ['a space that is no space of JSON', '\u2028', ['H006']],
    ['nested beyond measure', `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, ['H006']],
    ['a nested value', line({ ...company(), dom: { 省: '江苏' } }), ['H007 dom']],
    ['a list of lists', line({ ...company(), dom: [['江苏']] }), ['H007 dom']],
    ['a column that is given twice', line({ ...company(), 企业名称: '别的公司' }), ['H007 entname']],
    ['a lone surrogate', `{"entname":"\\ud800",${line(company({ entname: '' })).slice(1)}`.replace('"entname":"",', ''), ['H004 entname']],
  ])('are refused when a line is %s', (_, text, codes) => {
    expect(codesOf(`${line(company())}\n${text}\n`)).toEqual([codes]);
  });

  it('do no harm by names that mean something to JavaScript, or that come twice', () => {
    const text = `{"__proto__":{"pripid":"X"},"constructor":"y",${line(company()).slice(1)}`;
    expect(one(one(read(text)).accepted).key).toBe('P0001');
    expect(one(one(read(`{"pripid":"P9",${line(company()).slice(1)}`)).accepted).key).toBe('P0001');
  });

  it('go back as CSV, a line that could not be read behind the columns', () => {
    const { refused } = one(read(`${line(company({ regcap: '坏' }))}\n{"pripid": 坏}\n`));
    const titles = marketEntities.contract.columns.map(({ title }) => title);
    const back = refusedFileHead(titles) + refusedFileLines(refused, header, marketEntities.contract);
    expect(back).toContain('{""pripid"": 坏}');
    const again = one(readFile(Buffer.from(back), marketEntities));
    expect(again.refused.map(({ findings }) => findings[0]?.code)).toEqual(['H001', 'H003']);
    // Repaired, the first is accepted.
    expect(one(readFile(csvOf([company()]), marketEntities)[0]?.accepted ?? []).key).toBe('P0001');
  });

  it('give the same rows wherever they are cut', () => {
    const row = fc.record({
      pripid: fc.constantFrom('P1', 'P2', ''),
      entname: fc.constantFrom('甲"\n乙', '丙', null),
      extra: fc.anything({ maxDepth: 1, withNullPrototype: false }),
    });
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 8 }),
        fc.constantFrom('\n', '\r\n', '\r', '\n\n'),
        fc.integer({ min: 1, max: 200 }),
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 3 }),
        (rows, end, chunkBytes, sizes) => {
          const text = rows.map((its) => line({ ...company(), ...its })).join(end);
          const whole = one(read(text));
          const parts = read(text, chunkBytes, sizes);
          expect(whole.read).toBe(rows.length);
          expect(parts.flatMap(({ refused }) => refused)).toEqual(whole.refused);
          expect(
            parts
              .flatMap(({ accepted }) => accepted)
              .map(({ row: number }) => number)
              .sort((a, b) => a - b),
          ).toEqual(whole.accepted.map(({ row: number }) => number).sort((a, b) => a - b));
        },
      ),
      { numRuns: 100 },
    );
  });
});
