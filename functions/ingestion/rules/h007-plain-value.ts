import type { RecordFault } from '../record-view.ts';
import type { RuleFace } from './rule.ts';

/** A table has cells: which of two values, or which part of a nested one, was meant is not guessed. */
export const h007 = {
  code: 'H007',
  dimension: '规范性',
  severity: 'error',
  title: '每列只有一个值',
  firm: true,
  judge({ kind }: RecordFault, title: string): string | undefined {
    if (kind === 'nested') return `“${title}”的值是嵌套的对象；只能填文字、数字、true、false 或它们的列表`;
    return kind === 'twice' ? `“${title}”以不同的名称出现了两次，内容不同；请只保留一个` : undefined;
  },
} satisfies RuleFace & { judge: unknown };
