import { Column } from '../../../functions/ingestion/contract.ts';
import { type ColumnRule, type RowRule, RowView } from '../../../functions/ingestion/rules/rule.ts';
import type { Value } from '../../../functions/ingestion/standard-row.ts';

const when = { today: '2026-11-23', now: '2026-11-23 12:00:00' };

/** What a rule finds in a row: severity and column. */
export const judged = <Need extends string>(
  rule: RowRule<Need>,
  row: Partial<Record<Need, Value>>,
  parameters: Record<string, string> = {},
): string[] => {
  const needs = [...rule.needs, ...(rule.mayUse ?? [])].filter((need) => row[need] !== undefined);
  const view = new RowView<Need>(Object.fromEntries(needs.map((need, at) => [need, at])) as Partial<Record<Need, number>>);
  return rule
    .judge(view.of(needs.map((need) => row[need])), when, parameters)
    .map(({ column, severity }) => `${severity ?? rule.severity} ${column}`);
};

/** What a rule says of a value; '' when it says nothing, or the column is none of its business. */
export const judgedValue = (rule: ColumnRule, value: Value | undefined, its: object): string => {
  const column = Column.parse({ name: 'x', title: '某列', type: 'text', level: 1, origin: 'ours', ...its });
  return (rule.concerns(column) ? rule.judge(value, column) : undefined) ?? '';
};
