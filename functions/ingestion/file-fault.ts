/** A file that can't be used at all. Everything less is a finding of a row. */
export type FileFaultReason =
  | 'empty-file'
  | 'no-header'
  | 'not-text'
  | 'not-utf8'
  | 'record-too-long'
  | 'unterminated-quote'
  | 'too-many-columns'
  | 'too-many-rows'
  | 'too-many-sheets'
  | 'no-rows'
  | 'wrong-kind'
  | 'unreadable-workbook'
  | 'broken-archive'
  | 'expands-too-much'
  | 'quota-exceeded'
  | 'checksum-mismatch';

export interface FileFault {
  reason: FileFaultReason;
  /** Position from the start of the file. */
  byte: number;
  /** Number of the record, header not counted, from 1; absent when the fault lies before the first. */
  row?: number;
  /** For people: what is wrong, where, and how to mend it. */
  message: string;
  /** Columns that are missing or named twice. */
  columns?: string[];
}

/** Thrown deep inside a reader, caught where a file is split, and nowhere else: the file ends with this fault. */
export class UnusableFile extends Error {
  override name = 'UnusableFile';
  readonly fault: FileFault;

  constructor(fault: FileFault) {
    super(fault.reason);
    this.fault = fault;
  }
}
