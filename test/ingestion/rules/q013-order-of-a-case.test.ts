import { expect, it } from 'vitest';
import { q013 } from '../../../functions/ingestion/rules/q013-order-of-a-case.ts';
import { judged } from './judged.ts';

const opened = '2026-11-02';

it.each([
  ['in their order', { opened, decided: '2026-11-10', closed: '2026-11-20', submitted: '2026-11-21 10:00:00' }, []],
  ['all on one day, as a fine on the spot', { opened, decided: opened, closed: opened, submitted: `${opened} 16:00:00` }, []],
  ['not closed yet', { opened, decided: '2026-11-10', submitted: '2026-11-11 09:00:00' }, []],
  ['closed before it was opened', { opened, closed: '2026-11-01' }, ['error closed']],
  ['closed at the second it was opened', { opened: `${opened} 09:00:00`, closed: `${opened} 09:00:00` }, ['error closed']],
  ['submitted before it was closed', { opened, closed: '2026-11-20', submitted: '2026-11-19 23:59:59' }, ['error submitted']],
  ['decided before it was opened', { opened, decided: '2026-11-01', closed: '2026-11-20' }, ['error decided']],
  ['decided after it was closed', { opened, decided: '2026-11-21', closed: '2026-11-20' }, ['error closed']],
  ['decided at the second it was closed', { decided: `${opened} 09:00:00`, closed: `${opened} 09:00:00` }, []],
  ['two wrong at once', { opened, decided: '2026-11-01', closed: '2026-11-01' }, ['error closed', 'error decided']],
  ['nothing but a decision', { decided: '2026-11-01' }, []],
])('%s', (_, row, found) => {
  expect(judged(q013, row)).toEqual(found);
});
