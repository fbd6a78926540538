import { expect, it } from 'vitest';
import { h002 } from '../../../functions/ingestion/rules/h002-not-in-the-future.ts';
import { judged } from './judged.ts';

it.each([
  ['now', { businessTime: '2026-11-23 12:00:00' }, []],
  ['today', { businessTime: '2026-11-23' }, []],
  ['tomorrow', { businessTime: '2026-11-24' }, ['error businessTime']],
  ['in a second', { businessTime: '2026-11-23 12:00:01' }, ['error businessTime']],
  ['none', {}, []],
])('%s', (_, row, found) => {
  expect(judged(h002, row)).toEqual(found);
});
