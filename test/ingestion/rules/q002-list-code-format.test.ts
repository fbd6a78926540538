import { expect, it } from 'vitest';
import { q002 } from '../../../functions/ingestion/rules/q002-list-code-format.ts';
import { judged } from './judged.ts';

it.each([
  ['a USCC, 1 to 5, and anything', { lists: ['1132050501400001X01ABC', '1132050501400001X05'] }, []],
  ['a USCC that fails its checksum is Q003’s', { lists: ['91350211M0000XUF461'] }, []],
  ['no digit behind the USCC', { lists: ['1132050501400001X0'] }, ['error lists']],
  ['a 6 behind the USCC', { lists: ['1132050501400001X06'] }, ['error lists']],
  ['no USCC', { lists: ['1132O50501400001X01'] }, ['error lists']],
])('%s', (_, row, found) => {
  expect(judged(q002, row)).toEqual(found);
});
