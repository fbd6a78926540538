import type { Contract } from './contract.ts';
import { scanCells } from './csv/scan-cells.ts';
import type { Layout } from './layout.ts';
import { scanLines } from './ndjson/scan-lines.ts';
import { RecordView } from './record-view.ts';

/** How the rows of a chunk are written. */
export type Writing = Pick<Layout, 'format' | 'encoding' | 'delimiter' | 'header'>;

/** Kept between chunks, and with whoever is reading meanwhile. */
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
  const text = decoded(bytes, encoding);
  const record = new RecordView();
  record.text = text;
  if (format === 'ndjson') return scanLines(record, header, contract, take);

  const units = spare && spare.length > text.length ? spare : new Uint16Array(text.length + 1);
  spare = undefined;
  Buffer.from(units.buffer).write(text, 'utf16le');
  units[text.length] = 0x0a;
  record.units = units;
  scanCells(record, text.length, delimiter, take);
  spare = units;
  return [];
};

const decoded = (bytes: Uint8Array, encoding: Layout['encoding']): string =>
  encoding === 'utf-8'
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
    : new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
