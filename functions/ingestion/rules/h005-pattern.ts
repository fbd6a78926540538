import type { Column } from '../contract.ts';
import type { ColumnRule } from './rule.ts';

const compiled = new WeakMap<Column, RegExp>();

const patternOf = (column: Column, source: string): RegExp => {
  const known = compiled.get(column);
  if (known) return known;
  const pattern = new RegExp(source, 'u');
  compiled.set(column, pattern);
  return pattern;
};

/** Values that are too long are not tried: the pattern's cost is bounded by the length, and Q006 has spoken. */
export const h005: ColumnRule = {
  code: 'H005',
  dimension: '规范性',
  severity: 'error',
  title: '取值符合规定格式',
  concerns: ({ pattern }) => pattern !== undefined,
  judge(value, column) {
    if (value === undefined || value.length === 0 || column.pattern === undefined) return undefined;
    const pattern = patternOf(column, column.pattern);
    const fits = (text: string) => text.length <= (column.maxLength ?? 1000) * 2 && pattern.test(text);
    return (typeof value === 'string' ? fits(value) : value.every(fits)) ? undefined : `“${column.title}”的格式不符合规定，请核对`;
  },
};
