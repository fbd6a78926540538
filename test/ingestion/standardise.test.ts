import { expect, it } from 'vitest';
import { Column } from '../../functions/ingestion/contract.ts';
import { standardiser } from '../../functions/ingestion/standardise.ts';

const read = (its: object, cell: string) => standardiser(Column.parse({ name: 'x', title: '某', level: 1, origin: 'ours', ...its }))(cell);

it.each([
  ['text', { type: 'text' }, '　苏州　（高新） ', '苏州 （高新）'],
  ['code', { type: 'code' }, ' ａb-1 ', 'AB-1'],
  ['code of a source that tells a from A', { type: 'code', letters: 'as-is' }, 'ａb-1', 'ab-1'],
  ['USCC', { type: 'code', compact: true }, '９１３２ 0505-ma1x 000760', '91320505MA1X000760'],
  ['date', { type: 'date' }, '２０２６年１月３日', '2026-01-03'],
  ['datetime', { type: 'datetime' }, '2026/1/3 9:05', '2026-01-03 09:05:00'],
  ['integer', { type: 'integer' }, '1,234', '1234'],
  ['decimal', { type: 'decimal' }, '１．５０', '1.5'],
  ['amount', { type: 'amount', unit: '万元' }, '￥1,000.50', '1000500000'],
  ['list', { type: 'list' }, '张三；李四、 王五', ['张三', '李四', '王五']],
  ['list of codes', { type: 'list' }, 'ａ1, b2', ['A1', 'B2']],
  ['dictionary code', { type: 'code', dictionary: 'check-type' }, 'daily', 'DAILY'],
  ['dictionary text', { type: 'code', dictionary: 'check-type' }, '随机抽查', 'RANDOM'],
  ['other word for it', { type: 'code', dictionary: 'registration-state' }, '存续（在营、开业、在册）', '1'],
  ['operation', { type: 'code', dictionary: 'change-operation' }, 'U', 'u'],
  ['operation as a word', { type: 'code', dictionary: 'change-operation' }, 'INSERT', 'i'],
  ['code that lost its zero', { type: 'code', dictionary: 'check-form' }, '1', undefined],
  ['dictionary of the contract', { type: 'code', dictionary: { a: '甲' } }, '甲', 'a'],
  ['open dictionary', { type: 'code', dictionary: { a: '甲' }, open: true }, 'b', 'B'],
  ['area', { type: 'area' }, '虎丘区', '320505'],
  ['statistical code of an area', { type: 'area' }, '320505000000', '320505'],
  ['street', { type: 'area' }, '320505001001', undefined],
  ['area elsewhere', { type: 'area' }, '110000', '110000'],
  ['date that does not exist', { type: 'date' }, '2026-02-30', undefined],
  ['empty cell', { type: 'date' }, ' 　', ''],
  ['empty code', { type: 'code', dictionary: 'area' }, ' ', ''],
])('%s', (_, its, cell, value) => {
  expect(read(its, cell)).toEqual(value);
});
