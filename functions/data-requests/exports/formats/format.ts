import type { Content } from '../../../../shared/text/mask-record.ts';

/** A field of a file: what it is called, and what people call it. */
export interface FileColumn {
  name: string;
  title: string;
}

/** How a file is written, piece after piece: the head once, then each row, then the tail. The same rows give the same bytes. */
export interface Format {
  title: string;
  mediaType: string;
  extension: string;
  head(columns: readonly FileColumn[]): string;
  /** `mark`: the row's watermark. */
  row(mark: string, values: Content, columns: readonly FileColumn[]): string;
  tail: string;
}
