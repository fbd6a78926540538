import { expect, it } from 'vitest';
import { h003 } from '../../../functions/ingestion/rules/h003-cells-of-the-header.ts';

it.each([
  ['as many cells as the header', ['a', 'b', 'c'], ''],
  ['empty ones too many', ['a', 'b', 'c', '', ' '], ''],
  ['one too few', ['a', 'b'], '本行有 2 列，首行有 3 列'],
  ['one too many', ['a', 'b', 'c', 'd'], '本行有 4 列'],
])('%s', (_, cells, words) => {
  expect(h003.judge(cells, 3) ?? '').toContain(words);
  expect(h003.judge(cells, 3) === undefined).toBe(words === '');
});
