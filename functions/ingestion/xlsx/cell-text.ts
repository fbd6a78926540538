import type { ByteBuilder } from './byte-builder.ts';

const AMPERSAND = 0x26;
const UNDERSCORE = 0x5f;
const CR = 0x0d;
const LF = 0x0a;
const QUOTE = 0x22;
const COMMA = 0x2c;

/** 1: means something to XML or to Excel. 2: must be quoted in CSV. 4: a space. */
const classes = new Uint8Array(256);
for (const byte of [AMPERSAND, UNDERSCORE, CR]) classes[byte] = 1;
for (const byte of [QUOTE, COMMA, LF, CR]) classes[byte] = (classes[byte] ?? 0) | 2;

/** Appends a text of the XML as it reads: references, line ends, and Excel's own `_x000D_` for what XML can't hold. */
export const appendText = (out: ByteBuilder, bytes: Buffer, from: number, to: number): void => {
  let at = from;
  while (at < to && ((classes[bytes[at] ?? 0] ?? 0) & 1) === 0) at += 1;
  if (at === to) out.copy(bytes, from, to);
  else out.text(decoded(bytes.toString('utf8', from, to)));
};

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

const decoded = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,4}));/gi, (whole, hex?: string, decimal?: string, name?: string) =>
      name === undefined ? character(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)) : (named[name] ?? whole),
    )
    .replace(/_x([0-9a-f]{4})_/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

const character = (code: number): string =>
  code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? '\uFFFD' : String.fromCodePoint(code);

/** Makes a CSV cell of what was appended since `from`: quoted when it has to be. */
export const quoteFrom = (out: ByteBuilder, from: number): void => {
  let at = from;
  while (at < out.length && ((classes[out.bytes[at] ?? 0] ?? 0) & 2) === 0) at += 1;
  if (at === out.length) return;
  const text = Buffer.from(out.bytes.subarray(from, out.length));
  out.length = from;
  out.push(QUOTE);
  for (const byte of text) {
    if (byte === QUOTE) out.push(QUOTE);
    out.push(byte);
  }
  out.push(QUOTE);
};
