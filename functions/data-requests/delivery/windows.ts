import { createHash } from 'node:crypto';

/** Of the rows' table: the first three bits of a key's digest, so that a lane is read and written in eight places. */
export const partitions = 8;
/** A window is always read whole, because each grant has an order of its own in it; so it is small. */
const rowsInWindow = 256;
/** Four hexadecimal digits. */
const mostWindows = 65_536;

/** Under which a row lies: says nothing of its key, and spreads keys evenly. */
export const digestOfKey = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 32);

export const partitionOf = (digest: string): number => Number.parseInt(digest.slice(0, 1), 16) >> 1;

/** Into how many windows so many rows are cut: a power of two, each lying in one partition and holding 128 to 256 rows, where there are not too few or too many. */
export const windowsOf = (rows: number): number => {
  let windows = partitions;
  while (windows < mostWindows && windows * rowsInWindow < rows) windows *= 2;
  return windows;
};

/** A window's digests, as a range of sort keys of one partition: `~` comes after every digest that begins so. */
export const rangeOf = (windows: number, number: number): { partition: number; from: string; to: string } => {
  const width = mostWindows / windows;
  const digits = (at: number): string => at.toString(16).padStart(4, '0');
  const from = digits(number * width);
  return { partition: partitionOf(from), from, to: `${digits((number + 1) * width - 1)}~` };
};

const rounds = 6;

/**
 * In which order a grant walks the windows: a permutation by a Feistel network whose rounds are keyed digests, so that only the grant's key knows it, it is the same at
 * every page, and even 65,536 windows need some thousand digests only.
 */
export const orderOfWindows = (windows: number, orderOf: (text: string) => string): number[] => {
  const bits = Math.log2(windows);
  const low = bits >> 1;
  // The halves change places each round; of an odd number of bits the larger is now left, now right.
  const turns = Array.from({ length: rounds }, (_, round) => {
    const size = round % 2 === 0 ? bits - low : low;
    const other = bits - size;
    const mixed = Array.from(
      { length: 2 ** size },
      (_value, half) =>
        createHash('sha256')
          .update(orderOf(`windows#${String(windows)}#${String(round)}#${String(half)}`))
          .digest()
          .readUInt32BE() &
        (2 ** other - 1),
    );
    return { size, mixed };
  });
  return Array.from({ length: windows }, (_, position) => {
    let number = position;
    for (const { size, mixed } of turns) {
      const right = number & (2 ** size - 1);
      const left = number >> size;
      number = right * 2 ** (bits - size) + (left ^ (mixed[right] ?? 0));
    }
    return number;
  });
};
