import { expect, it } from 'vitest';
import { q018 } from '../../../functions/ingestion/rules/q018-amounts.ts';
import { judged } from './judged.ts';

it.each([
  ['paid as fined', { fine: '5000000', paid: '5000000' }, []],
  ['paid with a late fee as high as the fine', { fine: '5000000', paid: '10000000' }, []],
  ['paid a 分 more than that', { fine: '5000000', paid: '10000001' }, ['warning paid']],
  ['paid without a fine', { fine: '0', paid: '100' }, ['warning paid']],
  ['amounts beyond what numbers hold', { fine: '9007199254740993', paid: '18014398509481987' }, ['warning paid']],
  ['not paid', { fine: '5000000' }, []],
  ['no fine given', { paid: '5000000' }, []],
  ['a negative fine', { fine: '-1', paid: '0' }, ['warning fine']],
  ['both negative', { fine: '-1', paid: '-1' }, ['warning fine', 'warning paid']],
  ['some other amount', { amount: '-100' }, ['warning amount']],
  ['nothing', {}, []],
])('%s', (_, row, found) => {
  expect(judged(q018, row)).toEqual(found);
});

it('is tightened by the rule set to what was fined', () => {
  expect(judged(q018, { fine: '100', paid: '101' }, { times: '1' })).toEqual(['warning paid']);
});
