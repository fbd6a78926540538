import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { type Cell, workbookOf } from './workbook.ts';

/** How a file is written. Workbooks name their columns by title, as people do. */
export type Writing = {
  /** Chinese titles instead of columns' names. */
  titled: boolean;
  gzip?: boolean;
  /** A column that no contract knows, and what stands in it. */
  extra?: { title: string; value: string };
} & (
  | { format: 'csv'; encoding: 'utf-8' | 'gb18030'; delimiter: ',' | '\t' | ';' | '|'; lineEnd: '\n' | '\r\n'; mark?: boolean }
  | { format: 'ndjson'; encoding: 'utf-8' }
  | { format: 'xlsx' }
  /** No file: a system sends the rows as JSON, in one call. */
  | { format: 'push' }
);

/** A row as its cells; or a piece of the file that is none: a blank line, a broken object. */
export type Written = { cells: readonly string[] } | { raw: string } | { object: Readonly<Record<string, unknown>> };

/** The text of the file, line by line, header first. Of a workbook: the sheet as CSV, which is what is read of it. */
export function* linesOf(writing: Writing, header: readonly string[], rows: Iterable<Written>): Generator<string> {
  const end = writing.format === 'csv' ? writing.lineEnd : '\n';
  if (writing.format === 'ndjson' || writing.format === 'push') {
    for (const row of rows)
      yield 'cells' in row
        ? `${JSON.stringify(Object.fromEntries(header.map((name, at) => [name, row.cells[at] ?? '']).filter(([, value]) => value !== '')))}\n`
        : 'object' in row
          ? `${JSON.stringify(row.object)}\n`
          : `${row.raw}\n`;
    return;
  }
  const delimiter = writing.format === 'csv' ? writing.delimiter : ',';
  const special = new RegExp(`["\\r\\n${delimiter}]|^\\s|\\s$`);
  const quoted = (cell: string): string => (special.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const line = (cells: readonly string[]): string => cells.map(quoted).join(delimiter) + end;
  yield (writing.format === 'csv' && writing.mark ? '\uFEFF' : '') + line(header);
  for (const row of rows)
    if ('cells' in row) yield line(row.cells);
    else if ('raw' in row) yield row.raw + end;
}

const day = /^\d{4}-\d{2}-\d{2}$/;
/** 1970-01-01 is day 25,569 of a spreadsheet. */
const daysOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000 + 25_569;

/** Dates are kept as days where a person would see a date; all else, long numbers too, is text. */
const cellOf = (value: string): Cell =>
  day.test(value) &&
  value > '1900-03-01' &&
  !Number.isNaN(daysOf(value)) &&
  new Date((daysOf(value) - 25_569) * 86_400_000).toISOString().startsWith(value)
    ? { days: daysOf(value) }
    : value;

function* sheetRows(header: readonly string[], rows: Iterable<Written>): Generator<readonly Cell[]> {
  yield header;
  for (const row of rows) if ('cells' in row) yield row.cells.map(cellOf);
}

const pieceLength = 256 * 1024;

/** The bytes of the file, a piece at a time; a packed one comes whole. */
export function* bytesOf(writing: Writing, sheet: string, header: readonly string[], rows: Iterable<Written>): Generator<Buffer> {
  if (writing.format === 'xlsx') {
    yield workbookOf(sheet, sheetRows(header, rows));
    return;
  }
  const encoding = writing.format === 'push' ? 'utf-8' : writing.encoding;
  const encoded = (text: string): Buffer => (encoding === 'gb18030' ? iconv.encode(text, 'gb18030') : Buffer.from(text));
  const pieces = function* (): Generator<Buffer> {
    let piece = '';
    for (const line of linesOf(writing, header, rows)) {
      piece += line;
      if (piece.length < pieceLength) continue;
      yield encoded(piece);
      piece = '';
    }
    if (piece !== '') yield encoded(piece);
  };
  if (writing.gzip) yield gzipSync(Buffer.concat([...pieces()]));
  else yield* pieces();
}
