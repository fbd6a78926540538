import type { Column, Contract } from './contract.ts';
import { csvLine } from './csv/write-csv.ts';
import { dictionaryOf } from './standardise.ts';

/** Valid by their check digit; nobody bears them. */
const creditCodes = ['91320505MA1X000760', '91320505MA1X00420Y', '91320505MA1X001211'];

/** Each row is another act: a day later than the one before. */
const march = (day: number, row: number): string => `2026-03-${String(day + row - 1).padStart(2, '0')}`;

/** Made-up values by what a column is called, the first that fits. Businesses, people and numbers of the examples exist nowhere. */
const byName: readonly (readonly [name: RegExp, value: (row: number) => string])[] = [
  [/^supervise_item_implement_code$/, () => '01320500100010'],
  [/^supervise_item_check_icode$/, () => '1132050501400001X01ABC'],
  [/(institution|entrust_dept|unit)_code$/, () => '1132050501400001X0'],
  [/^(administrative_cp_ui_code|uniscid)$/, (row) => creditCodes[row - 1] ?? ''],
  [/^(administrative_cp|supervise_object|entname)$/, (row) => `苏州示例科技${'一二三'[row - 1] ?? ''}有限公司`],
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

const masked = (mask: Column['mask'], row: number): string | undefined =>
  mask === 'person-name' ? '示例甲' : mask === 'address' ? `江苏省苏州市虎丘区示例路 ${row} 号` : undefined;

const candidates = (row: number): string[] => [
  ...Array.from({ length: 20 }, (_, digits) => String(row).padStart(digits + 1, '0')),
  `SL-${row}`,
  `SL${row}`,
];

const valueOf = (column: Column, row: number): string => {
  const { name, title, type, dictionary, mask, maxLength = 200, pattern } = column;
  if (dictionary !== undefined) {
    const { codes } = dictionaryOf(dictionary);
    const wanted = typeof dictionary === 'string' ? ofDictionary[dictionary] : undefined;
    return (wanted === undefined ? undefined : codes[wanted]) ?? Object.values(codes)[0] ?? '';
  }
  const known = byName.find(([words]) => words.test(name))?.[1](row);
  if (known !== undefined && known !== '') return type === 'datetime' && known.length === 10 ? `${known} 09:30:00` : known;
  if (known === '' && !column.required) return '';
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

/** A few rows as they should be, in a CSV file that can be handed in. */
export const exampleOf = ({ columns }: Contract): string => {
  const rows = [1, 2, 3].map((row) => columns.map((column) => valueOf(column, row)));
  return `\uFEFF${[columns.map(({ title }) => title), ...rows].map((cells) => csvLine(cells)).join('')}`;
};
