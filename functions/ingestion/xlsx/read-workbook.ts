import { cleanCode } from '../../../shared/text/clean-text.ts';
import type { Contract } from '../contract.ts';
import { cellsOf } from '../csv/cells-of.ts';
import { type FileFault, UnusableFile } from '../file-fault.ts';
import { expansion } from '../expansion.ts';
import type { Layout } from '../layout.ts';
import { longestHeader, mostChunks, mostColumns } from '../limits.ts';
import { columnFinder, matchHeader } from '../match-header.ts';
import { type Piece, PieceBuilder } from '../piece-builder.ts';
import { ByteBuilder } from './byte-builder.ts';
import { SharedStrings, sharedStringsReader } from './shared-strings.ts';
import { sheetReader, type SheetRow } from './sheet-reader.ts';
import { inTime, mustBeInTime } from '../in-time.ts';
import { readOutline, type WorkbookOutline, workbookPart } from './workbook-outline.ts';
import type { WorkbookParts } from './workbook-parts.bucket.ts';

const COMMA = 0x2c;
const LF = 0x0a;

export interface WorkbookGround {
  parts: WorkbookParts;
  contract: Contract;
  chunkBytes: number;
  timeIsUp: () => boolean;
  /** Called for one piece after the other; the next is made when it has been taken. */
  write: (piece: Piece) => Promise<void>;
}

export type WorkbookRead = Pick<Layout, 'header' | 'sheets' | 'otherSheets' | 'otherSheetCount'>;

/** Of those that were not read; the others are counted. */
const sheetsNamed = 20;

interface Sheet {
  name: string;
  part: string;
  header: string[];
  /** For each column of the contract its place in this sheet, or -1. */
  places: number[];
}

const fault = (its: Omit<FileFault, 'byte'>): UnusableFile => new UnusableFile({ byte: 0, ...its });

/**
 * Turns a workbook into pieces of CSV. Sheets whose first row names a column of the contract are read one after the other, their columns brought into one order;
 * memory holds the shared texts, one row and one piece, whatever the size of the sheets.
 */
export const readWorkbook = async ({ parts: all, contract, chunkBytes, timeIsUp, write }: WorkbookGround): Promise<WorkbookRead> => {
  const parts: WorkbookParts = { ...all, read: (name) => inTime(all.read(name), timeIsUp) };
  // A shared text is unpacked once and read a million times: what rows hold is counted like what comes out of a gzip.
  const taken = expansion();
  taken.wentIn(parts.size);
  const workbook = await workbookPart(parts);
  if (workbook === undefined) throw noWorkbook(parts);
  const outline = await readOutline(parts, workbook);

  const strings = await readStrings(parts, outline);

  /** Row after row, blank ones left out; `take` answers whether that was enough, or writes something first. */
  const eachRow = async (
    { name, part }: { name: string; part: string },
    width: number,
    take: (row: SheetRow) => 'enough' | Promise<void> | undefined,
  ): Promise<void> => {
    const reader = sheetReader({ ...outline, name, strings });
    for await (const bytes of parts.read(part)) {
      reader.push(bytes);
      for (let row = reader.next(); row; row = reader.next()) {
        taken.cameOut(row.bytes.length + width);
        const answer = row.blank ? undefined : take(row);
        if (answer === 'enough') return;
        if (answer) await answer;
      }
    }
    reader.end();
  };

  const headerOf = async (sheet: { name: string; part: string }): Promise<string[]> => {
    let header: string[] = [];
    await eachRow(sheet, 0, (row) => {
      header = cellsOfRow(row);
      return 'enough';
    });
    return header;
  };

  const columnOf = columnFinder(contract);
  const sheets: Sheet[] = [];
  const otherSheets: string[] = [];
  const strangers: FileFault[] = [];
  for (const { name, part } of outline.sheets) {
    const header = await headerOf({ name, part });
    if (header.length > 0) checkWidth(name, header);
    const match = header.length > 0 ? matchHeader(header, contract) : undefined;
    if (match?.outcome === 'matched') sheets.push({ name, part, header, places: match.places });
    else if (match && header.some((title) => columnOf(title) !== -1)) throw inSheet(name, match.fault);
    else {
      otherSheets.push(name);
      if (match) strangers.push(inSheet(name, match.fault).fault);
    }
  }
  const [first] = sheets;
  if (!first) throw noSheet(strangers);

  const { header, maps } = inOneOrder(first, sheets);
  checkWidth(first.name, header);
  const pieces = new PieceBuilder(chunkBytes);
  let chunks = 0;
  const writePiece = async (piece: Piece): Promise<void> => {
    mustBeInTime(timeIsUp);
    if (++chunks > mostChunks) throw fault({ reason: 'too-many-rows', message: 'Excel 文件的行数过多。请分成几个文件上传。' });
    await write(piece);
  };
  const read: NonNullable<Layout['sheets']> = [];
  for (const [at, sheet] of sheets.entries()) {
    const before = pieces.rows;
    let headerSeen = false;
    await eachRow(sheet, header.length, (row) => {
      if (!headerSeen) {
        headerSeen = true;
        return undefined;
      }
      appendRow(pieces.out, row, maps[at] ?? [], sheet.header.length);
      const piece = pieces.endRow();
      return piece && writePiece(piece);
    });
    read.push({ name: sheet.name, firstRow: before + 1, rows: pieces.rows - before });
  }
  const last = pieces.end();
  if (last) await writePiece(last);
  if (pieces.rows === 0) throw fault({ reason: 'no-rows', message: 'Excel 文件只有列名，没有数据行。请检查导出条件，再重新上传。' });
  const others = { otherSheets: otherSheets.slice(0, sheetsNamed), otherSheetCount: otherSheets.length };
  return { header, sheets: read, ...(otherSheets.length > 0 && others) };
};

