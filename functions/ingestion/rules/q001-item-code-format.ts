import { nothing, type RowRule } from './rule.ts';

const itemCode = /^\d{14}$/;

/** 监管事项目录编码: exactly 14 digits, each of several. */
export const q001: RowRule<'items'> = {
  code: 'Q001',
  dimension: '规范性',
  severity: 'error',
  title: '监管事项目录编码为 14 位数字',
  needs: ['items'],
  judge(row) {
    const wrong = row.list('items').filter((code) => !itemCode.test(code));
    return wrong.length === 0
      ? nothing
      : [{ column: 'items', message: `监管事项目录编码须为 14 位数字，多个编码用“;”分隔；有误：${wrong.slice(0, 3).join('、')}` }];
  },
};
