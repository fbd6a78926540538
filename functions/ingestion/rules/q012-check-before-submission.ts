import { isAfter } from '../../../shared/calendar/calendar-date.ts';
import { nothing, type RowRule } from './rule.ts';

/** Dates without a time on the same day are fine. */
export const q012: RowRule<'checked' | 'submitted'> = {
  code: 'Q012',
  dimension: '准确性',
  severity: 'error',
  title: '检查时间不晚于现在和报送时间',
  needs: ['checked', 'submitted'],
  judge(row, { now }) {
    const checked = row.text('checked');
    const submitted = row.text('submitted');
    if (checked === '') return nothing;
    if (isAfter(checked, now)) return [{ column: 'checked', message: '检查时间晚于现在，请核对' }];
    return submitted !== '' && isAfter(checked, submitted)
      ? [{ column: 'submitted', message: `报送时间早于检查时间（${checked}），请核对` }]
      : nothing;
  },
};
