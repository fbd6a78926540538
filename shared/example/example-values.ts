import { dictionaryOf } from '../codes/dictionaries.ts';
import { splitJoinedList } from '../text/joined-list.ts';
import type { MaskKind } from '../text/mask.ts';

/** What a contract says of a column, as far as an example must fit it. */
export interface ExampleColumn {
  name: string;
  title: string;
  type: 'text' | 'code' | 'area' | 'date' | 'datetime' | 'integer' | 'decimal' | 'amount' | 'list';
  required?: boolean | undefined;
  maxLength?: number | undefined;
  pattern?: string | undefined;
  dictionary?: string | Readonly<Record<string, string>> | undefined;
  mask?: MaskKind | undefined;
}

/** Rows count from 1; so many are different days of one month. */
export const mostExamples = 20;

/** Valid by their check digit; nobody bears them. */
const creditCodes = ['91320505MA1X000760', '91320505MA1X00420Y', '91320505MA1X001211'];
/** One of three; the businesses of an example come again. */
const oneOf = (three: readonly string[], row: number): string => three[(row - 1) % three.length] ?? '';

/** Each row is another act: a day later than the one before. */
const march = (day: number, row: number): string => `2026-03-${String(day + row - 1).padStart(2, '0')}`;

/** Made-up values by what a column is called, the first that fits. Businesses, people and numbers of the examples exist nowhere. */
const byName: readonly (readonly [name: RegExp, value: (row: number) => string])[] = [
  [/^supervise_item_implement_code$/, () => '01320500100010'],
  [/^supervise_item_check_icode$/, () => '1132050501400001X01ABC'],
  [/(institution|entrust_dept|unit)_code$/, () => '1132050501400001X0'],
  [/^(administrative_cp_ui_code|uniscid)$/, (row) => oneOf(creditCodes, row)],
  [/^(administrative_cp|supervise_object|entname)$/, (row) => `苏州示例科技${oneOf(['一', '二', '三'], row)}有限公司`],
  [/^industryco$/, () => '3911'],
  [/^check_personnel$/, () => '示例甲;示例乙'],
  [/^check_personnel_code$/, () => '32050011;32050012'],
  [/^(gov_)?law_no$/, (row) => `3205000${row}`],
  [/^cd_batch$/, (row) => `${march(6, row).replaceAll('-', '')}00001`],
  [/^cd_source$/, () => '320505/scjg'],
  [/^(law_end_date|gov_law_end_date|opto)$/, () => '2031-02-28'],
  [/extend/, () => ''],
  [/(start|from|est|set|check|opened).*(date|time)|opfrom|estdate/, (row) => march(2, row)],
  [/(end|closed|decision|service|transferred).*(date|time)/, (row) => march(5, row)],
  [/(submitted|updated|appr|cd_).*(date|time)/, (row) => march(6, row)],
];

/** One word of each of these dictionaries that goes with the values above. */
const ofDictionary: Readonly<Record<string, string>> = {
  'case-source': '2',
  'party-nature': '2',
  'certificate-type': '001',
  'industry-letter': 'C',
  'change-operation': 'i',
  'yes-no': '0',
};

const masked = (mask: MaskKind | undefined, row: number): string | undefined =>
  mask === 'person-name' ? '示例甲' : mask === 'address' ? `江苏省苏州市虎丘区示例路 ${row} 号` : undefined;

const candidates = (row: number): string[] => [
  ...Array.from({ length: 20 }, (_, digits) => String(row).padStart(digits + 1, '0')),
  `SL-${row}`,
  `SL${row}`,
];

const codeOf = (dictionary: NonNullable<ExampleColumn['dictionary']>): { code: string; word: string } => {
  const { codes } = dictionaryOf(dictionary);
  const wanted = typeof dictionary === 'string' ? ofDictionary[dictionary] : undefined;
  const code = wanted !== undefined && wanted in codes ? wanted : (Object.keys(codes)[0] ?? '');
  return { code, word: codes[code] ?? '' };
};

const plain = (column: ExampleColumn, row: number): string => {
  const { name, title, type, mask, maxLength = 200, pattern, required } = column;
  const known = byName.find(([words]) => words.test(name))?.[1](row);
  if (known !== undefined && known !== '') return type === 'datetime' && known.length === 10 ? `${known} 09:30:00` : known;
  if (known === '' && !required) return '';
  switch (type) {
    case 'area':
      return '320505';
    case 'date':
      return march(3, row);
    case 'datetime':
      return `${march(3, row)} 09:30:00`;
    case 'integer':
    case 'decimal':
      return '1';
    case 'amount':
      return String(1000 * row);
    case 'code':
    case 'list':
    case 'text': {
      const fits = (text: string) => text.length <= maxLength && (pattern === undefined || new RegExp(pattern, 'u').test(text));
      const usual = type === 'text' ? (masked(mask, row) ?? `示例${title}`) : `SL-${row}`;
      return [usual.slice(0, maxLength), ...candidates(row)].find(fits) ?? '';
    }
  }
};

/** A made-up value as somebody hands it in: a code by its word, an amount in its column's unit. */
export const exampleCell = (column: ExampleColumn, row: number): string =>
  column.dictionary === undefined ? plain(column, row) : codeOf(column.dictionary).word;

/** The same as it is stored: a code, an amount in 分, the items of a list. */
export const exampleValue = (column: ExampleColumn, row: number): string | string[] => {
  const value = column.dictionary === undefined ? plain(column, row) : codeOf(column.dictionary).code;
  if (column.type === 'list') return splitJoinedList(value);
  return column.type === 'amount' && value !== '' ? `${value}00` : value;
};
