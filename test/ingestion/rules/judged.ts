import { expect } from 'vitest';
import { Column } from '../../../functions/ingestion/contract.ts';
import {
  type Answers,
  type ColumnRule,
  type Found,
  type Question,
  type RecordRule,
  type RowRule,
  RowView,
} from '../../../functions/ingestion/rules/rule.ts';
import type { Value } from '../../../functions/ingestion/standard-row.ts';

const when = { today: '2026-11-23', now: '2026-11-23 12:00:00' };

type Row<Need extends string> = Partial<Record<Need, Value>>;

const viewOf = <Need extends string>({ needs, mayUse = [] }: { needs: readonly Need[]; mayUse?: readonly Need[] }, row: Row<Need>) => {
  const present = [...needs, ...mayUse].filter((need) => row[need] !== undefined);
  const places = Object.fromEntries(present.map((need, at) => [need, at])) as Partial<Record<Need, number>>;
  return new RowView<Need>(places).of(present.map((need) => row[need]));
};

const shortly =
  ({ severity: usual }: { severity: string }) =>
  ({ column, severity }: Found<string>): string =>
    `${severity ?? usual} ${column}`;

/** What a rule finds in a row: severity and column. */
export const judged = <Need extends string>(rule: RowRule<Need>, row: Row<Need>, parameters: Record<string, string> = {}): string[] =>
  rule.judge(viewOf(rule, row), when, parameters).map(shortly(rule));

/** What it says of it. */
export const messagesOf = <Need extends string>(rule: RowRule<Need>, row: Row<Need>, parameters: Record<string, string> = {}): string[] =>
  rule.judge(viewOf(rule, row), when, parameters).map(({ message }) => message);

/** What a record rule asks, and what it says when that is answered. */
export const inquired = <Need extends string>(
  rule: RecordRule<Need>,
  row: Row<Need>,
  answers: Answers,
  parameters: Record<string, string> = {},
): { questions: readonly Question[]; messages: string[] } => {
  const inquiry = rule.inquire(viewOf(rule, row), parameters);
  return inquiry
    ? { questions: inquiry.questions, messages: inquiry.judge(answers).map(({ message }) => message) }
    : { questions: [], messages: [] };
};

/** What a rule says of a value; '' when it says nothing, or the column is none of its business. */
export const judgedValue = (rule: ColumnRule, value: Value | undefined, its: object): string => {
  const column = Column.parse({ name: 'x', title: '某列', type: 'text', level: 1, origin: 'ours', ...its });
  return (rule.concerns(column) ? rule.judge(value, column) : undefined) ?? '';
};

/** One message for each of the words, in their order. */
export const expectWords = (messages: readonly string[], words: readonly string[]): void => {
  expect(messages.map((message, at) => (message.includes(words[at] ?? '—') ? words[at] : message))).toEqual(words);
};
