import { expect, it } from 'vitest';
import { q025 } from '../../../functions/ingestion/rules/q025-batch-number.ts';
import { judged } from './judged.ts';

it.each([
  ['a date and five digits', { batch: '2026112300001' }, []],
  ['a day that does not exist', { batch: '2026023000001' }, ['warning batch']],
  ['four digits too few', { batch: '202611231' }, ['warning batch']],
  ['none', {}, []],
])('%s', (_, row, found) => {
  expect(judged(q025, row)).toEqual(found);
});
