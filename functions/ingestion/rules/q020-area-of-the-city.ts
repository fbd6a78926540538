import { area } from '../../../shared/codes/area.ts';
import { nothing, type RowRule } from './rule.ts';

/** A local body's data lie within 3205xx (苏州市). */
export const q020: RowRule<'area'> = {
  code: 'Q020',
  dimension: '准确性',
  severity: 'warning',
  title: '行政区划代码属于本市',
  needs: ['area'],
  judge(row) {
    const code = row.text('area');
    return code === '' || Object.hasOwn(area.codes, code)
      ? nothing
      : [{ column: 'area', message: `行政区划代码 ${code} 不是苏州市及其区县的代码，请核对（虎丘区为 320505）` }];
  },
};
