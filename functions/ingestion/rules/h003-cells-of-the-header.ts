import type { RuleFace } from './rule.ts';

/** Cells may have moved into their neighbours' columns, so nothing else of such a row is judged. Empty cells too many at the end do no harm. */
export const h003 = {
  code: 'H003',
  dimension: '规范性',
  severity: 'error',
  title: '列数与首行一致',
  firm: true,
  judge(cells: readonly string[], columns: number): string | undefined {
    if (cells.length === columns || (cells.length > columns && cells.slice(columns).every((cell) => cell.trim() === ''))) return undefined;
    return `本行有 ${String(cells.length)} 列，首行有 ${String(columns)} 列；请检查本行是否多了或少了分隔符，含分隔符的内容须加双引号`;
  },
} satisfies RuleFace & { judge: unknown };
