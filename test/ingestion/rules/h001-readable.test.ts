import { expect, it } from 'vitest';
import { h001 } from '../../../functions/ingestion/rules/h001-readable.ts';
import { judgedValue } from './judged.ts';

it.each([
  ['a value', '2026-01-01', { type: 'date' }, ''],
  ['no date', undefined, { type: 'date' }, '不是有效日期'],
  ['no time', undefined, { type: 'datetime' }, '不是有效时间'],
  ['no amount', undefined, { type: 'amount', unit: '万元' }, '单位万元'],
  ['no whole number', undefined, { type: 'integer' }, '不是整数'],
  ['no area', undefined, { type: 'area' }, '不是行政区划代码'],
  ['what is not in a dictionary is Q007’s', undefined, { type: 'code', dictionary: 'check-form' }, ''],
])('%s', (_, value, column, words) => {
  const said = judgedValue(h001, value, column);
  expect(words === '' ? said : said.includes(words)).toBe(words === '' ? '' : true);
});
