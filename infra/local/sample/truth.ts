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
  /** Rows of a change log that say 新增 for what a later row of the file corrected: handed in once more they come upon other content (Q015). */
  refusedAgain: number;
}

/** Of the same file, handed in once more when nobody has changed anything since: whatever was new is there already. */
export const handedInAgain = (truth: Truth): Truth => {
  const { refusedAgain, findings } = truth;
  return {
    ...truth,
    accepted: { new: 0, changed: 0 },
    unchanged: truth.accepted.new + truth.accepted.changed + truth.unchanged,
    superseded: truth.superseded - refusedAgain,
    refused: truth.refused + refusedAgain,
    findings: refusedAgain > 0 ? { ...findings, 'Q015 error': (findings['Q015 error'] ?? 0) + refusedAgain } : findings,
  };
};

interface Report extends Omit<Truth, 'findings' | 'refusedAgain'> {
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
