import { divisionOf } from '../../../shared/codes/divisions.ts';
import { formerDivisionOf } from '../../../shared/codes/former-divisions.ts';
import { nothing, type RowRule } from './rule.ts';

const usual = '3205';

/** A division of GB/T 2260, and for a local body one of its city: 3205xx is 苏州市. A code that exists nowhere is mended otherwise than one of another place. */
export const q020: RowRule<'area'> = {
  code: 'Q020',
  dimension: '准确性',
  severity: 'warning',
  title: '行政区划代码存在且属于本市',
  needs: ['area'],
  parameters: { prefix: { meaning: '本地行政区划代码的开头', form: /^\d{2,6}$/, usual } },
  judge(row, _, { prefix = usual }) {
    const code = row.text('area');
    if (code === '') return nothing;
    const division = divisionOf(code);
    if (division && code.startsWith(prefix)) return nothing;
    const say = (message: string) => [{ column: 'area', message } as const];
    if (division) return say(`行政区划代码 ${code}（${division.name}）不在本地（${prefix} 开头），请核对（虎丘区为 320505）`);
    const former = formerDivisionOf(code);
    return former
      ? say(`行政区划代码 ${code}（${former.name}）已撤销，请改填 ${former.now.join(' 或 ')}`)
      : say(`行政区划代码 ${code} 在 GB/T 2260 中不存在，请核对（虎丘区为 320505）`);
  },
};
