import type { RuleFace } from './rule.ts';

/** U+FFFD stands where bytes were no UTF-8, here or at an earlier conversion; NULs alone are what a broken copy leaves. */
export const h004 = {
  code: 'H004',
  dimension: '规范性',
  severity: 'error',
  title: '文字可以辨认',
  firm: true,
  judge(cell: string): string | undefined {
    if (cell.includes('\uFFFD')) return '含有无法辨认的文字（编码错误），请从源系统重新导出本行';
    return /^\0+$/.test(cell) ? '只有空字节，内容已损坏，请从源系统重新导出本行' : undefined;
  },
} satisfies RuleFace & { judge: unknown };
