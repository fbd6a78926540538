import type { FileFault } from '../file-fault.ts';
import { cellsOf, type Delimiter, delimiters } from './cells-of.ts';
import type * as layouts from '../layout.ts';
import { longestHeader, mostChunks, mostColumns, mostRecordBytes, mostRowsOfChunk } from '../limits.ts';
import { asBuffer, fieldEnds, isBlank, noFieldEnds, RecordFinder } from './record-finder.ts';
import { sniff, sniffBytes, type Sniffed } from './sniff.ts';

/** How the file is laid out, as its first record tells. */
export interface Layout extends Pick<layouts.Layout, 'format' | 'encoding'> {
  /** Empty where the file is NDJSON: there each line names its own columns. */
  header: string[];
  delimiter: Delimiter;
  bom: boolean;
  /** The first byte behind the header record. */
  dataFrom: number;
  /** False for GB18030 with `|`, whose byte occurs inside characters: then nothing is cut, and the whole file has to go through `toUtf8` and a cutter again. */
  cuttable: boolean;
}

/** Bytes `from` up to (not including) `to` of the file hold `rows` records; the first of them has the number `firstRow`. */
export interface Cut {
  from: number;
  to: number;
  firstRow: number;
  rows: number;
}

/** The header comes first, then cuts, unless it is not `cuttable`; a fault is the last thing that is said, and makes what was cut before it worthless. */
export type CutEvent = ({ type: 'header' } & Layout) | ({ type: 'cut' } & Cut) | ({ type: 'fault' } & FileFault);

export interface Cutter {
  push(bytes: Uint8Array): CutEvent[];
  end(): CutEvent[];
}

export interface CutterOptions {
  /** A chunk ends with the record that reaches this size. */
  chunkBytes: number;
  maxRecordBytes?: number;
}

/**
 * Cuts a stream of bytes into chunks at record boundaries, with the memory of one record. What it answers depends on the bytes alone, never on how they were
 * delivered: a split done twice makes the same chunks.
 */
