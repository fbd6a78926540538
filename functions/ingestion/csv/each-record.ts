import { cellsOf, type Delimiter } from './cells-of.ts';
import { asBuffer, fieldEnds, isBlank, RecordFinder } from './record-finder.ts';

/** Hands over the records of a piece that was cut at record boundaries, one after the other. Bytes that are no UTF-8 become U+FFFD. */
export const eachRecord = (bytes: Uint8Array, delimiter: Delimiter, take: (cells: string[], record: string) => void): void => {
  const buffer = asBuffer(bytes);
  const fieldEnd = fieldEnds(delimiter);
  const finder = new RecordFinder(buffer, fieldEnd, true);
  let at = 0;
  while (at < buffer.length) {
    if (!finder.find(at)) throw new Error(`the piece is not cut at a record boundary: open quote in the record at byte ${String(at)}`);
    if (!isBlank(buffer, at, finder.end, fieldEnd)) {
      const record = buffer.toString('utf8', at, finder.end);
      take(cellsOf(record, delimiter, finder.quotes), record);
    }
    at = finder.next;
  }
};
