import { expect, it } from 'vitest';
import { q020 } from '../../../functions/ingestion/rules/q020-area-of-the-city.ts';
import { expectWords, messagesOf } from './judged.ts';

it.each([
  ['虎丘区', { area: '320505' }, []],
  ['苏州市', { area: '320500' }, []],
  ['昆山市', { area: '320583' }, []],
  ['北京市, which is elsewhere', { area: '110000' }, ['不在本地']],
  ['a code that exists nowhere', { area: '320599' }, ['不存在']],
  ['a statistics office’s zone, which is no division', { area: '320571' }, ['不存在']],
  ['a district that was merged', { area: '320504' }, ['请改填 320508']],
  ['none', {}, []],
])('%s', (_, row, words) => {
  expectWords(messagesOf(q020, row), words);
});

it('is tightened to the district by a rule set', () => {
  expect(messagesOf(q020, { area: '320505' }, { prefix: '320505' })).toEqual([]);
  expect(messagesOf(q020, { area: '320506' }, { prefix: '320505' })).toEqual([expect.stringContaining('320505 开头')]);
});
