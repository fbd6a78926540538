import type { ColumnRule } from './rule.ts';

export const q005: ColumnRule = {
  code: 'Q005',
  dimension: '完整性',
  severity: 'error',
  title: '必填项不为空',
  concerns: ({ required }) => required,
  judge: (value, column) => (value?.length === 0 ? `“${column.title}”为必填项，请填写` : undefined),
};
