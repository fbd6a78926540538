import { expect, it } from 'vitest';
import { q023 } from '../../../functions/ingestion/rules/q023-seizure-interval.ts';
import { judged, messagesOf } from './judged.ts';

const start = '2026-09-01 10:00:00';

it.each([
  ['30 days', { start, end: '2026-10-01 18:00:00', measure: '2' }, []],
  ['31 days', { start, end: '2026-10-02', measure: '2' }, ['warning end']],
  ['60 days, extended', { start, end: '2026-10-31', measure: '3', extended: '2026-10-31' }, []],
  ['61 days, extended', { start, end: '2026-11-01', measure: '4', extended: '2026-10-31' }, ['warning end']],
  ['another measure', { start, end: '2026-11-01', measure: '1' }, []],
  ['no end yet', { start, measure: '2' }, []],
  ['a leap day between', { start: '2028-02-15', end: '2028-03-16', measure: '2' }, []],
])('%s', (_, row, found) => {
  expect(judged(q023, row)).toEqual(found);
});

it('says how to mend it, and is tightened by the rule set', () => {
  expect(messagesOf(q023, { start, end: '2026-10-02', measure: '2' })).toEqual([
    expect.stringContaining('持续 31 天，超过 30 天期限；如已批准延长'),
  ]);
  expect(judged(q023, { start, end: '2026-09-12', measure: '9' }, { days: '10', measures: '9' })).toEqual(['warning end']);
});
