import { expect, it } from 'vitest';
import { q020 } from '../../../functions/ingestion/rules/q020-area-of-the-city.ts';
import { judged } from './judged.ts';

it.each([
  ['虎丘区', { area: '320505' }, []],
  ['苏州市', { area: '320500' }, []],
  ['昆山市', { area: '320583' }, []],
  ['北京市', { area: '110000' }, ['warning area']],
  ['a code that does not exist', { area: '320599' }, ['warning area']],
  ['none', {}, []],
])('%s', (_, row, found) => {
  expect(judged(q020, row)).toEqual(found);
});
