import { UnusableFile } from '../file-fault.ts';
import { mostColumns, mostRecordBytes } from '../limits.ts';
import { ByteBuilder } from './byte-builder.ts';
import { appendText, quoteFrom } from './cell-text.ts';
import { type CellFormat, plainFormat } from './number-format.ts';
import { numberText } from './number-text.ts';
import type { SharedStrings } from './shared-strings.ts';
import { malformed, unreadable } from './unreadable-workbook.ts';
import { nameOf, token, XmlScanner } from './xml-scanner.ts';

const ROW = nameOf('row');
const C = nameOf('c');
const V = nameOf('v');
const T = nameOf('t');
const R = nameOf('r');
const S = nameOf('s');
const IS = nameOf('is');
const RPH = nameOf('rPh');

/** As the standard has it. */
const mostRows = 1_048_576;

/** Text is all the rest: formulas' texts, texts that stand in their cells, errors such as #N/A (the rules refuse them where they don't fit), ISO dates. */
const cellType = { number: 0, shared: 1, boolean: 2, text: 3 } as const;
const typeNames = new Map<string, number>([
  ['n', cellType.number],
  ['s', cellType.shared],
  ['b', cellType.boolean],
]);

export interface SheetGround {
  name: string;
  strings: SharedStrings;
  /** By the number of a cell's style. */
  formats: readonly CellFormat[];
  date1904: boolean;
}

/** One row of a sheet: its cells as CSV cells, together at most `mostRecordBytes` long. Good only until the next one comes. */
export class SheetRow {
  readonly bytes = new ByteBuilder(65_536);
  /** Behind the last cell that holds something. */
  width = 0;
  blank = true;
  private readonly from = new Int32Array(mostColumns);
  private readonly to = new Int32Array(mostColumns);

  clear(): void {
    this.from.fill(0, 0, this.width);
    this.to.fill(0, 0, this.width);
    this.bytes.length = 0;
    this.width = 0;
    this.blank = true;
  }

  /** What was appended since `from` is the cell of this column, which had nothing yet. */
  put(column: number, from: number): void {
    this.from[column] = from;
    this.to[column] = this.bytes.length;
    if (column >= this.width) this.width = column + 1;
    if (this.blank) this.blank = this.isBlank(from);
  }

  has(column: number): boolean {
    return (this.to[column] ?? 0) > 0;
  }

  appendTo(out: ByteBuilder, column: number): void {
    out.copy(this.bytes.bytes, this.from[column] ?? 0, this.to[column] ?? 0);
  }

  /** Spaces and tabs alone are nothing, as in a CSV file. */
  private isBlank(from: number): boolean {
    for (let at = from; at < this.bytes.length; at += 1) {
      const byte = this.bytes.bytes[at];
      if (byte !== 0x20 && byte !== 0x09) return false;
    }
    return true;
  }
}

/**
 * Reads a sheet as it arrives. A few bytes can be thousands of rows of long shared texts, so rows are asked for one by one and nothing is gathered here.
 * Of merged cells the first has the value; of formulas the value last computed counts.
 */
