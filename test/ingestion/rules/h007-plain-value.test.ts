import { expect, it } from 'vitest';
import { h007 } from '../../../functions/ingestion/rules/h007-plain-value.ts';

it('a nested value is named, and a column that is given twice', () => {
  expect(h007.judge({ kind: 'nested', place: 1 }, '注册地址')).toMatch(/“注册地址”的值是嵌套的/);
  expect(h007.judge({ kind: 'twice', place: 1 }, '注册地址')).toMatch(/“注册地址”.*两次/);
  expect(h007.judge({ kind: 'no-object' }, '注册地址')).toBeUndefined();
});
