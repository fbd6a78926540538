import { Unprocessable } from '../../shared/runtime/outcome.ts';
import { shanghaiTime } from '../../shared/calendar/shanghai-time.ts';
import { splitJoinedList } from '../../shared/text/joined-list.ts';
import { Operation } from './accepted-rows.ts';
import type { Contract } from './contract.ts';
import { contentWriter } from './content-writer.ts';
import { unguarded } from '../../shared/text/csv-line.ts';
import type { Finding, Severity } from './finding.ts';
import type { HeaderMatch } from './match-header.ts';
import { AS_IT_IS, CLOSELY, mostUnits, quickLook } from './quick-look.ts';
import { type RecordView, STRUCTURE, SUSPICIOUS } from './record-view.ts';
import { type RuleSet, severityOn, type Use, usesOn } from './rule-set.ts';
import { h001 } from './rules/h001-readable.ts';
import { h002 } from './rules/h002-not-in-the-future.ts';
import { h003 } from './rules/h003-cells-of-the-header.ts';
import { h004 } from './rules/h004-readable-text.ts';
import { h005 } from './rules/h005-pattern.ts';
import { h006 } from './rules/h006-json-object.ts';
import { h007 } from './rules/h007-plain-value.ts';
import { h008 } from './rules/h008-fits-a-record.ts';
import { q005 } from './rules/q005-required.ts';
import { q006 } from './rules/q006-length.ts';
import { q007 } from './rules/q007-dictionary.ts';
import { type Answers, type Found, type Question, type RuleFace, RowView } from './rules/rule.ts';
import { recordRules, rowRules, rules } from './rules/rules.ts';
import type { Value } from './standard-row.ts';
import { standardiser } from './standardise.ts';

const operations: readonly Operation[] = Operation.options;
const columnRules = [h001, q007, q005, q006, h005] as const;

