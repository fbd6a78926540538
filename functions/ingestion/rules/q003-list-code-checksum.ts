import { usccFault } from '../../../shared/identifiers/uscc.ts';
import { nothing, type RowRule } from './rule.ts';

/** The checksum only suspects: real codes exist that fail it (91350211M0000XUF46). */
export const q003: RowRule<'lists'> = {
  code: 'Q003',
  dimension: '准确性',
  severity: 'warning',
  title: '检查实施清单编码中的统一社会信用代码通过校验',
  needs: ['lists'],
  judge(row) {
    const wrong = row.list('lists').filter((code) => usccFault(code.slice(0, 18)) === 'checksum');
    return wrong.length === 0
      ? nothing
      : [{ column: 'lists', message: `清单编码中的统一社会信用代码校验位不符，请核对：${wrong.slice(0, 3).join('、')}` }];
  },
};
