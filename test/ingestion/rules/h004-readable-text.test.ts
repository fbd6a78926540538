import { expect, it } from 'vitest';
import { h004 } from '../../../functions/ingestion/rules/h004-readable-text.ts';

it.each([
  ['苏州', ''],
  ['', ''],
  ['苏\0州', ''],
  ['苏\uFFFD', '无法辨认'],
  ['\0\0', '空字节'],
])('%j', (cell, words) => {
  expect(h004.judge(cell) ?? '').toContain(words);
  expect(h004.judge(cell) === undefined).toBe(words === '');
});
