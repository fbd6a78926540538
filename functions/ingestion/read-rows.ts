import { hash } from 'node:crypto';
import { type AcceptedRow, inOrderOfSections } from './accepted-rows.ts';
import type { Contract } from './contract.ts';
import { eachRecord, type Writing } from './each-record.ts';
import type { Finding, Severity } from './finding.ts';
import { matchHeader } from './match-header.ts';
import type { RefusedRow } from './refused-file.ts';
import { type RowInquiry, rowJudge } from './row-judge.ts';
import type { RuleSet } from './rule-set.ts';
import { sectionOf } from './section-of.ts';

export interface HowToRead extends Writing {
  contract: Contract;
  ruleSet: RuleSet;
  firstRow: number;
  sections: number;
  /** `yyyy-MM-dd`, and an instant (ISO 8601): both pinned when the upload was taken up, so that a chunk read twice is read alike. */
  today: string;
  now: string;
}

export interface RowsRead {
  read: number;
  /** Sorted by section, key, row. */
  accepted: AcceptedRow[];
  refused: RefusedRow[];
  /** Of accepted rows; the first hundred of each code. */
  warnings: Finding[];
  /** Complete, of accepted and refused rows. */
  findingCounts: Record<string, Record<Severity, number>>;
  unknownColumns: string[];
  /** Accepted rows that stored records have yet to judge: `judgedByRecords`. */
  open: OpenRow[];
}

export interface OpenRow extends RefusedRow {
  inquiries: readonly RowInquiry[];
}

export const warningsKept = 100;

/** From the bytes of a chunk to rows that are accepted or refused: parse, clean, standardise, judge. Decides from its arguments alone. */
export const readRows = (bytes: Uint8Array, how: HowToRead): RowsRead => {
  const { contract, header, sections } = how;
  const match = matchHeader(header, contract);
  if (match.outcome === 'refused') throw new Error(`the header does not fit the contract: ${match.fault.reason}`);
  const judge = rowJudge({ ...how, match });
  const ground = `${contract.dataset}\n${String(contract.version)}\n`;

  const result: RowsRead = {
    read: 0,
    accepted: [],
    refused: [],
    warnings: [],
    findingCounts: {},
    unknownColumns: [],
    open: [],
  };
  const strangers = eachRecord(bytes, how, (record) => {
    const row = how.firstRow + result.read;
    result.read += 1;
    const { key, businessTime, deleted, operation, findings, inquiries } = judge.judge(record, row);
    const written = findings.some(({ severity }) => severity === 'error') ? undefined : judge.content();
    for (const finding of findings) {
      const counts = (result.findingCounts[finding.code] ??= { error: 0, warning: 0 });
      counts[finding.severity] += 1;
      if (written && counts.warning <= warningsKept) result.warnings.push(finding);
    }
    if (!written) {
      result.refused.push({ row, cells: record.cells(), findings });
      return;
    }
    const { content, said } = written;
    // 132 bits of SHA-256 over the canonical content and the contract's major version; links, findings and provenance stay outside.
    const digest = hash('sha256', ground + said, 'base64url').slice(0, 22);
    const accepted: AcceptedRow = {
      key: copied(key),
      row,
      businessTime: copied(businessTime),
      deleted,
      digest,
      section: sectionOf(key, sections),
      content,
    };
    if (operation !== undefined) accepted.operation = operation;
    if (findings.length > 0) accepted.warnings = findings.map(({ code, column }) => ({ code, column }));
    result.accepted.push(accepted);
    if (inquiries.length > 0) result.open.push({ row, cells: record.cells(), findings, inquiries });
  });
  result.unknownColumns = [...match.unknownColumns, ...strangers];
  result.accepted.sort(inOrderOfSections);
  return result;
};

/** A text that does not hold on to the chunk of which it may be a slice. */
const copied = (text: string): string => `-${text}`.slice(1);
