import { expect, it } from 'vitest';
import { q007 } from '../../../functions/ingestion/rules/q007-dictionary.ts';
import { judgedValue } from './judged.ts';

it.each([
  ['a code of the list', '01', { type: 'code', dictionary: 'check-form' }, ''],
  ['what is not in the list', undefined, { type: 'code', dictionary: 'check-form' }, '01（日常检查）、02（专项检查）'],
  ['a column without a list', undefined, { type: 'date' }, ''],
])('%s', (_, value, column, words) => {
  const said = judgedValue(q007, value, column);
  expect(words === '' ? said : said.includes(words)).toBe(words === '' ? '' : true);
});