export const sheetReader = ({ name, strings, formats, date1904 }: SheetGround) => {
  const scanner = new XmlScanner();
  const row = new SheetRow();
  const value = new ByteBuilder(1024);
  let inRow = false;
  let inCell = false;
  let inValue = false;
  let inInline = false;
  let inText = false;
  let pronounced = false;
  let rows = 0;
  let column = -1;
  let type: number = cellType.number;
  let format: CellFormat = plainFormat;
  let cellFrom = 0;

  /** Looked at before anything is appended: texts may come in many parts, and shared ones again and again. */
  const mustFit = (out: ByteBuilder, more: number): void => {
    if (out.length + more > mostRecordBytes)
      throw new UnusableFile({
        reason: 'record-too-long',
        byte: 0,
        message: `工作表“${name}”的第 ${String(rows + 1)} 行超过 ${String(mostRecordBytes)} 字节。请缩短该行的内容，再重新上传。`,
      });
  };

  const openCell = (): void => {
    inCell = true;
    column += 1;
    type = cellType.number;
    format = plainFormat;
    cellFrom = row.bytes.length;
    value.length = 0;
    while (scanner.nextAttribute()) {
      const { bytes, from, to } = scanner;
      if (scanner.name === R) column = columnOf(bytes, from, to);
      else if (scanner.name === S) format = formats[numberOf(bytes, from, to)] ?? plainFormat;
      else if (scanner.name === T) type = to - from === 1 && bytes[from] === 0x73 ? cellType.shared : typeOf(bytes, from, to);
    }
  };

  const closeCell = (): void => {
    inCell = false;
    const out = row.bytes;
    if (value.length > 0)
      switch (type) {
        case cellType.number:
          if (format.type === 'plain' && isShortNumber(value)) out.copy(value.bytes, 0, value.length);
          else out.text(numberText(value.bytes.toString('latin1', 0, value.length), format, date1904));
          break;
        case cellType.shared: {
          const index = numberOf(value.bytes, 0, value.length);
          mustFit(out, strings.lengthOf(index));
          if (!strings.appendTo(out, index)) throw unreadable('单元格引用的文字不存在，文件可能已损坏');
          break;
        }
        case cellType.boolean:
          out.text(value.bytes[0] === 0x31 ? 'TRUE' : 'FALSE');
          break;
      }
    if (type !== cellType.shared) quoteFrom(out, cellFrom);
    if (out.length === cellFrom) return;
    if (column < 0) throw malformed();
    if (column >= mostColumns)
      throw new UnusableFile({
        reason: 'too-many-columns',
        byte: 0,
        message: `工作表“${name}”超过 ${String(mostColumns)} 列。请删去右侧多余的列，再重新上传。`,
      });
    if (row.has(column)) throw unreadable(`工作表“${name}”的第 ${String(rows + 1)} 行有两个单元格在同一位置`);
    row.put(column, cellFrom);
  };

  const openRow = (): void => {
    inRow = true;
    column = -1;
    row.clear();
  };

  const closeRow = (): void => {
    inRow = false;
    // Quotes may have been doubled.
    mustFit(row.bytes, 0);
    if (++rows > mostRows) throw unreadable(`工作表“${name}”超过 ${String(mostRows)} 行`);
  };

  const opened = (): void => {
    const what = scanner.name;
    if (inCell) {
      if (what === V) inValue = true;
      else if (what === IS) inInline = true;
      else if (what === RPH) pronounced = true;
      else if (what === T) inText = inInline && !pronounced;
    } else if (what === C && inRow) openCell();
    else if (what === ROW) openRow();
  };

  /** Whether that was the end of a row. */
  const closed = (): boolean => {
    const what = scanner.name;
    if (inCell) {
      if (what === V) inValue = false;
      else if (what === C) closeCell();
      else if (what === T) inText = false;
      else if (what === RPH) pronounced = false;
      else if (what === IS) inInline = false;
    } else if (what === ROW && inRow) {
      closeRow();
      return true;
    }
    return false;
  };

  const append = ({ asItStands }: { asItStands: boolean }): void => {
    if (!inValue && !inText) return;
    const isStored = inValue && type !== cellType.text;
    const { bytes, from, to } = scanner;
    const out = isStored ? value : row.bytes;
    mustFit(out, to - from);
    if (isStored || asItStands) out.copy(bytes, from, to);
    else appendText(out, bytes, from, to);
  };

  return {
    push: (bytes: Buffer): void => {
      scanner.feed(bytes);
    },
    /** The next row of what was pushed, also one of nothing; undefined when there is none among these bytes. */
    next(): SheetRow | undefined {
      for (;;)
        switch (scanner.next()) {
          case token.more:
            return undefined;
          case token.open:
            opened();
            break;
          case token.empty:
            // An empty cell still moves the column on.
            if (inRow && !inCell && scanner.name === C) {
              openCell();
              inCell = false;
            }
            break;
          case token.close:
            if (closed()) return row;
            break;
          case token.text:
            append({ asItStands: false });
            break;
          case token.cdata:
            append({ asItStands: true });
            break;
        }
    },
    end: () => scanner.finish(),
  };
};

/** `AB12` → 27, column A is 0. */
const columnOf = (bytes: Buffer, from: number, to: number): number => {
  let column = 0;
  for (let at = from; at < to && at < from + 4; at += 1) {
    const letter = (bytes[at] ?? 0) - 64;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
  }
  return column - 1;
};

/** Digits only; anything else is no number of a style or a text. */
const numberOf = (bytes: Buffer, from: number, to: number): number => {
  if (to - from > 9) return Number.NaN;
  let number = 0;
  for (let at = from; at < to; at += 1) {
    const digit = (bytes[at] ?? 0) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
};

const typeOf = (bytes: Buffer, from: number, to: number): number => typeNames.get(bytes.toString('latin1', from, to)) ?? cellType.text;

/** At most 15 digits and nothing to tidy: it is shown as it is stored. */
const isShortNumber = ({ bytes, length }: ByteBuilder): boolean => {
  const first = bytes[0] === 0x2d ? 1 : 0;
  let point = 0;
  for (let at = first; at < length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x2e && point === 0 && at > first) point = at;
    else if (byte < 0x30 || byte > 0x39) return false;
  }
  const digits = length - first - (point > 0 ? 1 : 0);
  if (digits === 0 || digits > 15) return false;
  if (bytes[first] === 0x30 && point !== first + 1 && (length > first + 1 || first === 1)) return false;
  return point === 0 || (bytes[length - 1] !== 0x30 && point !== length - 1);
};
