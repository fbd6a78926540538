import { expect, it } from 'vitest';
import { q008 } from '../../../functions/ingestion/rules/q008-nature-matches-certificate.ts';
import { judged } from './judged.ts';

it.each([
  ['1 and 111', { nature: '1', type: '111' }, []],
  ['1 and 112', { nature: '1', type: '112' }, []],
  ['2 and 001', { nature: '2', type: '001' }, []],
  ['3 and 001', { nature: '3', type: '001' }, []],
  ['3 and 002', { nature: '3', type: '002' }, []],
  ['3 and 099', { nature: '3', type: '099' }, []],
  ['1 and 001', { nature: '1', type: '001' }, ['error type']],
  ['2 and 111', { nature: '2', type: '111' }, ['error type']],
  ['2 and 002', { nature: '2', type: '002' }, ['error type']],
  ['3 and 111', { nature: '3', type: '111' }, ['error type']],
  ['1 and none', { nature: '1' }, []],
  ['none and 111', { type: '111' }, []],
])('nature and certificate %s', (_, row, found) => {
  expect(judged(q008, row)).toEqual(found);
});
