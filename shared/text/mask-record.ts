import { mask, type MaskKind } from './mask.ts';

/** What an ordinary answer shows at most; levels 3 and 4 in clear are a permission of their own, with a reason and an audit record. */
const clearInOrdinaryAnswers = 2;

/** A standardised record, by column name. */
export type Content = Record<string, string | string[]>;

/** What a contract says of a column to those who show it. */
export interface ShownColumn {
  name: string;
  level: number;
  mask?: MaskKind | undefined;
}

/** A record as an answer may show it. What the contract doesn't know (an older version's column) is hidden: its level isn't known either. */
export const maskRecord = (content: Content, { columns }: { columns: readonly ShownColumn[] }, clearance: number): Content => {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const shown = (name: string, value: string | string[]): string | string[] => {
    const column = byName.get(name);
    if (column && column.level <= Math.min(clearance, clearInOrdinaryAnswers)) return value;
    return typeof value === 'string' ? mask(column?.mask, value) : value.map((item) => mask(column?.mask, item));
  };
  return Object.fromEntries(Object.entries(content).map(([name, value]) => [name, shown(name, value)]));
};
