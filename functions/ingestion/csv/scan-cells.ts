import { ESCAPED, type RecordView, STRUCTURE, traitsWhere } from '../record-view.ts';
import type { Delimiter } from './cells-of.ts';

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

const traitsBy: Record<Delimiter, Uint8Array> = {
  ',': traitsWhere(',"\r\n'),
  '\t': traitsWhere('\t"\r\n'),
  ';': traitsWhere(';"\r\n'),
  '|': traitsWhere('|"\r\n'),
};

/**
 * Fills the view with the cells of one record after the other, by the grammar of `RecordFinder` and `cellsOf`: one look at each unit finds the ends of cells and records and
 * what the judge has to know of a cell. Behind the `length` units of the chunk
 * there is a line feed.
 */
export const scanCells = (record: RecordView, length: number, delimiter: Delimiter, take: (record: RecordView) => void): void => {
  const { units } = record;
  const traits = traitsBy[delimiter];
  const parts = delimiter.charCodeAt(0);
  let at = 0;

  while (at < length) {
    record.begin();
    const first = at;
    // Held outside the view while cells are plain: writing through it for each of them costs a tenth of the whole.
    let { starts, ends, traits: seenBy } = record;
    let count = 0;
    let all = 0;
    for (;;) {
      if (units[at] === QUOTE) {
        record.count = count;
        record.all = all;
        at = scanQuoted(record, at, length, parts, traits);
        ({ starts, ends, traits: seenBy, count, all } = record);
      } else {
        const start = at;
        let seen = 0;
        for (;;) {
          const trait = traits[units[at] ?? 0] ?? 0;
          if ((trait & STRUCTURE) !== 0 && units[at] !== QUOTE) break;
          seen |= trait;
          at += 1;
        }
        if (count === starts.length) ({ starts, ends, traits: seenBy } = record.grown());
        starts[count] = start;
        ends[count] = at;
        seenBy[count] = seen & ~STRUCTURE;
        all |= seen;
        count += 1;
      }
      if (at === length || units[at] !== parts) break;
      at += 1;
    }
    record.count = count;
    record.all = all;
    const end = at;
    if (units[at] === CR && units[at + 1] === LF) at += 1;
    at += 1;
    if (!isBlank(units, first, end, parts)) take(record);
  }
};

/** As for bytes: a line of nothing but spaces, tabs and delimiters is no row. */
const isBlank = (units: Uint16Array, from: number, end: number, parts: number): boolean => {
  for (let at = from; at < end; at += 1) {
    const unit = units[at];
    if (unit !== 0x20 && unit !== 0x09 && unit !== parts) return false;
  }
  return true;
};

/** From an opening quote to the end of the cell. */
const scanQuoted = (record: RecordView, open: number, length: number, parts: number, traits: Uint8Array): number => {
  const { units, text } = record;
  let seen = 0;
  let own = '';
  let from = open + 1;
  let close = from;
  for (;;) {
    while (close < length && units[close] !== QUOTE) {
      seen |= traits[units[close] ?? 0] ?? 0;
      close += 1;
    }
    if (close === length) throw new Error(`the piece is not cut at a record boundary: open quote at character ${String(open)}`);
    if (units[close + 1] !== QUOTE || close + 1 === length) break;
    own += text.slice(from, close + 1);
    from = close + 2;
    close = from;
  }
  seen &= ~STRUCTURE;
  let end = close + 1;
  if (from === open + 1 && endsCell(units[end], parts)) {
    record.add(from, close, seen);
    return end;
  }
  // Doubled quotes, or text behind the closing quote: nothing that somebody wrote is dropped.
  own += text.slice(from, close);
  while (!endsCell(units[end], parts)) {
    seen |= traits[units[end] ?? 0] ?? 0;
    end += 1;
  }
  record.addOwn(own + text.slice(close + 1, end), seen | ESCAPED);
  return end;
};

const endsCell = (unit: number | undefined, parts: number): boolean => unit === parts || unit === LF || unit === CR;
