import { expect, it } from 'vitest';
import { q001 } from '../../../functions/ingestion/rules/q001-item-code-format.ts';
import { judged } from './judged.ts';

it.each([
  ['14 digits', { items: ['01320500100010'] }, []],
  ['several of them', { items: ['01320500100010', '01320500100011'] }, []],
  ['none, which Q005 says', {}, []],
  ['13 digits', { items: ['0132050010001'] }, ['error items']],
  ['one of several is wrong', { items: ['01320500100010', 'A1320500100010'] }, ['error items']],
])('%s', (_, row, found) => {
  expect(judged(q001, row)).toEqual(found);
});
