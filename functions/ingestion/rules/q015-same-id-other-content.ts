import type { RuleFace } from './rule.ts';

/**
 * 冗余: a row of a change log that says 新增 (i) for a record that is already there with other content. Only where the order of a key's rows is known can it be judged: in settling.
 * The column is the contract's operation.
 */
export const q015 = {
  code: 'Q015',
  dimension: '冗余性',
  severity: 'error',
  title: '记录标识相同而内容不同的行须为修改',
  message: '同一记录标识已有内容不同的记录，操作却是“新增”：如为更正，请把操作改为“修改”（u）；如为另一条记录，请换一个记录标识',
} satisfies RuleFace & { message: string };
