import * as z from 'zod';

/** 新增, 修改, 删除: of a change log. */
export const Operation = z.enum(['i', 'u', 'd']);
export type Operation = z.infer<typeof Operation>;

const Head = z.object({
  key: z.string(),
  row: z.int(),
  /** `yyyy-MM-dd` or `yyyy-MM-dd HH:mm:ss`, local; sorts as text. */
  businessTime: z.string(),
  deleted: z.boolean(),
  operation: Operation.optional(),
  digest: z.string(),
  /** Codes of the warnings that go with the row. */
  warnings: z.array(z.string()).optional(),
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

/** Reads one section's slice. The content stays the text that it was. */
export function* readAccepted(slice: Uint8Array, section: number): Generator<AcceptedRow> {
  const buffer = Buffer.from(slice.buffer, slice.byteOffset, slice.byteLength);
  for (let from = 0; from < buffer.length;) {
    const end = buffer.indexOf(0x0a, from);
    if (end === -1) throw new Error('the slice of accepted rows ends within a row');
    const line = buffer.toString('utf8', from, end);
    const mark = line.indexOf(contentMark);
    yield { ...Head.parse(JSON.parse(`${line.slice(0, mark)}}`)), section, content: line.slice(mark + contentMark.length, -1) };
    from = end + 1;
  }
}
