import { expect, it } from 'vitest';
import { q010 } from '../../../functions/ingestion/rules/q010-two-officers.ts';
import { judged } from './judged.ts';

it.each([
  ['two officers', { officers: ['张三', '李四'] }, []],
  ['one officer', { officers: ['张三'] }, ['error officers']],
  ['the same officer twice', { officers: ['张三', '张三'], mode: '1' }, ['error officers']],
  ['one officer from afar', { officers: ['张三'], mode: '2' }, ['warning officers']],
  ['none, which Q005 says', { mode: '1' }, []],
])('%s', (_, row, found) => {
  expect(judged(q010, row)).toEqual(found);
});
