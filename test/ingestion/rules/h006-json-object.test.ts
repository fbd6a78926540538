import { expect, it } from 'vitest';
import { h006 } from '../../../functions/ingestion/rules/h006-json-object.ts';

it('a line that is no JSON object is refused as a whole', () => {
  expect(h006.judge({ kind: 'no-object' })).toMatch(/不是一个完整的 JSON 对象.*请/);
  expect(h006.judge({ kind: 'nested', place: 1 })).toBeUndefined();
});
