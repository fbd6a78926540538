import { expect, it } from 'vitest';
import { q009 } from '../../../functions/ingestion/rules/q009-certificate-number.ts';
import { judged } from './judged.ts';

it.each([
  ['an ID number', { type: '111', number: '11010519491231002X' }, []],
  ['one of 15 digits', { type: '112', number: '320505900101001' }, []],
  ['one with a wrong check digit', { type: '111', number: '320505199001010012' }, ['error number']],
  ['one of a day that does not exist', { type: '111', number: '320505190002290018' }, ['error number']],
  ['one of a birth before 1900', { type: '111', number: '440524188001010014' }, ['error number']],
  ['a USCC', { type: '001', number: '91320505MA1X00420Y' }, []],
  ['a USCC that fails its checksum is suspected', { type: '001', number: '91350211M0000XUF46' }, ['warning number']],
  ['a USCC of the wrong form', { type: '001', number: '91320505MA1X0042O' }, ['error number']],
  ['an organisation code', { type: '002', number: '01400001X' }, []],
  ['an organisation code that fails', { type: '002', number: '014000011' }, ['warning number']],
  ['a passport is not checked', { type: '414', number: 'E12345678' }, []],
  ['no type', { number: '1' }, []],
  ['no number', { type: '111' }, []],
])('%s', (_, row, found) => {
  expect(judged(q009, row)).toEqual(found);
});

it('the rule set may fix the type', () => {
  expect(judged(q009, { number: '91350211M0000XUF46' }, { type: '001' })).toEqual(['warning number']);
});