const readStrings = async (parts: WorkbookParts, { strings }: WorkbookOutline): Promise<SharedStrings> => {
  if (strings === undefined || !parts.names.has(strings)) return new SharedStrings();
  const reader = sharedStringsReader();
  for await (const bytes of parts.read(strings)) reader.push(bytes);
  return reader.end();
};

const cellsOfRow = (row: SheetRow): string[] => {
  const line = new ByteBuilder(1024);
  for (let column = 0; column < row.width; column += 1) {
    if (column > 0) line.push(COMMA);
    row.appendTo(line, column);
  }
  return cellsOf(line.bytes.toString('utf8', 0, line.length), ',', true);
};

/** As many cells as the header has, and behind them what stands to the right of it: a rule will say that it doesn't belong there. */
const appendRow = (out: ByteBuilder, row: SheetRow, map: readonly number[], ownWidth: number): void => {
  for (let column = 0; column < map.length; column += 1) {
    if (column > 0) out.push(COMMA);
    const from = map[column] ?? -1;
    if (from >= 0) row.appendTo(out, from);
  }
  for (let column = ownWidth; column < row.width; column += 1) {
    out.push(COMMA);
    row.appendTo(out, column);
  }
  out.push(LF);
};

const key = (title: string): string => cleanCode(title).toLowerCase();

/** The first sheet's header, and behind it what only later ones have; for each sheet, where each column of the whole stands in it. */
const inOneOrder = (first: Sheet, sheets: readonly Sheet[]): { header: string[]; maps: number[][] } => {
  const header = [...first.header];
  const places = [...first.places];
  const strange = new Map(header.map((title, at) => [key(title), at]));
  const maps = sheets.map((sheet) => {
    const map: number[] = [];
    const ofContract = new Set(sheet.places);
    sheet.places.forEach((place, at) => {
      if (place === -1) return;
      if (places[at] === -1) places[at] = header.push(sheet.header[place] ?? '') - 1;
      map[places[at] ?? 0] = place;
    });
    sheet.header.forEach((title, place) => {
      if (ofContract.has(place)) return;
      if (sheet === first) map[place] = place;
      else if (title !== '') {
        const at = strange.get(key(title)) ?? header.push(title) - 1;
        strange.set(key(title), at);
        map[at] = place;
      }
    });
    return map;
  });
  return { header, maps: maps.map((map) => header.map((_, at) => map[at] ?? -1)) };
};

const checkWidth = (name: string, header: readonly string[]): void => {
  const characters = header.reduce((sum, title) => sum + title.length, 0);
  if (header.length > mostColumns || characters > longestHeader)
    throw fault({
      reason: 'too-many-columns',
      message: `工作表“${name}”的首行有 ${String(header.length)} 列、${String(characters)} 个字符，最多 ${String(mostColumns)} 列、${String(longestHeader)} 个字符。请只保留需要的列，并检查首行是不是列名。`,
    });
};

const inSheet = (name: string, its: FileFault): UnusableFile => new UnusableFile({ ...its, message: `工作表“${name}”：${its.message}` });

const noSheet = (strangers: readonly FileFault[]): UnusableFile => {
  const [one, ...more] = strangers;
  if (!one) return fault({ reason: 'empty-file', message: 'Excel 文件里没有内容。请检查导出是否完成，再重新上传。' });
  return more.length === 0
    ? new UnusableFile(one)
    : fault({ reason: 'no-header', message: `没有一个工作表的首行是列名。${one.message}`, ...(one.columns && { columns: one.columns }) });
};

const noWorkbook = ({ names }: WorkbookParts): UnusableFile => {
  const has = (start: string) => [...names].some((name) => name.startsWith(start));
  const what = has('xl/')
    ? '二进制 Excel（xlsb）文件'
    : has('word/')
      ? 'Word 文件'
      : has('ppt/')
        ? 'PowerPoint 文件'
        : names.has('content.xml')
          ? 'ODS 文件'
          : '压缩文件（zip）';
  const advice =
    what === '压缩文件（zip）'
      ? '请解压后上传其中的文件；要压缩的，请用 gzip'
      : '请在 Excel 或 WPS 中另存为 xlsx 或“CSV UTF-8（逗号分隔）”';
  return fault({ reason: 'wrong-kind', message: `这是${what}，不是 xlsx 工作簿。${advice}，再重新上传。` });
};
