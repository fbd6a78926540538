import { mostRowsOfChunk } from './limits.ts';
import { ByteBuilder } from './xlsx/byte-builder.ts';

/** Whole records as a chunk of their own. */
export interface Piece {
  bytes: Uint8Array;
  firstRow: number;
  rows: number;
}

/** Gathers records into pieces, by the same measures as bytes are cut: what comes out depends on the records alone. */
export class PieceBuilder {
  /** The record under way is appended here; `endRow` ends it. */
  readonly out: ByteBuilder;
  rows = 0;
  private readonly chunkBytes: number;
  private rowsBefore = 0;

  constructor(chunkBytes: number) {
    this.chunkBytes = chunkBytes;
    this.out = new ByteBuilder(Math.min(chunkBytes, 1 << 20) + 65_536);
  }

  /** A piece that has become full. */
  endRow(): Piece | undefined {
    this.rows += 1;
    return this.out.length >= this.chunkBytes || this.rows - this.rowsBefore >= mostRowsOfChunk ? this.take() : undefined;
  }

  /** The last piece, if there is one. */
  end(): Piece | undefined {
    return this.rows > this.rowsBefore ? this.take() : undefined;
  }

  private take(): Piece {
    const piece = { bytes: this.out.take(), firstRow: this.rowsBefore + 1, rows: this.rows - this.rowsBefore };
    this.rowsBefore = this.rows;
    return piece;
  }
}
