import { dictionaries, dictionaryOf } from '../../shared/codes/dictionaries.ts';
import type { Column, Contract } from './contract.ts';
import { type CellStyle, columnLetters, type Validation, writeWorkbook, type WrittenSheet } from './xlsx/write-workbook.ts';

const kinds: Readonly<Record<Column['type'], string>> = {
  text: '文字',
  code: '编码',
  area: '行政区划代码（6 位）',
  date: '日期，如 2026-03-01',
  datetime: '日期时间，如 2026-03-01 09:30:00',
  integer: '整数',
  decimal: '数字',
  amount: '金额',
  list: '多个值，用分号隔开',
};

const styleOf = ({ type }: Column): CellStyle =>
  type === 'date' || type === 'datetime' ? type : ['integer', 'decimal', 'amount'].includes(type) ? 'plain' : 'text';

/** What people read in the drop-down and may write: the words, not the codes. */
const wordsOf = ({ type, dictionary }: Column): string[] =>
  type === 'area'
    ? Object.values(dictionaries.get('area')?.codes ?? {})
    : dictionary === undefined
      ? []
      : [...new Set(Object.values(dictionaryOf(dictionary).codes))];

const described = (column: Column): string => {
  const { required, type, maxLength, pattern, unit, open } = column;
  const words = wordsOf(column);
  return [
    `${required ? '必填' : '选填'}；${kinds[type]}${unit === undefined ? '' : `（单位：${unit}）`}`,
    ...(maxLength === undefined ? [] : [`最多 ${maxLength} 个字符`]),
    ...(pattern === undefined ? [] : [`格式：${pattern}`]),
    ...(words.length === 0 ? [] : [`取值：${words.slice(0, 8).join('、')}${words.length > 8 ? '等' : ''}${open ? '，也可填其他' : ''}`]),
  ].join('；');
};

const width = (text: string): number => Math.min(40, Math.max(10, text.length * 2 + 4));

/** An empty workbook of the contract, to be filled in and handed in as it is: what may be chosen is offered, and codes keep their zeros. */
export const templateOf = ({ title, version, columns }: Contract): Uint8Array => {
  const choices = columns.flatMap((column, at) => (wordsOf(column).length > 0 ? [{ column, at, words: wordsOf(column) }] : []));
  const onlyOf = (column: Column, at: number): Pick<Validation, 'only'> => {
    const choice = choices.findIndex((one) => one.at === at);
    if (choice !== -1 && column.type !== 'list') {
      const letters = columnLetters(choice);
      const { words = [] } = choices[choice] ?? {};
      return {
        only: { list: `'字典'!$${letters}$2:$${letters}$${words.length + 1}`, strict: column.type === 'code' && column.open !== true },
      };
    }
    if (column.type === 'date' || column.type === 'datetime') return { only: 'date' };
    if (column.maxLength !== undefined && column.type !== 'list') return { only: { length: column.maxLength } };
    return {};
  };
  const form: WrittenSheet = {
    name: title.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31),
    frozen: true,
    columns: columns.map((column) => ({ width: width(column.title), style: styleOf(column) })),
    rows: [columns.map((column) => ({ text: column.title, style: column.required ? ('required' as const) : ('head' as const) }))],
    validations: columns.map((column, at) => ({ column: at, title: column.title, prompt: described(column), ...onlyOf(column, at) })),
  };
  const guide: WrittenSheet = {
    name: '填写说明',
    columns: [30, 26, 8, 26, 10, 24, 8, 60].map((characters) => ({ width: characters, style: 'wrapped' })),
    rows: [
      [{ text: `${title}填写说明（数据标准第 ${version} 版）`, style: 'title' }],
      ['请填在第一张表，第一行的列名不要改；红色列名为必填。填好后直接上传本文件。'],
      ['标题', '列名', '必填', '类型', '最大长度', '格式', '单位', '取值'].map((text) => ({ text, style: 'head' as const })),
      ...columns.map((column) =>
        [
          column.title,
          column.name,
          column.required ? '是' : '否',
          kinds[column.type],
          String(column.maxLength ?? ''),
          column.pattern ?? '',
          column.unit ?? '',
          dictionaryText(column),
        ].map((text) => ({ text, style: 'wrapped' as const })),
      ),
    ],
  };
  const longest = Math.max(0, ...choices.map(({ words }) => words.length));
  const lists: WrittenSheet = {
    name: '字典',
    hidden: true,
    columns: choices.map(() => ({ width: 24, style: 'text' })),
    rows: [
      choices.map(({ column }) => ({ text: `字典：${column.title}`, style: 'head' as const })),
      ...Array.from({ length: longest }, (_, at) => choices.map(({ words }) => ({ text: words[at] ?? '', style: 'text' as const }))),
    ],
  };
  return writeWorkbook(choices.length === 0 ? [form, guide] : [form, guide, lists]);
};

const dictionaryText = ({ type, dictionary }: Column): string => {
  const codes = type === 'area' ? dictionaries.get('area')?.codes : dictionary === undefined ? undefined : dictionaryOf(dictionary).codes;
  return Object.entries(codes ?? {})
    .map(([code, text]) => `${code} ${text}`)
    .join('；')
    .slice(0, 30_000);
};
