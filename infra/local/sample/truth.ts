/** What an upload's report must say, counted from what was put into the file and never by reading it. */
export interface Truth {
  read: number;
  accepted: { new: number; changed: number };
  unchanged: number;
  superseded: number;
  refused: number;
  /** By code and severity, as `Q005 error`; on refused and accepted rows together. */
  findings: Readonly<Record<string, number>>;
  unknownColumns: readonly string[];
}

/** Of the same file, handed in once more: whatever was new is there already. */
export const handedInAgain = (truth: Truth): Truth => ({
  ...truth,
  accepted: { new: 0, changed: 0 },
  unchanged: truth.accepted.new + truth.accepted.changed + truth.unchanged,
});

interface Report extends Omit<Truth, 'findings'> {
  findings: readonly { code: string; severity: string; count: number }[];
}

/** What a report says otherwise than it must, as sentences; none when it is right. */
export const differences = (truth: Truth, report: Report): string[] => {
  const found = Object.fromEntries(report.findings.map(({ code, severity, count }) => [`${code} ${severity}`, count]));
  const pairs: [string, number | string, number | string][] = [
    ['read', truth.read, report.read],
    ['new', truth.accepted.new, report.accepted.new],
    ['changed', truth.accepted.changed, report.accepted.changed],
    ['unchanged', truth.unchanged, report.unchanged],
    ['superseded', truth.superseded, report.superseded],
    ['refused', truth.refused, report.refused],
    ['unknown columns', truth.unknownColumns.join(), report.unknownColumns.join()],
    ...[...new Set([...Object.keys(truth.findings), ...Object.keys(found)])]
      .sort()
      .map((code): [string, number, number] => [code, truth.findings[code] ?? 0, found[code] ?? 0]),
  ];
  return pairs.filter(([, must, is]) => must !== is).map(([what, must, is]) => `${what}: ${String(is)} instead of ${String(must)}`);
};
