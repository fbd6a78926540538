import { nothing, type RowRule } from './rule.ts';

/** 行政处罚法第四十二条: not fewer than two officers; a check from afar (非现场) need not name them all. */
export const q010: RowRule<'officers' | 'mode'> = {
  code: 'Q010',
  dimension: '完整性',
  severity: 'error',
  title: '检查人员不少于 2 人',
  needs: ['officers'],
  mayUse: ['mode'],
  parameters: { remote: { meaning: '检查方式中表示非现场的代码', form: /^\w{1,10}$/, usual: '2' } },
  judge(row, _, parameters) {
    const officers = new Set(row.list('officers')).size;
    if (officers === 0 || officers >= 2) return nothing;
    const remote = row.text('mode') !== '' && row.text('mode') === (parameters['remote'] ?? '2');
    return [{ column: 'officers', severity: remote ? 'warning' : 'error', message: '检查人员不得少于 2 人，多人用“;”分隔' }];
  },
};
