import { usccFault } from '../../../shared/identifiers/uscc.ts';
import { nothing, type RowRule } from './rule.ts';

/** 检查实施清单编码: the implementing body's USCC, then the digit 1–5 of the kind of list, the rest is free. */
export const q002: RowRule<'lists'> = {
  code: 'Q002',
  dimension: '规范性',
  severity: 'error',
  title: '检查实施清单编码为 18 位统一社会信用代码加 1–5',
  needs: ['lists'],
  judge(row) {
    const wrong = row.list('lists').filter((code) => usccFault(code.slice(0, 18)) === 'format' || !/^[1-5]$/.test(code.charAt(18)));
    return wrong.length === 0
      ? nothing
      : [
          {
            column: 'lists',
            message: `检查实施清单编码前 18 位须为统一社会信用代码，第 19 位须为 1 至 5；有误：${wrong.slice(0, 3).join('、')}`,
          },
        ];
  },
};
