import { Unprocessable } from '../../shared/runtime/outcome.ts';
import { shanghaiTime } from '../../shared/calendar/shanghai-time.ts';
import { Operation } from './accepted-rows.ts';
import type { Contract } from './contract.ts';
import { unguarded } from './csv/write-csv.ts';
import type { Finding, Severity } from './finding.ts';
import type { HeaderMatch } from './match-header.ts';
import { type RuleSet, severityOn, type Use, usesOn } from './rule-set.ts';
import { h001 } from './rules/h001-readable.ts';
import { h002 } from './rules/h002-not-in-the-future.ts';
import { h003 } from './rules/h003-cells-of-the-header.ts';
import { h004 } from './rules/h004-readable-text.ts';
import { h005 } from './rules/h005-pattern.ts';
import { q005 } from './rules/q005-required.ts';
import { q006 } from './rules/q006-length.ts';
import { q007 } from './rules/q007-dictionary.ts';
import { type Answers, type Found, type Question, type RuleFace, RowView } from './rules/rule.ts';
import { recordRules, rowRules, rules } from './rules/rules.ts';
import type { Value } from './standard-row.ts';
import { standardiser } from './standardise.ts';

const operations: readonly Operation[] = Operation.options;
const columnRules = [h001, q007, q005, q006, h005] as const;

export interface JudgedRow {
  key: string;
  businessTime: string;
  deleted: boolean;
  /** Where the contract has such a column. */
  operation: Operation | undefined;
  /** Canonical JSON of the values: columns by name, those of transport last. */
  content: string;
  /** The part of it that the digest covers: without how the row came here. */
  said: string;
  /** Errors first, then in the order of the file's columns. */
  findings: Finding[];
  /** Of a row without errors: what stored records have yet to say about it. */
  inquiries: RowInquiry[];
}

/** A record rule's questions about this row, and what it finds once they are answered. */
export interface RowInquiry {
  questions: readonly Question[];
  judge(answers: Answers): Finding[];
}

interface Ground {
  contract: Contract;
  ruleSet: RuleSet;
  header: readonly string[];
  match: HeaderMatch;
  today: string;
  now: string;
}

export type RowJudge = (cells: readonly string[], record: string, row: number) => JudgedRow;

