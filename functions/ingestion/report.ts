import * as z from 'zod';
import { Unprocessable } from '../../shared/runtime/outcome.ts';
import { DatasetId, LocalDate } from './contract.ts';
import { Dimension, Severity } from './finding.ts';
import type { RowsRead } from './read-rows.ts';
import { rules } from './rules/rules.ts';

const Count = z.int().min(0);

/** Where a finding can be looked at: row and column, never what stands there. */
const Example = z.object({ row: z.int(), column: z.string() });
const examplesKept = 5;

/** NDJSON invents columns line by line, and report and upload are one item: of a file so many are named, and the others counted. */
const unknownColumnsNamed = 50;

const FindingCount = z.object({ code: z.string(), severity: Severity, count: Count, examples: z.array(Example).max(examplesKept) });
type FindingCount = z.infer<typeof FindingCount>;

/** What a chunk hands on to the report; stored with its unit, so it stays below 20 KB whatever the chunk. */
export const ChunkSummary = z.object({
  read: Count,
  accepted: Count,
  refused: Count,
  findings: z.array(FindingCount),
  /** The first twenty, cut to sixty characters. */
  unknownColumns: z.array(z.string()),
  /** When stored records of other datasets were looked at; absent where no row asked for any. */
  recordsReadAt: z.string().optional(),
});
export type ChunkSummary = z.infer<typeof ChunkSummary>;

export const SectionSummary = z.object({
  new: Count,
  changed: Count,
  unchanged: Count,
  superseded: Count,
  /** By the rules of settling; the rows that reading refused are the chunks'. */
  refused: Count.default(0),
  findings: z.array(FindingCount).default([]),
});
export type SectionSummary = z.infer<typeof SectionSummary>;

export const UploadReport = z.object({
  read: Count,
  accepted: z.object({ new: Count, changed: Count }),
  unchanged: Count,
  superseded: Count,
  refused: Count,
  /** Accepted rows of sections that were not done when the upload was given up, though some of them may have been written; 0 in a complete report. */
  notSettled: Count,
  complete: z.boolean(),
  findings: z.array(FindingCount.extend({ dimension: Dimension, title: z.string() })),
  unknownColumns: z.array(z.string()),
  /** How many more there are than those named. Of each chunk only twenty are known. */
  moreUnknownColumns: Count.optional(),
  contract: z.object({ dataset: DatasetId, version: z.int() }),
  /** 0: the dataset has none. */
  ruleSet: z.object({ version: z.int() }),
  today: LocalDate,
  /** From the first chunk's look at stored records of other datasets to the last's: what came later was not seen. */
  recordsRead: z.object({ from: z.string(), to: z.string() }).optional(),
});
export type UploadReport = z.infer<typeof UploadReport>;

export const chunkSummary = ({ read, accepted, refused, warnings, findingCounts, unknownColumns }: RowsRead): ChunkSummary => {
  const findings = new Map<string, FindingCount>();
  for (const [code, counts] of Object.entries(findingCounts))
    for (const severity of Severity.options)
      if (counts[severity] > 0) findings.set(`${code} ${severity}`, { code, severity, count: counts[severity], examples: [] });
  for (const { code, severity, row, column } of [...refused.flatMap((one) => one.findings), ...warnings]) {
    const examples = findings.get(`${code} ${severity}`)?.examples;
    if (examples && examples.length < examplesKept) examples.push({ row, column });
  }
  return {
    read,
    accepted: accepted.length,
    refused: refused.length,
    findings: [...findings.values()],
    unknownColumns: unknownColumns.slice(0, 20).map((name) => name.slice(0, 60)),
  };
};

/** What settling found, by the numbers of the rows in their order. */
export const findingOfRows = (code: string, severity: Severity, column: string, rows: Uint32Array): FindingCount => ({
  code,
  severity,
  count: rows.length,
  examples: Array.from(rows.subarray(0, examplesKept), (row) => ({ row, column })),
});

/** `complete` false: the upload was given up, and the report says what came of it until then. */
type Ground = Pick<UploadReport, 'contract' | 'ruleSet' | 'today' | 'complete'>;

/**
 * Adds the parts up, and makes sure that every row that was read is somewhere: read = new + changed + unchanged + superseded + refused (+ not settled, which
 * only an incomplete report may have). A sum that doesn't come out is a fault of ours and must not look like a report.
 */
export const addUp = (chunks: readonly ChunkSummary[], sections: readonly SectionSummary[], ground: Ground): UploadReport => {
  const sum = <Part>(parts: readonly Part[], of: (part: Part) => number) => parts.reduce((total, part) => total + of(part), 0);
  const counts = {
    read: sum(chunks, ({ read }) => read),
    accepted: { new: sum(sections, (section) => section.new), changed: sum(sections, ({ changed }) => changed) },
    unchanged: sum(sections, ({ unchanged }) => unchanged),
    superseded: sum(sections, ({ superseded }) => superseded),
    refused: sum(chunks, ({ refused }) => refused) + sum(sections, ({ refused }) => refused),
  };
  const settled = counts.accepted.new + counts.accepted.changed + counts.unchanged + counts.superseded;
  const notSettled = sum(chunks, ({ accepted }) => accepted) - settled - sum(sections, ({ refused }) => refused);
  if (counts.read !== settled + notSettled + counts.refused || notSettled < 0 || (ground.complete && notSettled > 0))
    throw new Unprocessable(`the counts do not add up: ${JSON.stringify({ ...counts, notSettled, complete: ground.complete })}`);
  return {
    ...counts,
    notSettled,
    ...ground,
    findings: addUpFindings([...chunks, ...sections]),
    ...addUpUnknownColumns(chunks),
    ...recordsRead(chunks),
  };
};

/** The first in the order of the file, so that the report comes out the same however often it is made. */
const addUpUnknownColumns = (chunks: readonly ChunkSummary[]): Pick<UploadReport, 'unknownColumns' | 'moreUnknownColumns'> => {
  const all = [...new Set(chunks.flatMap(({ unknownColumns }) => unknownColumns))];
  const more = all.length - unknownColumnsNamed;
  return { unknownColumns: all.slice(0, unknownColumnsNamed), ...(more > 0 && { moreUnknownColumns: more }) };
};

const recordsRead = (chunks: readonly ChunkSummary[]): Pick<UploadReport, 'recordsRead'> => {
  const times = chunks.flatMap(({ recordsReadAt }) => (recordsReadAt === undefined ? [] : [recordsReadAt])).sort();
  const [from, to] = [times[0], times.at(-1)];
  return from === undefined || to === undefined ? {} : { recordsRead: { from, to } };
};

const addUpFindings = (parts: readonly { findings: readonly FindingCount[] }[]): UploadReport['findings'] => {
  const findings = new Map<string, UploadReport['findings'][number]>();
  for (const { code, severity, count, examples } of parts.flatMap((part) => part.findings)) {
    const { dimension, title } = rules.get(code) ?? { dimension: '规范性' as const, title: code };
    const known = findings.get(`${code} ${severity}`) ?? { code, severity, dimension, title, count: 0, examples: [] };
    const all = [...known.examples, ...examples].sort((one, other) => one.row - other.row || (one.column < other.column ? -1 : 1));
    findings.set(`${code} ${severity}`, { ...known, count: known.count + count, examples: all.slice(0, examplesKept) });
  }
  return [...findings.values()].sort((one, other) =>
    one.severity === other.severity ? other.count - one.count || (one.code < other.code ? -1 : 1) : one.severity === 'error' ? -1 : 1,
  );
};
