export const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

/** Which bytes end a field: one delimiter, or several while it is not yet known which the file uses. */
export const fieldEnds = (delimiters: string): Uint8Array => {
  const table = new Uint8Array(256);
  for (const delimiter of delimiters) table[delimiter.charCodeAt(0)] = 1;
  return table;
};

/** No byte ends a field. */
export const noFieldEnds = fieldEnds('');

/**
 * Finds where a record ends. The cutter and the parser both ask here, so they can't disagree about what a record is.
 * A quote opens only at the start of a field; a stray quote inside a field is text. LF, CRLF and CR end a record. In UTF-8 and in
 * GB18030 none of these bytes occurs inside a character, so bytes can be searched without decoding; only `|` does, in GB18030.
 */
export class RecordFinder {
  /** The record ends before this byte. */
  end = 0;
  /** The following record begins here. */
  next = 0;
  /** The record holds a quote somewhere. */
  quotes = false;
  /** The last search ran into the end of the bytes inside quotes. */
  open = false;
  private readonly bytes: Buffer;
  private readonly fieldEnd: Uint8Array;
  private readonly final: boolean;
  private nextQuote = -1;
  private nextLf = -1;
  private nextCr = -1;

  /** `final`: nothing comes after these bytes, so their end ends the last record. Without `fieldEnd` a quote means nothing, and every line is a record. */
  constructor(bytes: Buffer, fieldEnd: Uint8Array | undefined, final: boolean) {
    this.bytes = bytes;
    this.fieldEnd = fieldEnd ?? noFieldEnds;
    this.final = final;
    if (!fieldEnd) this.nextQuote = Infinity;
  }

  /** Searches the end of the record that starts at `from`; false when it isn't among these bytes. Positions must not go back. */
  find(from: number): boolean {
    this.quotes = false;
    this.open = false;
    let at = from;
    for (;;) {
      if (this.nextQuote < at) this.nextQuote = this.search(QUOTE, at);
      if (this.nextLf < at) this.nextLf = this.search(LF, at);
      if (this.nextCr < at) this.nextCr = this.search(CR, at);
      const line = Math.min(this.nextLf, this.nextCr);
      if (line <= this.nextQuote) return this.endAt(line);
      this.quotes = true;
      if (this.nextQuote > from && this.fieldEnd[this.bytes[this.nextQuote - 1] ?? 0] !== 1) {
        at = this.nextQuote + 1;
        continue;
      }
      const close = this.closingQuote(this.nextQuote + 1);
      if (close === Infinity) {
        this.open = true;
        return false;
      }
      at = close + 1;
    }
  }

  private endAt(line: number): boolean {
    const { length } = this.bytes;
    if (line === Infinity) {
      this.end = this.next = length;
      return this.final;
    }
    this.end = line;
    this.next = line + 1;
    if (line !== this.nextCr) return true;
    // Whether a CR at the very end is half of a CRLF is only known when more comes.
    if (this.next === length) return this.final;
    if (this.bytes[this.next] === LF) this.next += 1;
    return true;
  }

  private closingQuote(from: number): number {
    for (let at = from; ; at += 2) {
      at = this.search(QUOTE, at);
      if (at === Infinity || (at + 1 === this.bytes.length && !this.final)) return Infinity;
      if (this.bytes[at + 1] !== QUOTE) return at;
    }
  }

  private search(byte: number, from: number): number {
    const at = this.bytes.indexOf(byte, from);
    return at === -1 ? Infinity : at;
  }
}

/** A line of nothing but spaces, tabs and delimiters is no row: spreadsheets leave such lines at the end. */
export const isBlank = (bytes: Uint8Array, from: number, end: number, fieldEnd: Uint8Array): boolean => {
  for (let at = from; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte !== 0x20 && byte !== 0x09 && fieldEnd[byte] !== 1) return false;
  }
  return true;
};

export const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
