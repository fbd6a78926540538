import { mask } from '../../shared/text/mask.ts';
import type { Contract } from './contract.ts';
import type { StandardRow, Value } from './standard-row.ts';

/** What an ordinary answer shows at most; levels 3 and 4 in clear are a permission of their own, with a reason and an audit record. */
const clearInOrdinaryAnswers = 2;

/** A record as an answer may show it. What the contract doesn't know (an older version's column) is hidden: its level isn't known either. */
export const maskRecord = (content: StandardRow, { columns }: Contract, clearance: number): StandardRow => {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const shown = (name: string, value: Value): Value => {
    const column = byName.get(name);
    if (column && column.level <= Math.min(clearance, clearInOrdinaryAnswers)) return value;
    return typeof value === 'string' ? mask(column?.mask, value) : value.map((item) => mask(column?.mask, item));
  };
  return Object.fromEntries(Object.entries(content).map(([name, value]) => [name, shown(name, value)]));
};
