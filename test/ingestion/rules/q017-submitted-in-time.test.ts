import { expect, it } from 'vitest';
import { q017 } from '../../../functions/ingestion/rules/q017-submitted-in-time.ts';
import { judged, messagesOf } from './judged.ts';

it.each([
  ['the same day', { ended: '2026-11-20', submitted: '2026-11-20 10:00:00' }, []],
  ['on the seventh working day', { ended: '2026-11-20', submitted: '2026-12-01 17:00:00' }, []],
  ['on the eighth', { ended: '2026-11-20', submitted: '2026-12-02' }, ['warning submitted']],
  ['over the New Year holidays with a Saturday worked', { ended: '2026-02-12', submitted: '2026-02-28' }, []],
  ['a day later, which is a Sunday', { ended: '2026-02-12', submitted: '2026-03-01' }, []],
  ['a working day later', { ended: '2026-02-12', submitted: '2026-03-02' }, ['warning submitted']],
  ['before it ended, which is for others to say', { ended: '2026-11-20', submitted: '2026-11-01' }, []],
  ['not ended', { submitted: '2026-11-20' }, []],
])('submitted %s', (_, row, found) => {
  expect(judged(q017, row)).toEqual(found);
});

it('is tightened by the rule set, and says how late it was', () => {
  const row = { ended: '2026-11-20 09:00:00', submitted: '2026-11-24 09:00:00' };
  expect(messagesOf(q017, row, { days: '1' })).toEqual([expect.stringContaining('第 2 个工作日才报送，规定为 1 个')]);
  expect(messagesOf(q017, row, { days: '2' })).toEqual([]);
});

it('says when a year’s holidays are not published yet', () => {
  const later = { ended: '2051-01-02', submitted: '2051-06-01' };
  expect(messagesOf(q017, later)).toEqual([expect.stringContaining('尚未公布')]);
});
