import type { Finding } from './finding.ts';
import { type RowsRead, warningsKept } from './read-rows.ts';
import type { Answers, Question } from './rules/rule.ts';

/** What all rows of a chunk want to know; the same question comes as often as it is asked. */
export function* questionsOf({ open }: RowsRead): Generator<Question> {
  for (const { inquiries } of open) for (const { questions } of inquiries) yield* questions;
}

/** The rows as stored records let them stand: what is found now is counted with the rest, and a row that has an error now goes from the accepted to the refused. */
export const judgedByRecords = (rows: RowsRead, answers: Answers): RowsRead => {
  const found = new Map<number, Finding[]>();
  for (const { row, inquiries } of rows.open) {
    const findings = inquiries.flatMap((inquiry) => inquiry.judge(answers));
    if (findings.length > 0) found.set(row, findings);
  }
  const wrong = ({ severity }: Finding) => severity === 'error';
  const refused = rows.open.flatMap(({ row, cells, findings }) => {
    const now = found.get(row);
    return now?.some(wrong) ? [{ row, cells, findings: [...now.filter(wrong), ...findings, ...now.filter((one) => !wrong(one))] }] : [];
  });
  const outNow = new Set(refused.map(({ row }) => row));

  const findingCounts = structuredClone(rows.findingCounts);
  const warnings = rows.warnings.filter(({ row }) => !outNow.has(row));
  for (const finding of [...found.values()].flat()) {
    const counts = (findingCounts[finding.code] ??= { error: 0, warning: 0 });
    counts[finding.severity] += 1;
    if (!outNow.has(finding.row) && counts.warning <= warningsKept) warnings.push(finding);
  }
  return {
    ...rows,
    accepted: rows.accepted.flatMap((accepted) => {
      if (outNow.has(accepted.row)) return [];
      const more = found.get(accepted.row);
      const warnings = more?.map(({ code, column }) => ({ code, column }));
      return [warnings ? { ...accepted, warnings: [...(accepted.warnings ?? []), ...warnings] } : accepted];
    }),
    refused: [...rows.refused, ...refused].sort((one, other) => one.row - other.row),
    warnings,
    findingCounts,
    open: [],
  };
};