/** Served until the next row is judged. */
export interface JudgedRow {
  key: string;
  businessTime: string;
  deleted: boolean;
  /** Where the contract has such a column. */
  operation: Operation | undefined;
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

export interface RowJudge {
  judge(record: RecordView, row: number): JudgedRow;
  /**
   * What the row that was judged last says, if it has no errors. Most of the cost lies here and in the rules, not in looking at values.
   * Undefined where it is more than a record holds: then its findings say so.
   */
  content(): Content | undefined;
}

export interface Content {
  /** Canonical JSON of the values: columns by name, those of transport last. */
  content: string;
  /** The part of it that the digest covers: without how the row came here. */
  said: string;
}

/** What is known of a column's value in the row at hand. */
const NONE = 0;
const VALUE = 3;

/** Everything that is the same for all rows is worked out once; what comes back judges row after row. */
export const rowJudge = ({ contract, ruleSet, header, match, today, now }: Ground): RowJudge => {
  const identifying = [contract.recordKey, contract.businessTime, contract.operation];
  const columns = contract.columns
    .map((column, at) => ({
      column,
      name: column.name,
      place: match.places[at] ?? -1,
      required: column.required,
      look: quickLook(column),
      most: mostUnits(column),
      standardise: standardiser(column),
      identifies: identifying.includes(column.name),
      rules: columnRules.flatMap((rule) => {
        // A row whose key, time or operation is missing or can't be read can't be a record, and what an index holds has its length, whatever a rule set says.
        const isFirm = identifying.includes(column.name) || (rule === q006 && column.name === contract.referable);
        const severity = isFirm ? rule.severity : severityOn(ruleSet, rule, today);
        return severity !== 'off' && rule.concerns(column) ? [{ rule, severity }] : [];
      }),
      transport: column.transport ?? false,
    }))
    .sort((one, other) => Number(one.transport) - Number(other.transport) || (one.name < other.name ? -1 : 1));
  const indexOf = new Map(columns.map(({ name }, index) => [name, index]));
  const placeOf = (name: string): number => columns[indexOf.get(name) ?? -1]?.place ?? -1;
  const keyAt = indexOf.get(contract.recordKey) ?? -1;
  const timeAt = indexOf.get(contract.businessTime) ?? -1;
  const operation = columns.find(({ name }) => name === contract.operation);
  const writer = contentWriter(columns.map(({ name }) => name));
  const ofTransport = columns.findIndex(({ transport }) => transport);
  const transportFrom = ofTransport === -1 ? columns.length : ofTransport;

  const uses = usesOn(ruleSet, today);
  const unknown = uses.find(({ code }) => !rules.has(code));
  if (unknown) throw new Unprocessable(`the code no longer knows rule ${unknown.code}, which rule set ${String(ruleSet.version)} names`);
  const indexFor = (code: string, name: string): number => {
    const index = indexOf.get(name);
    if (index === undefined)
      throw new Unprocessable(
        `rule ${code} of rule set ${String(ruleSet.version)} names ${name}, which contract ${String(contract.version)} lacks`,
      );
    return index;
  };
  const applied = <Rule extends RuleFace>(known: ReadonlyMap<string, Rule>, some: readonly Use[]) =>
    some.flatMap(({ code, columns: names, parameters, severity }) => {
      const rule = known.get(code);
      const places = Object.fromEntries(Object.entries(names).map(([need, name]) => [need, indexFor(code, name)]));
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

  /** Of the row at hand, by column. A value that is as it stands in the file becomes a text of its own only where a rule wants it. */
  const states = new Uint8Array(columns.length);
  const values: (Value | undefined)[] = columns.map(() => '');
  const wanted = columns.map(({ identifies }) => identifies);
  for (const { names } of [...ofAll, ...ofRecords]) for (const name of Object.values(names)) wanted[indexOf.get(name) ?? -1] = true;
  for (const { view } of [...ofAll, ...ofRecords]) view.of(values);
  const plans = columns.map((column, index) => ({ ...column, index, wanted: wanted[index] ?? false }));

  let view: RecordView;
  let row = 0;
  let findings: Finding[] = [];
  const finding = (
    { code, dimension, severity }: RuleFace,
    column: string,
    message: string,
    original: string,
    other?: Severity,
  ): Finding => ({
    code,
    severity: other ?? severity,
    dimension,
    column,
    row,
    original: original.slice(0, 200),
    message,
  });
  const find = (rule: RuleFace, column: string, message: string, other?: Severity) =>
    findings.push(finding(rule, column, message, view.cell(placeOf(column)), other));

  /** What keeps the row from being judged at all. */
  const findIllegible = (): void => {
    const strayed = view.count === header.length || view.faults.length > 0 ? undefined : h003.judge(view.cells(), header.length);
    if (strayed !== undefined) find(h003, '', strayed);
    for (const fault of view.faults) {
      const { name, column } = columns.find((one) => 'place' in fault && one.place === fault.place) ?? {};
      for (const rule of [h006, h007]) {
        const message = rule.judge(fault, column?.title ?? '');
        if (message !== undefined) find(rule, name ?? '', message);
      }
    }
    if ((view.all & SUSPICIOUS) !== 0)
      for (const { name, place } of columns) {
        const illegible = h004.judge(view.cell(place));
        if (illegible !== undefined) find(h004, name, illegible);
      }
  };

  const lookClosely = (
    { column, name, place, standardise, identifies, rules: judges, index }: (typeof plans)[number],
    deleted: boolean,
  ): void => {
    const cell = view.cell(place);
    const value = cell === '' ? '' : standardise(unguarded(cell));
    values[index] = value;
    states[index] = value === undefined || value.length === 0 ? NONE : VALUE;
    // Of a deletion only what identifies it counts: its other cells may be empty or stale, and refusing it would keep wrong data alive.
    if (deleted && !identifies) return;
    for (const { rule, severity } of judges) {
      const message = rule.judge(value, column);
      if (message !== undefined) find(rule, name, message, severity);
    }
  };

  const judgeValues = (deleted: boolean): void => {
    const { units, starts, ends, traits: traitsOf, text } = view;
    for (const plan of plans) {
      const { place, index } = plan;
      const traits = place === -1 ? 0 : (traitsOf[place] ?? 0);
      const from = place === -1 ? 0 : (starts[place] ?? 0);
      const to = place === -1 ? 0 : (ends[place] ?? 0);
      if (from === to && !plan.required) {
        states[index] = NONE;
        if (plan.wanted) values[index] = '';
        continue;
      }
      const found = from === to || to - from > plan.most || (traits & STRUCTURE) !== 0 ? CLOSELY : plan.look(units, from, to, traits, text);
      if (found === CLOSELY) lookClosely(plan, deleted);
      else if (typeof found === 'string') {
        states[index] = VALUE;
        values[index] = found;
      } else {
        states[index] = found;
        if (plan.wanted) values[index] = found === AS_IT_IS ? text.slice(from, to) : splitJoinedList(text.slice(from, to));
      }
    }
  };

  /** Answered when the view has moved on, so cells and row are kept. */
  const inquire = (): RowInquiry[] => {
    const cells = view.cells();
    const its = row;
    return ofRecords.flatMap(({ rule, view: seen, names, parameters, severity }) => {
      const inquiry = rule.inquire(seen, parameters);
      if (!inquiry) return [];
      const named = (found: Found<string>): Finding => {
        const column = names[found.column] ?? '';
        return { ...finding(rule, column, found.message, cells[placeOf(column)] ?? '', severity ?? found.severity), row: its };
      };
      return [{ questions: inquiry.questions, judge: (answers: Answers) => inquiry.judge(answers).map(named) }];
    });
  };

  return {
    judge(record, its) {
      view = record;
      row = its;
      findings = [];
      if (record.count !== header.length || (record.all & SUSPICIOUS) !== 0 || record.faults.length > 0) findIllegible();
      if (findings.length > 0) return { key: '', businessTime: '', deleted: false, operation: undefined, findings, inquiries: [] };

      const done = operation && operations.find((one) => one === operation.standardise(unguarded(record.cell(operation.place))));
      const deleted = done === 'd';
      judgeValues(deleted);
      for (const { rule, view: seen, names, parameters, severity } of deleted ? ofDeletions : ofAll)
        for (const found of rule.judge(seen, when, parameters))
          find(rule, names[found.column] ?? '', found.message, severity ?? found.severity);

      const inquiries = ofRecords.length === 0 || deleted || findings.some(({ severity }) => severity === 'error') ? [] : inquire();
      if (findings.length > 1) findings.sort(inOrder);
      return { key: textOf(values[keyAt]), businessTime: textOf(values[timeAt]), deleted, operation: done, findings, inquiries };
    },

    content() {
      writer.begin();
      let said = 0;
      for (const { index, place } of plans) {
        if (index === transportFrom) said = writer.length;
        const state = states[index];
        if (state === NONE) continue;
        writer.name(index);
        if (state === VALUE) writer.value(values[index] ?? '');
        else if (state === AS_IT_IS) writer.cell(view, place);
        else writer.list(view, place);
      }
      if (transportFrom === plans.length) said = writer.length;
      const content = writer.object();
      const tooLarge = h008.judge({ key: textOf(values[keyAt]), content });
      if (tooLarge === undefined) return { content, said: said === 0 ? '' : `,${content.slice(1, said)}` };
      find(h008, '', tooLarge);
      findings.sort(inOrder);
      return undefined;
    },
  };
};

const textOf = (value: Value | undefined): string => (typeof value === 'string' ? value : '');
