import { daysBetween } from '../../../shared/calendar/calendar-date.ts';
import { nothing, type RowRule } from './rule.ts';

const usual = { days: '30', extension: '30', measures: '2;3;4' };

/** 行政强制法第二十五条 (查封、扣押), 第三十二条 (冻结): at most 30 days, once extended at most 30 more. The interval is in calendar days, because it is longer than ten (第六十九条). */
export const q023: RowRule<'start' | 'end' | 'measure' | 'extended'> = {
  code: 'Q023',
  dimension: '准确性',
  severity: 'warning',
  title: '查封、扣押、冻结不超过法定期限',
  needs: ['start', 'end', 'measure'],
  mayUse: ['extended'],
  parameters: {
    days: { meaning: '期限（自然日）', form: /^\d{1,3}$/, usual: usual.days },
    extension: { meaning: '延长后另加（自然日）', form: /^\d{1,3}$/, usual: usual.extension },
    measures: { meaning: '有期限的强制措施类型代码，用“;”分隔', form: /^\w{1,10}(;\w{1,10}){0,19}$/, usual: usual.measures },
  },
  judge(row, _, { days = usual.days, extension = usual.extension, measures = usual.measures }) {
    const [start, end, measure] = [row.text('start'), row.text('end'), row.text('measure')];
    if (start === '' || end === '' || !measures.split(';').includes(measure)) return nothing;
    const extended = row.text('extended') !== '';
    const most = Number(days) + (extended ? Number(extension) : 0);
    const lasted = daysBetween(start, end);
    if (lasted <= most) return nothing;
    const mend = extended ? '请核对起止时间' : '如已批准延长请填写延长期限，否则请核对起止时间';
    return [
      { column: 'end', message: `强制措施持续 ${String(lasted)} 天，超过${extended ? '延长后的' : ''} ${String(most)} 天期限；${mend}` },
    ];
  },
};
