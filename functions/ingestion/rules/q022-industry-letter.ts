import { letterOfIndustry } from '../../../shared/codes/industry.ts';
import { nothing, type RowRule } from './rule.ts';

/** GB/T 4754-2017: the first two digits of the code belong to one letter. */
export const q022: RowRule<'letter' | 'industry'> = {
  code: 'Q022',
  dimension: '准确性',
  severity: 'warning',
  title: '行业门类与行业代码相符',
  needs: ['letter', 'industry'],
  judge(row) {
    const letter = row.text('letter');
    const industry = row.text('industry');
    if (letter === '' || industry === '') return nothing;
    const implied = letterOfIndustry(industry);
    if (implied === letter) return nothing;
    return [
      {
        column: 'industry',
        message: implied ? `行业代码 ${industry} 属于门类 ${implied}，与所填门类 ${letter} 不符` : `没有行业代码 ${industry} 所属的门类`,
      },
    ];
  },
};
