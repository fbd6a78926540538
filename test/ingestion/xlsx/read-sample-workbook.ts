import type { Contract } from '../../../functions/ingestion/contract.ts';
import { cellsOf } from '../../../functions/ingestion/csv/cells-of.ts';
import { type FileFault, UnusableFile } from '../../../functions/ingestion/file-fault.ts';
import type { Piece } from '../../../functions/ingestion/piece-builder.ts';
import { readWorkbook, type WorkbookRead } from '../../../functions/ingestion/xlsx/read-workbook.ts';
import { openParts } from '../../../functions/ingestion/xlsx/workbook-parts.bucket.ts';
import { marketEntities } from '../sample-file.ts';

export interface ReadBack extends WorkbookRead {
  pieces: Piece[];
  /** Each row by the titles of the header. */
  rows: Record<string, string>[];
}

/** The records of a piece: what stands between line feeds outside quotes. */
const recordsOf = (bytes: Uint8Array): string[] =>
  Buffer.from(bytes)
    .toString()
    .match(/(?:"(?:[^"]|"")*"|[^"\n])+(?=\n)/g) ?? [];

/** The whole way of a workbook into pieces; a fault is an answer, anything else thrown is a defect. */
export const readSample = async (
  file: Uint8Array,
  { contract = marketEntities.contract, chunkBytes = 1 << 20 }: { contract?: Contract; chunkBytes?: number } = {},
): Promise<ReadBack | FileFault> => {
  const pieces: Piece[] = [];
  try {
    const parts = await openParts({ size: file.length, read: async (from, to) => file.subarray(from, to) });
    const found = await readWorkbook({
      parts,
      contract,
      chunkBytes,
      timeIsUp: () => false,
      write: async (piece) => {
        pieces.push(piece);
      },
    });
    const records = pieces.flatMap(({ bytes }) => recordsOf(bytes));
    const rows = records.map((record) =>
      Object.fromEntries(cellsOf(record, ',', true).map((cell, at) => [found.header[at] ?? String(at), cell])),
    );
    return { ...found, pieces, rows };
  } catch (error) {
    if (error instanceof UnusableFile) return error.fault;
    throw error;
  }
};

export const readRowsOf = async (file: Uint8Array, its: Parameters<typeof readSample>[1] = {}): Promise<ReadBack> => {
  const read = await readSample(file, its);
  if ('reason' in read) throw new Error(`${read.reason}: ${read.message}`);
  return read;
};
