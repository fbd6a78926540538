/** Chance that can be repeated: the same keys give the same draws on every machine. */
export interface Draw {
  /** A whole number from 0 up to, not including, `end`. */
  below(end: number): number;
  chance(share: number): boolean;
  of<const Items extends readonly [unknown, ...unknown[]]>(items: Items): Items[number];
}

const mix = (state: number): number => {
  let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
};

const step = 0x9e3779b9;

/** Splitmix32. Each row has draws of its own, keyed by seed, stream and row, so that any row can be made without those before it. */
export const drawFor = (seed: number, stream: number, row: number): Draw => {
  let state = mix(mix(mix(seed + step) ^ (stream + step)) ^ (row + step));
  const below = (end: number): number => {
    state = (state + step) | 0;
    return Math.floor((mix(state) / 0x1_0000_0000) * end);
  };
  return {
    below,
    chance: (share) => below(1_000_000) < share * 1_000_000,
    of: (items) => items[below(items.length)] ?? items[0],
  };
};
