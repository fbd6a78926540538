import { expect, it } from 'vitest';
import { h005 } from '../../../functions/ingestion/rules/h005-pattern.ts';
import { judgedValue } from './judged.ts';

it.each([
  ['what fits', '0111', { type: 'code', pattern: '^\\d{4}$', maxLength: 4 }, ''],
  ['what doesn’t', '011', { type: 'code', pattern: '^\\d{4}$', maxLength: 4 }, '格式不符合规定'],
  ['each of a list', ['0111', '011'], { type: 'list', pattern: '^\\d{4}$', maxLength: 100 }, '格式不符合规定'],
  ['an empty cell', '', { type: 'code', pattern: '^\\d{4}$', maxLength: 4 }, ''],
])('%s', (_, value, column, words) => {
  const said = judgedValue(h005, value, column);
  expect(words === '' ? said : said.includes(words)).toBe(words === '' ? '' : true);
});
