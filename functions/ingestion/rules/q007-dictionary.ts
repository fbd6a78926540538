import { dictionaryOf } from '../../../shared/codes/dictionaries.ts';
import type { ColumnRule } from './rule.ts';

export const q007: ColumnRule = {
  code: 'Q007',
  dimension: '规范性',
  severity: 'error',
  title: '取值在字典内',
  concerns: ({ dictionary }) => dictionary !== undefined,
  judge(value, { dictionary, title }) {
    if (value !== undefined || dictionary === undefined) return undefined;
    const codes = Object.entries(dictionaryOf(dictionary).codes).map(([code, text]) => `${code}（${text}）`);
    return `“${title}”不在字典内，可填：${codes.slice(0, 20).join('、')}${codes.length > 20 ? '等' : ''}`;
  },
};
