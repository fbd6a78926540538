import { shanghaiTime } from '../../shared/calendar/shanghai-time.ts';
import type { Contract } from './contract.ts';
import { unguarded } from './csv/write-csv.ts';
import type { Finding, Severity } from './finding.ts';
import type { HeaderMatch } from './match-header.ts';
import type { RuleSet } from './rule-set.ts';
import { h001 } from './rules/h001-readable.ts';
import { h002 } from './rules/h002-not-in-the-future.ts';
import { h003 } from './rules/h003-cells-of-the-header.ts';
import { h004 } from './rules/h004-readable-text.ts';
import { h005 } from './rules/h005-pattern.ts';
import { q005 } from './rules/q005-required.ts';
import { q006 } from './rules/q006-length.ts';
import { q007 } from './rules/q007-dictionary.ts';
import { type RowRule, type RuleFace, RowView } from './rules/rule.ts';
import { rowRules } from './rules/rules.ts';
import { standardiser } from './standardise.ts';
import type { StandardRow } from './standard-row.ts';

const columnRules = [h001, q007, q005, q006, h005] as const;

export interface JudgedRow {
  values: StandardRow;
  deleted: boolean;
  /** Errors first, then in the order of the file's columns. */
  findings: Finding[];
}

interface Ground {
  contract: Contract;
  ruleSet: RuleSet;
  header: readonly string[];
  match: HeaderMatch;
  today: string;
  now: string;
}

/** Everything that is the same for all rows is worked out once; what comes back judges row after row. */
export const rowJudge = ({
  contract,
  ruleSet,
  header,
  match,
  today,
  now,
}: Ground): ((cells: readonly string[], record: string, row: number) => JudgedRow) => {
  const columns = contract.columns
    .map((column, at) => ({
      column,
      name: column.name,
      place: match.places[at] ?? -1,
      standardise: standardiser(column),
      identifies: identifying(contract).has(column.name),
    }))
    .sort(
      (one, other) => Number(one.column.transport ?? false) - Number(other.column.transport ?? false) || (one.name < other.name ? -1 : 1),
    );
  const placeOf = new Map(columns.map(({ name, place }) => [name, place]));
  const operation = columns.find(({ name }) => name === contract.operation);
  const softened = new Map(ruleSet.rules.flatMap(({ code, severity }) => (severity ? [[code, severity] as const] : [])));
  const notInFuture = ruleUse(h002, { businessTime: contract.businessTime });
  const ofAll = [
    notInFuture,
    ...ruleSet.rules.flatMap(({ code, columns: names, parameters, severity }) => {
      const rule = rowRules.get(code);
      return rule ? [ruleUse(rule, names, parameters, severity)] : [];
    }),
  ];
  const ofDeletions = [notInFuture];
  const when = { today, now: shanghaiTime(new Date(now)) };

  return (cells, record, row) => {
    const values: StandardRow = {};
    const findings: Finding[] = [];
    const find = (
      { code, dimension, severity }: RuleFace,
      column: string,
      message: string,
      other: Severity | undefined = softened.get(code),
    ) => {
      const original = (cells[placeOf.get(column) ?? -1] ?? '').slice(0, 200);
      findings.push({ code, severity: other ?? severity, dimension, column, row, original, message });
    };

    const strayed = h003.judge(cells, header.length);
    if (strayed !== undefined) find(h003, '', strayed);
    if (record.includes('\uFFFD') || record.includes('\0'))
      for (const { name, place } of columns) {
        const illegible = h004.judge(cells[place] ?? '');
        if (illegible !== undefined) find(h004, name, illegible);
      }
    if (findings.length > 0) return { values, deleted: false, findings };

    const deleted = operation?.standardise(unguarded(cells[operation.place] ?? '')) === 'd';
    for (const { column, name, place, standardise, identifies } of columns) {
      const cell = cells[place] ?? '';
      const value = cell === '' ? '' : standardise(unguarded(cell));
      if (value !== undefined && value.length > 0) values[name] = value;
      // Of a deletion only what identifies it counts: its other cells may be empty or stale, and refusing it would keep wrong data alive.
      if (deleted && !identifies) continue;
      for (const rule of columnRules) {
        const message = rule.judge(value, column);
        if (message !== undefined) find(rule, name, message);
      }
    }
    for (const { rule, view, names, parameters, severity } of deleted ? ofDeletions : ofAll)
      for (const found of rule.judge(view.of(values), when, parameters))
        find(rule, names[found.column] ?? '', found.message, severity ?? found.severity);

    if (findings.length > 1)
      findings.sort((one, other) =>
        one.severity === other.severity
          ? (placeOf.get(one.column) ?? -1) - (placeOf.get(other.column) ?? -1)
          : one.severity === 'error'
            ? -1
            : 1,
      );
    return { values, deleted, findings };
  };
};

const identifying = ({ recordKey, businessTime, operation }: Contract): Set<string | undefined> =>
  new Set([recordKey, businessTime, operation]);

const ruleUse = (
  rule: RowRule,
  names: Readonly<Record<string, string>>,
  parameters: Readonly<Record<string, string>> = {},
  severity?: Severity,
) => ({
  rule,
  view: new RowView<string>(names),
  names,
  parameters,
  severity,
});