export const cutter = ({ chunkBytes, maxRecordBytes = mostRecordBytes }: CutterOptions): Cutter => {
  let held: Buffer = Buffer.alloc(0);
  /** Where `held` begins in the file. */
  let heldFrom = 0;
  let sniffed: Sniffed | undefined;
  let layout: Layout | undefined;
  let fieldEnd: Uint8Array | undefined = fieldEnds(delimiters.join(''));
  let rows = 0;
  let chunks = 0;
  let cut: Cut = { from: 0, to: 0, firstRow: 1, rows: 0 };
  let over = false;

  const begin = (events: CutEvent[]): FileFault | undefined => {
    const found = sniff(held.subarray(0, sniffBytes));
    if ('reason' in found) return found;
    sniffed = found;
    if (found.encoding === 'gb18030') fieldEnd = fieldEnds(delimiters.filter((delimiter) => delimiter !== '|').join(''));
    if (found.format === 'csv') return undefined;
    fieldEnd = undefined;
    cut.from = found.bom ? 3 : 0;
    layout = { ...found, header: [], delimiter: ',', dataFrom: cut.from, cuttable: true };
    events.push({ type: 'header', ...layout });
    return undefined;
  };

  const takeHeader = (
    record: Buffer,
    { encoding, ...found }: Sniffed,
    quotes: boolean,
    from: number,
    dataFrom: number,
  ): Layout | FileFault => {
    const text = new TextDecoder(encoding, { ignoreBOM: true }).decode(record);
    const names = readHeader(text, quotes);
    layout = { ...found, encoding, ...names, dataFrom, cuttable: encoding !== 'gb18030' || names.delimiter !== '|' };
    fieldEnd = fieldEnds(layout.delimiter);
    cut.from = dataFrom;
    const { length } = layout.header;
    if (text.length > longestHeader)
      return {
        reason: 'too-many-columns',
        byte: from,
        message: `首行有 ${String(text.length)} 个字符，最多 ${String(longestHeader)} 个。请只保留需要的列，并检查首行是不是列名。`,
      };
    if (length <= mostColumns) return layout;
    return {
      reason: 'too-many-columns',
      byte: from,
      message: `首行有 ${String(length)} 列，最多 ${String(mostColumns)} 列。请只保留需要的列。`,
    };
  };

  const takeRow = (to: number): Cut | undefined => {
    rows += 1;
    cut.rows += 1;
    cut.to = to;
    if (to - cut.from < chunkBytes && cut.rows < mostRowsOfChunk) return undefined;
    const full = cut;
    cut = { from: to, to, firstRow: rows + 1, rows: 0 };
    return full;
  };

  /** Works off what is held, as far as it goes; a fault is returned instead of being added to the events. */
  const work = (events: CutEvent[], final: boolean): FileFault | undefined => {
    if (!sniffed && held.length < sniffBytes && !final) return undefined;
    const fault = sniffed ? undefined : begin(events);
    if (!sniffed || fault) return fault;
    let finder = new RecordFinder(held, fieldEnd, final);
    let at = sniffed.bom && heldFrom === 0 ? 3 : 0;
    while (at < held.length) {
      const found = finder.find(at);
      const from = heldFrom + at;
      const position = layout ? { byte: from, row: rows + 1 } : { byte: from };
      // Two bytes more while the end isn't in sight: a CR or a quote there may not belong to the record.
      if (found ? finder.end - at > maxRecordBytes : held.length - at > maxRecordBytes + 2)
        return tooLong(position, maxRecordBytes, finder.quotes);
      if (!found && final) return unterminated(position);
      if (!found) break;
      const { end, next, quotes } = finder;
      if (!isBlank(held, at, end, fieldEnd ?? noFieldEnds)) {
        if (layout) {
          const full = takeRow(heldFrom + next);
          if (full) events.push({ type: 'cut', ...full });
          if (full && ++chunks > mostChunks)
            return {
              reason: 'too-many-rows',
              ...position,
              message: `文件的行数过多（超过 ${String(mostRowsOfChunk * mostChunks)} 行）。请分成几个文件上传。`,
            };
        } else {
          const header = takeHeader(held.subarray(at, end), sniffed, quotes, from, heldFrom + next);
          if ('reason' in header) return header;
          events.push({ type: 'header', ...header });
          if (!header.cuttable) {
            over = true;
            held = Buffer.alloc(0);
            return undefined;
          }
          finder = new RecordFinder(held, fieldEnd, final);
        }
      }
      at = next;
    }
    // A copy: whoever pushed the bytes may use their memory again.
    held = Buffer.from(held.subarray(at));
    heldFrom += at;
    return undefined;
  };

  const finish = (events: CutEvent[]): FileFault | undefined => {
    const fault = work(events, true);
    if (fault || over) return fault;
    if (!layout) return { reason: 'empty-file', byte: 0, message: '文件是空的。请检查导出是否完成，再重新上传。' };
    if (rows === 0) return { reason: 'no-rows', byte: layout.dataFrom, message: '文件只有列名，没有数据行。请检查导出条件，再重新上传。' };
    if (cut.rows > 0) events.push({ type: 'cut', ...cut });
    return undefined;
  };

  const saying = (step: (events: CutEvent[]) => FileFault | undefined): CutEvent[] => {
    if (over) return [];
    const events: CutEvent[] = [];
    const fault = step(events);
    if (!fault) return events;
    over = true;
    held = Buffer.alloc(0);
    return [...events, { type: 'fault', ...fault }];
  };

  return {
    push: (bytes) =>
      saying((events) => {
        held = held.length === 0 ? Buffer.from(asBuffer(bytes)) : Buffer.concat([held, bytes]);
        return work(events, false);
      }),
    end: () => saying(finish),
  };
};

interface Position {
  byte: number;
  row?: number;
}

const where = (row: number | undefined): string => (row === undefined ? '首行' : `第 ${String(row)} 行数据`);

const tooLong = (position: Position, most: number, quotes: boolean): FileFault => ({
  reason: 'record-too-long',
  ...position,
  message: `${where(position.row)}超过 ${String(most)} 字节。${quotes ? '请检查是否有未成对的双引号' : '请检查该行是否缺少换行'}，修改后重新上传。`,
});

const unterminated = (position: Position): FileFault => ({
  reason: 'unterminated-quote',
  ...position,
  message: `${where(position.row)}有一个双引号没有结束，其后的内容无法分行。请补上或删去该引号，再重新上传。`,
});

/** The delimiter is the one that parts the header into the most cells; a header holds names, so this is no guess about content. */
const readHeader = (record: string, quotes: boolean): Pick<Layout, 'header' | 'delimiter'> => {
  let best: Pick<Layout, 'header' | 'delimiter'> = { header: [], delimiter: ',' };
  for (const delimiter of delimiters) {
    const header = cellsOf(record, delimiter, quotes);
    if (header.length > best.header.length) best = { header, delimiter };
  }
  return best;
};
