import { workingDaysBetween } from '../../../shared/calendar/working-days.ts';
import { nothing, type RowRule } from './rule.ts';

const usual = '7';

/** The day of the action is not counted. In a year whose holidays are not published yet the count is provisional, and the message says so. */
export const q017: RowRule<'ended' | 'submitted'> = {
  code: 'Q017',
  dimension: '及时性',
  severity: 'warning',
  title: '行为结束后在规定工作日内报送',
  needs: ['ended', 'submitted'],
  parameters: { days: { meaning: '最多几个工作日', form: /^\d{1,3}$/, usual } },
  judge(row, _, parameters) {
    const ended = row.text('ended');
    const submitted = row.text('submitted');
    if (ended === '' || submitted === '') return nothing;
    const most = Number(parameters['days'] ?? usual);
    const { days, provisional } = workingDaysBetween(ended, submitted);
    if (days <= most) return nothing;
    const proviso = provisional ? '（节假日安排尚未公布，暂按周一至周五计算）' : '';
    return [
      {
        column: 'submitted',
        message: `行为结束（${ended.slice(0, 10)}）后第 ${String(days)} 个工作日才报送，规定为 ${String(most)} 个${proviso}；时间有误请更正，无误请今后按时报送`,
      },
    ];
  },
};
