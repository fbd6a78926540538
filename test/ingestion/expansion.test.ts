import { expect, it } from 'vitest';
import { expansion } from '../../functions/ingestion/expansion.ts';

const mebibyte = 1024 ** 2;

it.each([
  ['a small file, however monotonous', 1, 64 * mebibyte, true],
  ['a large one that shrank to a hundredth', mebibyte, 100 * mebibyte, true],
  ['a large one that shrank to less than 1/200', mebibyte, 201 * mebibyte, false],
  ['5 GB', 1024 * mebibyte, 5 * 1024 * mebibyte, true],
  ['more than 5 GB', 1024 * mebibyte, 5 * 1024 * mebibyte + 1, false],
])('%s may unpack or not', (_what, packed, unpacked, may) => {
  const expanded = expansion();
  expanded.wentIn(packed);
  const take = () => expanded.cameOut(unpacked);
  if (may) take();
  else expect(take).toThrow('expands-too-much');
});
