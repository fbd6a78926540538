import { Unprocessable } from '../runtime/outcome.ts';

/** Read at a time; a line holds at most 400 KB, because its record fits into one item. */
export const sliceBytes = 1024 * 1024;

/** The whole lines of a slice of NDJSON, and where they end. */
export const wholeLines = (slice: Buffer, key: string): { lines: string[]; end: number } => {
  const end = slice.lastIndexOf(0x0a) + 1;
  if (end === 0 && slice.length > 0) throw new Unprocessable(`${key} holds a line that does not end`);
  const lines = slice.toString('utf8', 0, end).split('\n');
  return { lines: lines.filter((line) => line !== ''), end };
};
