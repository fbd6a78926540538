import { expect, it } from 'vitest';
import { q022 } from '../../../functions/ingestion/rules/q022-industry-letter.ts';
import { judged } from './judged.ts';

it.each([
  ['C and 3911', { letter: 'C', industry: '3911' }, []],
  ['A and 0111', { letter: 'A', industry: '0111' }, []],
  ['F and 3911', { letter: 'F', industry: '3911' }, ['warning industry']],
  ['T and 9800, which does not exist', { letter: 'T', industry: '9800' }, ['warning industry']],
  ['a letter alone', { letter: 'T' }, []],
])('%s', (_, row, found) => {
  expect(judged(q022, row)).toEqual(found);
});
