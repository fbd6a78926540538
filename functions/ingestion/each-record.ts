import { isUtf8, transcode } from 'node:buffer';
import type { Contract } from './contract.ts';
import { scanCells } from './csv/scan-cells.ts';
import type { Layout } from './layout.ts';
import { scanLines } from './ndjson/scan-lines.ts';
import { RecordView } from './record-view.ts';

/** How the rows of a chunk are written. */
export type Writing = Pick<Layout, 'format' | 'encoding' | 'delimiter' | 'header'>;

/** Kept between chunks, and with whoever is reading meanwhile; an eighth larger than the chunk, because the next one may be. */
let spare: Uint16Array | undefined;

/**
 * Hands over the rows of a chunk, one after the other, as cells in the order of the header. The chunk is decoded once; bytes that are no text become U+FFFD.
 * Answers which names the rows themselves gave that no column has; in CSV the header has told.
 */
export const eachRecord = (
  bytes: Uint8Array,
  { format, encoding, delimiter, header, contract }: Writing & { contract: Contract },
  take: (record: RecordView) => void,
): string[] => {
  // No encoding here takes less than a byte for a unit.
  const units = spare && spare.length > bytes.length ? spare : new Uint16Array(bytes.length + (bytes.length >>> 3) + 1);
  spare = undefined;
  const memory = Buffer.from(units.buffer);
  const length = decode(bytes, encoding, memory) / 2;
  const record = new RecordView();
  record.text = memory.toString('utf16le', 0, 2 * length);
  record.units = units;
  units[length] = 0x0a;
  let strangers: string[] = [];
  if (format === 'ndjson') strangers = scanLines(record, header, contract, take);
  else scanCells(record, length, delimiter, take);
  spare = units;
  return strangers;
};

const block = 262_144;

/** Writes UTF-16, and answers how many bytes. `transcode` takes a fifth of the time that a decoder does, but only of bytes that are valid. */
const decode = (bytes: Uint8Array, encoding: Layout['encoding'], memory: Buffer): number => {
  if (encoding !== 'utf-8' || !isUtf8(bytes)) return memory.write(new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes), 'utf16le');
  let written = 0;
  // In blocks, because the result is memory of its own each time, and large pieces of it pile up.
  for (let from = 0; from < bytes.length;) {
    let to = Math.min(from + block, bytes.length);
    while (((bytes[to] ?? 0) & 0xc0) === 0x80) to -= 1;
    written += transcode(bytes.subarray(from, to), 'utf8', 'utf16le').copy(memory, written);
    from = to;
  }
  return written;
};
