import { malformed } from './unreadable-workbook.ts';

const LT = 0x3c;
const GT = 0x3e;
const SLASH = 0x2f;
const BANG = 0x21;
const QUESTION = 0x3f;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const EQUALS = 0x3d;
const COLON = 0x3a;

/** What the scanner stands at. Plain numbers, because there are millions of them. */
export const token = { more: 0, open: 1, empty: 2, close: 3, text: 4, cdata: 5 } as const;
export type Token = (typeof token)[keyof typeof token];

/** A name as the scanner tells it: a hash of the local part. No text is made of names, and prefixes don't matter. */
export const nameOf = (text: string): number => {
  let hash = 0;
  for (let at = 0; at < text.length; at += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return hash;
};

/** A tag or a text may be cut by the end of the bytes and then waits for more; a cell holds 32,767 characters. */
const longestToken = 4 * 1_048_576;
const deepest = 64;

/**
 * Goes through XML in UTF-8 as it arrives, token by token, over bytes: a sheet is hundreds of megabytes of tags, and a general parser that makes text of each
 * takes longer than all the rest of the split. It knows what sheets and shared strings need: elements, attributes, text, CDATA; comments and instructions are
 * passed over, a DOCTYPE is refused (so no entities), and tags must match. `saxes` reads the small parts, and the tests compare the two.
 */
export class XmlScanner {
  bytes: Buffer = Buffer.alloc(0);
  /** Of a tag. */
  name = 0;
  /** Of a text, or of an attribute's value. */
  from = 0;
  to = 0;
  private at = 0;
  private end = 0;
  private attributesAt = 0;
  private attributesEnd = 0;
  private readonly open = new Int32Array(deepest);
  private depth = 0;
  private begun = false;

  feed(bytes: Buffer): void {
    this.bytes = this.at < this.end ? Buffer.concat([this.bytes.subarray(this.at, this.end), bytes]) : bytes;
    this.at = 0;
    this.end = this.bytes.length;
    if (!this.begun && this.end >= 3 && this.bytes[0] === 0xef) this.at = 3;
  }

  next(): Token {
    const { bytes, end } = this;
    for (;;) {
      const { at } = this;
      if (at >= end) return token.more;
      if (bytes[at] !== LT) {
        let to = at + 1;
        while (to < end && bytes[to] !== LT) to += 1;
        if (to === end) return this.wait();
        this.from = at;
        this.to = this.at = to;
        if (this.depth > 0) return token.text;
        this.mustBeSpace(at, to);
        continue;
      }
      const second = bytes[at + 1];
      if (second === undefined) return this.wait();
      if (second === SLASH) return this.closeTag(at + 2);
      if (second !== BANG && second !== QUESTION) return this.openTag(at + 1);
      const found = this.special(second);
      if (found !== undefined) return found;
    }
  }

  /** The next attribute of the tag: `name`, and its value from `from` to `to`. */
  nextAttribute(): boolean {
    const { bytes, attributesEnd: end } = this;
    let at = this.attributesAt;
    while (at < end && (bytes[at] ?? 0) <= 0x20) at += 1;
    if (at >= end) return false;
    let name = 0;
    for (; at < end; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte === EQUALS || byte <= 0x20) break;
      name = byte === COLON ? 0 : (Math.imul(name, 31) + byte) | 0;
    }
    while (at < end && ((bytes[at] ?? 0) <= 0x20 || bytes[at] === EQUALS)) at += 1;
    const quote = bytes[at];
    if (at >= end || (quote !== QUOTE && quote !== APOSTROPHE)) throw malformed();
    this.name = name;
    this.from = at + 1;
    at += 1;
    while (at < end && bytes[at] !== quote) at += 1;
    if (at >= end) throw malformed();
    this.to = at;
    this.attributesAt = at + 1;
    return true;
  }

  /** Nothing comes any more. */
  finish(): void {
    if (!this.begun || this.depth > 0) throw malformed();
    this.mustBeSpace(this.at, this.end);
  }

  private openTag(nameAt: number): Token {
    const { bytes, end } = this;
    let at = nameAt;
    let name = 0;
    for (; at < end; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte <= 0x20 || byte === GT || byte === SLASH) break;
      name = byte === COLON ? 0 : (Math.imul(name, 31) + byte) | 0;
    }
    if (at === nameAt) throw malformed();
    this.attributesAt = at;
    let quote = 0;
    for (; ; at += 1) {
      if (at >= end) return this.wait();
      const byte = bytes[at] ?? 0;
      if (quote !== 0) {
        if (byte === quote) quote = 0;
      } else if (byte === GT) break;
      else if (byte === QUOTE || byte === APOSTROPHE) quote = byte;
      else if (byte === LT) throw malformed();
    }
    if (this.begun && this.depth === 0) throw malformed();
    this.begun = true;
    this.name = name;
    this.at = at + 1;
    if (bytes[at - 1] === SLASH) {
      this.attributesEnd = at - 1;
      return token.empty;
    }
    this.attributesEnd = at;
    if (this.depth === deepest) throw malformed();
    this.open[this.depth++] = name;
    return token.open;
  }

  private closeTag(nameAt: number): Token {
    const { bytes, end } = this;
    let at = nameAt;
    let name = 0;
    for (; ; at += 1) {
      if (at >= end) return this.wait();
      const byte = bytes[at] ?? 0;
      if (byte === GT) break;
      if (byte > 0x20) name = byte === COLON ? 0 : (Math.imul(name, 31) + byte) | 0;
    }
    if (this.depth === 0 || this.open[this.depth - 1] !== name) throw malformed();
    this.depth -= 1;
    this.name = name;
    this.at = at + 1;
    return token.close;
  }

  /** A comment, an instruction or CDATA; undefined when it is passed over. */
  private special(second: number): Token | undefined {
    const { bytes, at, end } = this;
    if (second === QUESTION) return this.passTo('?>', at + 2);
    if (end - at < 9) return this.wait();
    if (bytes[at + 2] === 0x2d && bytes[at + 3] === 0x2d) return this.passTo('-->', at + 4);
    if (bytes.toString('latin1', at, at + 9) !== '<![CDATA[' || this.depth === 0) throw malformed();
    const close = bytes.indexOf(']]>', at + 9);
    if (close === -1) return this.wait();
    this.from = at + 9;
    this.to = close;
    this.at = close + 3;
    return token.cdata;
  }

  private passTo(mark: string, from: number): Token | undefined {
    const close = this.bytes.indexOf(mark, from);
    if (close === -1) return this.wait();
    this.at = close + mark.length;
    return undefined;
  }

  private mustBeSpace(from: number, to: number): void {
    for (let at = from; at < to; at += 1) if ((this.bytes[at] ?? 0) > 0x20) throw malformed();
  }

  private wait(): Token {
    if (this.end - this.at > longestToken) throw malformed();
    return token.more;
  }
}
