import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Column } from '../../functions/ingestion/contract.ts';
import { unguarded } from '../../shared/text/csv-line.ts';
import { eachRecord } from '../../functions/ingestion/each-record.ts';
import { AS_IT_IS, CLOSELY, LIST_AS_IT_IS, mostUnits, quickLook } from '../../functions/ingestion/quick-look.ts';
import { STRUCTURE } from '../../functions/ingestion/record-view.ts';
import { h001 } from '../../functions/ingestion/rules/h001-readable.ts';
import { h005 } from '../../functions/ingestion/rules/h005-pattern.ts';
import { q005 } from '../../functions/ingestion/rules/q005-required.ts';
import { q006 } from '../../functions/ingestion/rules/q006-length.ts';
import { q007 } from '../../functions/ingestion/rules/q007-dictionary.ts';
import { standardiser } from '../../functions/ingestion/standardise.ts';
import { splitJoinedList } from '../../shared/text/joined-list.ts';
import { marketEntities } from './sample-file.ts';

const column = (its: object) => Column.parse({ name: 'x', title: '某', level: 1, origin: 'ours', required: true, ...its });
const kinds: [string, Column, string][] = [
  ['text', column({ type: 'text' }), '苏州 （高新）'],
  ['text with a pattern', column({ type: 'text', pattern: '^[a-z0-9中 ]{1,6}$', maxLength: 6 }), 'a中 1'],
  ['code', column({ type: 'code', maxLength: 12 }), 'AB-1'],
  ['code as it is', column({ type: 'code', letters: 'as-is' }), 'ab-1'],
  ['compact code', column({ type: 'code', compact: true, maxLength: 18 }), '91320505MA1X000760'],
  ['dictionary', column({ type: 'code', dictionary: 'check-type' }), '随机抽查'],
  ['open dictionary', column({ type: 'code', dictionary: { a: '甲', B: '乙 丙' }, open: true }), 'a'],
  ['area', column({ type: 'area' }), '320505'],
  ['date', column({ type: 'date' }), '2024-02-29'],
  ['datetime', column({ type: 'datetime' }), '2026-11-02 09:30:00'],
  ['integer', column({ type: 'integer' }), '1234'],
  ['decimal', column({ type: 'decimal' }), '10.05'],
  ['amount', column({ type: 'amount', unit: '元' }), '1000.5'],
  ['amount in 万元', column({ type: 'amount', unit: '万元' }), '12.3456'],
  ['list', column({ type: 'list' }), 'A1;B2'],
  ['list as it is', column({ type: 'list', letters: 'as-is', maxLength: 9 }), '张三；李四'],
  ['list with a pattern', column({ type: 'list', pattern: '^\\d{3}$' }), '123;456'],
  ['list of a dictionary', column({ type: 'list', dictionary: 'check-mode' }), '1;2'],
];

/** What the quick look says of a cell that stands in a file: its value, or undefined where it leaves it to the standardiser. */
const seen = (one: Column, cell: string): string | string[] | undefined => {
  let answer: string | string[] | undefined;
  const look = quickLook(one);
  const file = Buffer.from(`"${cell.replaceAll('"', '""')}",.\n`);
  eachRecord(
    file,
    { format: 'csv', encoding: 'utf-8', delimiter: ',', header: ['x', 'y'], contract: marketEntities.contract },
    (record) => {
      expect(record.cell(0)).toBe(cell);
      const [start = 0, end = 0, traits = 0] = [record.starts[0], record.ends[0], record.traits[0]];
      if (start === end || end - start > mostUnits(one) || (traits & STRUCTURE) !== 0) return;
      const found = look(record.units, start, end, traits, record.text);
      if (found === AS_IT_IS) answer = cell;
      else if (found === LIST_AS_IT_IS) answer = splitJoinedList(cell);
      else if (found !== CLOSELY) answer = String(found);
    },
  );
  return answer;
};

const whole = fc.constantFrom(
  '2026-02-28',
  '2023-02-29',
  '2026-11-02 24:00:00',
  '2026/1/2',
  '0',
  '007',
  '1.50',
  '.5',
  '5.',
  '1,000',
  '-3',
  '¥5',
  '10000000000000000000',
  '0.001',
  'daily',
  'DAILY',
  '日常检查',
  '虎丘区',
  '320505000000',
  '000000',
  'ａｂ',
);
const piece = fc.constantFrom(
  ...[
    '0',
    '1',
    '2',
    '9',
    '-',
    '.',
    ':',
    ' ',
    '  ',
    '/',
    ';',
    '；',
    '、',
    ',',
    '，',
    '|',
    '\n',
    '\r\n',
    '\t',
    "'",
    '=',
    '"',
    '\\',
    '苏',
    '州',
    'a',
    'Z',
    'ß',
    'ı',
  ],
  ...[
    '\0',
    '\u0085',
    '\u00a0',
    '\u1680',
    '\u200b',
    '\u2028',
    '\u3000',
    '\ufeff',
    '\uff21',
    '\uff1d',
    '\ufffd',
    '😀',
    '㐀',
    '２',
    '年',
    '月',
    '日',
  ],
);
const cell = fc.oneof(
  fc.array(fc.oneof({ weight: 6, arbitrary: piece }, { weight: 1, arbitrary: whole }), { maxLength: 20 }).map((parts) => parts.join('')),
  fc.tuple(whole, fc.constantFrom('', ' ', "'", '\u3000', ';')).map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.stringMatching(/^[0-9.,-]{1,22}$/),
);

describe.each(kinds)('a quick look at %s', (_, one, usual) => {
  const standardise = standardiser(one);

  it('says what the standardiser and the rules say, or nothing', () => {
    fc.assert(
      fc.property(fc.oneof({ weight: 4, arbitrary: cell }, fc.constantFrom(usual, `${usual}${usual}`, `${usual};${usual}`)), (written) => {
        const answer = seen(one, written.toWellFormed());
        if (answer === undefined) return;
        const value = standardise(unguarded(written));
        expect(answer).toEqual(value);
        for (const rule of [h001, q005, q006, q007, h005]) expect(rule.concerns(one) ? rule.judge(value, one) : undefined).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });

  it('knows how it is usually written', () => {
    if (one.type === 'list' && one.dictionary !== undefined) expect(seen(one, usual)).toBeUndefined();
    else expect(seen(one, usual)).toEqual(standardise(usual));
  });
});

it('words of a dictionary are told from what merely looks like them', () => {
  const one = column({ type: 'code', dictionary: 'certificate-type' });
  expect(['001', '居民身份证', '01', '0010', '居民身份'].map((written) => seen(one, written))).toEqual([
    '001',
    '111',
    undefined,
    undefined,
    undefined,
  ]);
});
