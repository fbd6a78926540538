import { expect, it } from 'vitest';
import { q006 } from '../../../functions/ingestion/rules/q006-length.ts';
import { judgedValue } from './judged.ts';

it.each([
  ['what fits', '甲乙丙', { maxLength: 3 }, ''],
  ['one too many', '甲乙丙丁', { maxLength: 3 }, '最长 3 个字符，现有 4 个'],
  ['characters beyond the first plane count once', '𠮷𠮷𠮷', { maxLength: 3 }, ''],
  ['a list with its separators', ['ab', 'cd'], { type: 'list', maxLength: 4 }, '现有 5 个'],
  ['a column without a limit', '甲'.repeat(10_000), {}, ''],
])('%s', (_, value, column, words) => {
  const said = judgedValue(q006, value, column);
  expect(words === '' ? said : said.includes(words)).toBe(words === '' ? '' : true);
});
