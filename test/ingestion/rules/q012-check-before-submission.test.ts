import { expect, it } from 'vitest';
import { q012 } from '../../../functions/ingestion/rules/q012-check-before-submission.ts';
import { judged } from './judged.ts';

it.each([
  ['submitted after the check', { checked: '2026-11-02 09:30:00', submitted: '2026-11-02 09:30:01' }, []],
  ['submitted at the same moment', { checked: '2026-11-02 09:30:00', submitted: '2026-11-02 09:30:00' }, []],
  ['submitted before the check', { checked: '2026-11-02 09:30:00', submitted: '2026-11-02 09:29:59' }, ['error submitted']],
  ['on the same day, as far as a date says', { checked: '2026-11-02 09:30:00', submitted: '2026-11-02' }, []],
  ['on the same day, the other way round', { checked: '2026-11-02', submitted: '2026-11-02 09:30:00' }, []],
  ['submitted the day before', { checked: '2026-11-02', submitted: '2026-11-01 23:59:59' }, ['error submitted']],
  ['checked today', { checked: '2026-11-23', submitted: '2026-11-23' }, []],
  ['checked in a second', { checked: '2026-11-23 12:00:01', submitted: '2026-11-23 12:00:01' }, ['error checked']],
  ['not submitted', { checked: '2026-11-02' }, []],
])('%s', (_, row, found) => {
  expect(judged(q012, row)).toEqual(found);
});