/** Everything that is the same for all rows is worked out once; what comes back judges row after row. */
export const rowJudge = ({ contract, ruleSet, header, match, today, now }: Ground): RowJudge => {
  const identifying = [contract.recordKey, contract.businessTime, contract.operation];
  const columns = contract.columns
    .map((column, at) => ({
      column,
      name: column.name,
      place: match.places[at] ?? -1,
      standardise: standardiser(column),
      identifies: identifying.includes(column.name),
      rules: columnRules.flatMap((rule) => {
        // A row whose key, time or operation is missing or can't be read can't be a record, whatever a rule set says.
        const severity = identifying.includes(column.name) ? rule.severity : severityOn(ruleSet, rule, today);
        return severity !== 'off' && rule.concerns(column) ? [{ rule, severity }] : [];
      }),
      label: `,${JSON.stringify(column.name)}:`,
      transport: column.transport ?? false,
    }))
    .sort((one, other) => Number(one.transport) - Number(other.transport) || (one.name < other.name ? -1 : 1));
  const indexOf = new Map(columns.map(({ name }, index) => [name, index]));
  const placeOf = (name: string): number => columns[indexOf.get(name) ?? -1]?.place ?? -1;
  const keyAt = indexOf.get(contract.recordKey) ?? -1;
  const timeAt = indexOf.get(contract.businessTime) ?? -1;
  const operation = columns.find(({ name }) => name === contract.operation);

  const uses = usesOn(ruleSet, today);
  const unknown = uses.find(({ code }) => !rules.has(code));
  if (unknown) throw new Unprocessable(`the code no longer knows rule ${unknown.code}, which rule set ${String(ruleSet.version)} names`);
  const applied = <Rule extends RuleFace>(known: ReadonlyMap<string, Rule>, some: readonly Use[]) =>
    some.flatMap(({ code, columns: names, parameters, severity }) => {
      const rule = known.get(code);
      const places = Object.fromEntries(Object.entries(names).map(([need, name]) => [need, indexOf.get(name) ?? -1]));
      return rule && severity !== 'off' ? [{ rule, names, parameters, severity, view: new RowView<string>(places) }] : [];
    });
  const ofDeletions = applied(new Map([[h002.code, h002]]), [
    { code: h002.code, columns: { businessTime: contract.businessTime }, parameters: {} },
  ]);
  const ofAll = [...ofDeletions, ...applied(rowRules, uses)];
  const ofRecords = applied(recordRules, uses);
  const when = { today, now: shanghaiTime(new Date(now)) };
  const inOrder = (one: Finding, other: Finding): number =>
    Number(one.severity === 'warning') - Number(other.severity === 'warning') || placeOf(one.column) - placeOf(other.column);

  return (cells, record, row) => {
    const findings: Finding[] = [];
    const finding = ({ code, dimension, severity }: RuleFace, column: string, message: string, other?: Severity): Finding => {
      const original = (cells[placeOf(column)] ?? '').slice(0, 200);
      return { code, severity: other ?? severity, dimension, column, row, original, message };
    };
    const find = (...its: Parameters<typeof finding>) => findings.push(finding(...its));

    const strayed = h003.judge(cells, header.length);
    if (strayed !== undefined) find(h003, '', strayed);
    if (record.includes('\uFFFD') || record.includes('\0'))
      for (const { name, place } of columns) {
        const illegible = h004.judge(cells[place] ?? '');
        if (illegible !== undefined) find(h004, name, illegible);
      }
    if (findings.length > 0)
      return { key: '', businessTime: '', deleted: false, operation: undefined, content: '', said: '', findings, inquiries: [] };

    const done = operations.find((one) => one === operation?.standardise(unguarded(cells[operation.place] ?? '')));
    const deleted = done === 'd';
    const values: (Value | undefined)[] = [];
    let json = '';
    let said = '';
    for (const { column, name, place, standardise, identifies, rules, label, transport } of columns) {
      const cell = cells[place] ?? '';
      const value = cell === '' ? '' : standardise(unguarded(cell));
      values.push(value);
      if (value !== undefined && value.length > 0) json += label + jsonOf(value);
      if (!transport) said = json;
      // Of a deletion only what identifies it counts: its other cells may be empty or stale, and refusing it would keep wrong data alive.
      if (deleted && !identifies) continue;
      for (const { rule, severity } of rules) {
        const message = rule.judge(value, column);
        if (message !== undefined) find(rule, name, message, severity);
      }
    }
    for (const { rule, view, names, parameters, severity } of deleted ? ofDeletions : ofAll)
      for (const found of rule.judge(view.of(values), when, parameters))
        find(rule, names[found.column] ?? '', found.message, severity ?? found.severity);

    const inquiries: RowInquiry[] = [];
    if (ofRecords.length > 0 && !deleted && !findings.some(({ severity }) => severity === 'error'))
      for (const { rule, view, names, parameters, severity } of ofRecords) {
        const inquiry = rule.inquire(view.of(values), parameters);
        if (!inquiry) continue;
        const named = (found: Found<string>) => finding(rule, names[found.column] ?? '', found.message, severity ?? found.severity);
        inquiries.push({ questions: inquiry.questions, judge: (answers) => inquiry.judge(answers).map(named) });
      }

    if (findings.length > 1) findings.sort(inOrder);
    return {
      key: textOf(values[keyAt]),
      businessTime: textOf(values[timeAt]),
      deleted,
      operation: done,
      content: `{${json.slice(1)}}`,
      said,
      findings,
      inquiries,
    };
  };
};

const textOf = (value: Value | undefined): string => (typeof value === 'string' ? value : '');

// Lone surrogates can't come out of decoded bytes.
const escapes = /["\\\p{Cc}]/u;

/** As `JSON.stringify`, which only has to be asked when there is something to escape. */
const jsonOf = (value: Value): string => (typeof value === 'string' && !escapes.test(value) ? `"${value}"` : JSON.stringify(value));
