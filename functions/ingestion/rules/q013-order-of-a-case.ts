import { isAfter } from '../../../shared/calendar/calendar-date.ts';
import { type Found, nothing, type RowRule } from './rule.ts';

type Step = 'opened' | 'decided' | 'closed' | 'submitted';

const words: Record<Step, string> = { opened: '立案（开始）', decided: '作出决定', closed: '结案（结束）', submitted: '报送' };

/** Earlier, later, and whether they may be one moment. */
const order: readonly (readonly [Step, Step, 'strictly' | 'or-equal'])[] = [
  ['opened', 'closed', 'strictly'],
  ['closed', 'submitted', 'strictly'],
  ['opened', 'decided', 'or-equal'],
  ['decided', 'closed', 'or-equal'],
];

/** 立案 < 结案 < 报送, 立案 ≤ 决定 ≤ 结案. Of two dates without a time that are the same day the one may still have been before the other: a fine on the spot (行政处罚法第五十一条). */
export const q013: RowRule<Step> = {
  code: 'Q013',
  dimension: '准确性',
  severity: 'error',
  title: '立案、决定、结案、报送时间依次先后',
  needs: ['opened', 'closed'],
  mayUse: ['decided', 'submitted'],
  judge(row) {
    let found: Found<Step>[] | undefined;
    for (const [earlier, later, how] of order) {
      const [from, to] = [row.text(earlier), row.text(later)];
      if (from === '' || to === '') continue;
      if (isAfter(from, to) || (how === 'strictly' && from === to && from.length > 10))
        (found ??= []).push({
          column: later,
          message: `${words[later]}时间（${to}）须晚于${words[earlier]}时间（${from}），请核对这两个时间`,
        });
    }
    return found ?? nothing;
  },
};
