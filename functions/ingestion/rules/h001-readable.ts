import type { Column } from '../contract.ts';
import type { ColumnRule } from './rule.ts';

const howToWrite: Partial<Record<Column['type'], string>> = {
  date: '不是有效日期，请写作 2026-01-31',
  datetime: '不是有效时间，请写作 2026-01-31 09:30:00',
  integer: '不是整数',
  decimal: '不是数字',
  area: '不是行政区划代码，请填 6 位数字',
};

export const h001: ColumnRule = {
  code: 'H001',
  dimension: '规范性',
  severity: 'error',
  title: '取值符合数据类型',
  // What isn't in a dictionary is Q007's, and text can always be read.
  concerns: ({ dictionary, type }) => dictionary === undefined && type !== 'text',
  judge(value, { type, title, unit }) {
    if (value !== undefined) return undefined;
    if (type === 'amount') return `“${title}”不是金额，请填数字，单位${unit ?? '元'}，最多精确到分`;
    return `“${title}”${howToWrite[type] ?? '无法读取'}`;
  },
};
