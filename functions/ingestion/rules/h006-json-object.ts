import type { RecordFault } from '../record-view.ts';
import type { RuleFace } from './rule.ts';

/** The line goes back as it is; nothing else can be judged in it. */
export const h006 = {
  code: 'H006',
  dimension: '规范性',
  severity: 'error',
  title: '每行是一个 JSON 对象',
  firm: true,
  judge: ({ kind }: RecordFault): string | undefined =>
    kind === 'no-object' ? '本行不是一个完整的 JSON 对象；请每行写一个 {"列名":"值"}，对象内部不要换行' : undefined,
} satisfies RuleFace & { judge: unknown };
