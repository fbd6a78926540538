import { isCalendarDate } from '../../../shared/calendar/calendar-date.ts';
import { nothing, type RowRule } from './rule.ts';

/** 批次号 (cd_batch): the date and a number of five digits, as in 2019041100002. */
export const q025: RowRule<'batch'> = {
  code: 'Q025',
  dimension: '准确性',
  severity: 'warning',
  title: '批次号为日期加 5 位序号',
  needs: ['batch'],
  judge(row) {
    const batch = row.text('batch');
    if (batch === '') return nothing;
    const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)\d{5}$/.exec(batch) ?? [];
    return isCalendarDate(`${year ?? ''}-${month ?? ''}-${day ?? ''}`)
      ? nothing
      : [{ column: 'batch', message: `批次号 ${batch} 须为 8 位日期加 5 位序号，如 2026112300001` }];
  },
};
