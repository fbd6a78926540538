import * as z from 'zod';

/** 新增, 修改, 删除: of a change log. */
export const Operation = z.enum(['i', 'u', 'd']);
export type Operation = z.infer<typeof Operation>;

export const Warning = z.object({ code: z.string(), column: z.string() });
export type Warning = z.infer<typeof Warning>;

const Head = z.object({
  key: z.string(),
  row: z.int(),
  /** `yyyy-MM-dd` or `yyyy-MM-dd HH:mm:ss`, local; sorts as text. */
  businessTime: z.string(),
  deleted: z.boolean(),
  operation: Operation.optional(),
  digest: z.string(),
  /** Of the warnings that go with the row: the rule and the column it concerns. */
  warnings: z.array(Warning).optional(),
});

/** A row without errors, ready to be settled. */
export interface AcceptedRow extends z.infer<typeof Head> {
  section: number;
  /** Canonical JSON of the standardised values. */
  content: string;
}

/** By section, then key, then row: so a section is one slice of the object, and the order says nothing about who read the chunk. */
export const inOrderOfSections = (one: AcceptedRow, other: AcceptedRow): number =>
  one.section - other.section || (one.key < other.key ? -1 : one.key > other.key ? 1 : one.row - other.row);

/** Rows (sorted as above) as NDJSON; section n is the bytes from offsets[n] up to offsets[n + 1]. */
export const writeAccepted = (rows: readonly AcceptedRow[], sections: number): { bytes: Uint8Array; offsets: number[] } => {
  const slices: string[][] = Array.from({ length: sections }, () => []);
  for (const { section, content, key, row, businessTime, deleted, operation, digest, warnings } of rows) {
    const slice = slices[section];
    if (!slice) throw new Error(`row ${String(row)} lies in section ${String(section)} of ${String(sections)}`);
    const head = JSON.stringify({ key, row, businessTime, deleted, operation, digest, warnings });
    slice.push(`${head.slice(0, -1)}${contentMark}${content}}\n`);
  }
  const offsets = [0];
  const pieces = slices.map((slice) => {
    const bytes = Buffer.from(slice.join(''));
    offsets.push((offsets.at(-1) ?? 0) + bytes.length);
    return bytes;
  });
  return { bytes: Buffer.concat(pieces), offsets };
};

// Within a JSON text a quote is always escaped, so the first of these is the mark and not a part of a key.
const contentMark = ',"content":';
const keyBegins = '{"key":'.length;
const keyMark = Buffer.from('","row":');

const newline = 0x0a;

/** The lines of a piece that ends with one: where each begins and ends. */
const eachLine = (bytes: Uint8Array, take: (buffer: Buffer, from: number, end: number) => void): void => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let from = 0; from < buffer.length;) {
    const end = buffer.indexOf(newline, from);
    if (end === -1) throw new Error('the slice of accepted rows ends within a row');
    take(buffer, from, end);
    from = end + 1;
  }
};

/** The rows of a piece of one section's slice. The content stays the text that it was. */
export const readAccepted = (bytes: Uint8Array, section: number): AcceptedRow[] => {
  const rows: AcceptedRow[] = [];
  eachLine(bytes, (buffer, from, end) => {
    const line = buffer.toString('utf8', from, end);
    const mark = line.indexOf(contentMark);
    rows.push({ ...Head.parse(JSON.parse(`${line.slice(0, mark)}}`)), section, content: line.slice(mark + contentMark.length, -1) });
  });
  return rows;
};

/** Only the keys, for a first look over all rows. */
export const readKeys = (bytes: Uint8Array, take: (key: string) => void): void => {
  eachLine(bytes, (buffer, from) => {
    const text = buffer.toString('utf8', from + keyBegins, buffer.indexOf(keyMark, from) + 1);
    take(text.includes('\\') ? z.string().parse(JSON.parse(text)) : text.slice(1, -1));
  });
};

/** Cuts what comes in pieces of any size so that each ends with a line. */
export async function* wholeLines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let begun: Uint8Array[] = [];
  for await (const piece of pieces) {
    const end = piece.lastIndexOf(newline) + 1;
    if (end > 0) yield begun.length > 0 ? Buffer.concat([...begun, piece.subarray(0, end)]) : piece.subarray(0, end);
    if (end > 0) begun = [];
    if (end < piece.length) begun.push(piece.subarray(end));
  }
  if (begun.length > 0) throw new Error('the slice of accepted rows ends within a row');
}
