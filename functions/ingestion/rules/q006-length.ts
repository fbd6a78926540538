import type { ColumnRule } from './rule.ts';

/** In characters, as people count them. */
export const q006: ColumnRule = {
  code: 'Q006',
  dimension: '规范性',
  severity: 'error',
  title: '长度不超过规定',
  concerns: ({ maxLength }) => maxLength !== undefined,
  judge(value, { maxLength = Infinity, title, separator }) {
    if (value === undefined) return undefined;
    const text = typeof value === 'string' ? value : value.join(separator);
    if (text.length <= maxLength) return undefined;
    const { length } = [...text];
    return length <= maxLength ? undefined : `“${title}”最长 ${String(maxLength)} 个字符，现有 ${String(length)} 个，请缩短`;
  },
};
