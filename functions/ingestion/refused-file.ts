import type { Contract } from './contract.ts';
import { cellsOf } from './csv/cells-of.ts';
import { asBuffer, fieldEnds, RecordFinder } from './csv/record-finder.ts';
import { csvLine } from '../../shared/text/csv-line.ts';
import type { Finding } from './finding.ts';
import { isOurs } from './match-header.ts';

/** A row with errors, as it was handed in: in the order of the file's header. */
export interface RefusedRow {
  row: number;
  cells: readonly string[];
  findings: readonly Finding[];
}

const ourColumns = ['问题行号', '问题代码', '问题列', '问题说明'];

/** The first line, with the mark by which spreadsheets know UTF-8. */
export const refusedFileHead = (header: readonly string[]): string =>
  `\uFEFF${csvLine([...header.filter((title) => !isOurs(title)), ...ourColumns])}`;

/**
 * The refused rows as lines that can be repaired and handed in again: our own columns are ignored when they come back, and those of an earlier round are
 * left out. Cells beyond the header stand behind ours, so that nothing is lost and the row stays one with the wrong number of cells.
 */
export const refusedFileLines = (rows: Iterable<RefusedRow>, header: readonly string[], { columns }: Contract): string => {
  const titles = new Map(columns.map(({ name, title }) => [name, title]));
  let lines = '';
  for (const { row, cells, findings } of rows) {
    const theirs = header.flatMap((title, at) => (isOurs(title) ? [] : [(cells[at] ?? '').replaceAll('\0', '')]));
    const joined = (parts: string[]) => [...new Set(parts.filter((part) => part !== ''))].join('；');
    const ours = [
      String(row),
      joined(findings.map(({ code }) => code)),
      joined(findings.map(({ column }) => titles.get(column) ?? column)),
      joined(findings.map(({ message, severity }) => (severity === 'warning' ? `（提示）${message}` : message))),
    ];
    lines += csvLine([...theirs, ...ours, ...cells.slice(header.length)]);
  }
  return lines;
};

/** A chunk's refused lines once more, each with the number of its row: what settling refused is put in between. */
const numberedLines = (lines: Uint8Array, header: readonly string[]): { row: number; line: string }[] => {
  const buffer = asBuffer(lines);
  const numberAt = header.filter((title) => !isOurs(title)).length;
  const finder = new RecordFinder(buffer, fieldEnds(','), true);
  const numbered: { row: number; line: string }[] = [];
  for (let at = 0; at < buffer.length && finder.find(at); at = finder.next) {
    const line = buffer.toString('utf8', at, finder.next);
    numbered.push({ row: Number(cellsOf(line, ',', finder.quotes)[numberAt]), line });
  }
  return numbered;
};

/** A chunk's refused lines with those of rows that were refused later, in the order of the file. */
export const withRefusedLater = (lines: Uint8Array, later: readonly RefusedRow[], header: readonly string[], contract: Contract): string =>
  [...numberedLines(lines, header), ...later.map((row) => ({ row: row.row, line: refusedFileLines([row], header, contract) }))]
    .sort((one, other) => one.row - other.row)
    .map(({ line }) => line)
    .join('');
