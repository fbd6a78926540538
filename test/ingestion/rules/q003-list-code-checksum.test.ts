import { expect, it } from 'vitest';
import { q003 } from '../../../functions/ingestion/rules/q003-list-code-checksum.ts';
import { judged } from './judged.ts';

it.each([
  ['a USCC that passes', { lists: ['1132050501400001X01'] }, []],
  ['a real one that fails is only suspected', { lists: ['91350211M0000XUF461'] }, ['warning lists']],
  ['what is no USCC is Q002’s', { lists: ['123'] }, []],
])('%s', (_, row, found) => {
  expect(judged(q003, row)).toEqual(found);
});
