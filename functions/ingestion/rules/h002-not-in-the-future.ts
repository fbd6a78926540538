import { isAfter } from '../../../shared/calendar/calendar-date.ts';
import { nothing, type RowRule } from './rule.ts';

/** A business time in the future would win against every correction until that day. The column is the contract's own. */
export const h002: RowRule<'businessTime'> = {
  code: 'H002',
  dimension: '准确性',
  severity: 'error',
  title: '业务时间不晚于现在',
  firm: true,
  needs: ['businessTime'],
  judge(row, { now }) {
    return isAfter(row.text('businessTime'), now) ? [{ column: 'businessTime', message: '业务时间晚于现在，请核对' }] : nothing;
  },
};
