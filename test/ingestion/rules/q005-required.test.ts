import { expect, it } from 'vitest';
import { q005 } from '../../../functions/ingestion/rules/q005-required.ts';
import { judgedValue } from './judged.ts';

it.each([
  ['a value', '甲', { required: true }, ''],
  ['an empty cell', '', { required: true }, '“某列”为必填项'],
  ['an empty list', [], { required: true, type: 'list' }, '必填项'],
  ['an empty cell that may be empty', '', {}, ''],
  ['what can’t be read is H001’s', undefined, { required: true, type: 'date' }, ''],
])('%s', (_, value, column, words) => {
  const said = judgedValue(q005, value, column);
  expect(words === '' ? said : said.includes(words)).toBe(words === '' ? '' : true);
});
