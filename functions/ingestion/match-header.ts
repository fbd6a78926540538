import { cleanCode } from '../../shared/text/clean-text.ts';
import type { Contract } from './contract.ts';
import type { FileFault } from './file-fault.ts';

export interface HeaderMatch {
  outcome: 'matched';
  /** For each column of the contract its place in the file, or -1. */
  places: number[];
  /** Named in the file and not in the contract: ignored, and said so. */
  unknownColumns: string[];
}

/** Columns that we put into a refused file. They are ignored when it comes back. */
export const isOurs = (title: string): boolean => /^(问题|_)/.test(cleanCode(title));

/** The place among the contract's columns of the one that has this name, Chinese title or alias; -1 for none. */
export const columnFinder = ({ columns }: Contract): ((title: string) => number) => {
  const byName = new Map<string, number>();
  columns.forEach(({ name, title, aliases }, at) => {
    for (const word of [name, title, ...aliases]) byName.set(key(word), at);
  });
  return (title) => byName.get(key(title)) ?? -1;
};

/** By name, Chinese title or alias, in any order. */
export const matchHeader = (header: readonly string[], contract: Contract): HeaderMatch | { outcome: 'refused'; fault: FileFault } => {
  const refused = (message: string, which: string[]) => ({
    outcome: 'refused' as const,
    fault: { reason: 'no-header' as const, byte: 0, message, columns: which },
  });
  const { columns } = contract;
  const columnOf = columnFinder(contract);
  const places = columns.map(() => -1);
  const unknownColumns: string[] = [];
  const twice: string[] = [];
  header.forEach((title, place) => {
    if (isOurs(title)) return;
    const at = columnOf(title);
    if (at === -1) {
      if (cleanCode(title) !== '') unknownColumns.push(cleanCode(title));
    } else if (places[at] !== -1) twice.push(cleanCode(title));
    else places[at] = place;
  });
  const missing = columns.filter(({ required }, at) => required && places[at] === -1).map(({ title, name }) => `${title}（${name}）`);
  if (places.every((place) => place === -1))
    return refused(
      `首行不是列名（可能直接从数据开始，或选错了数据集）。请在首行写上列名或中文标题，至少包括：${named(missing, 5)}。`,
      missing,
    );
  if (twice.length > 0) return refused(`首行有重复的列：${twice.join('、')}。请只保留一列。`, twice);
  if (missing.length > 0) return refused(`首行缺少必需的列：${named(missing, 10)}。请补上后重新上传。`, missing);
  return { outcome: 'matched', places, unknownColumns };
};

const named = (columns: readonly string[], most: number): string =>
  columns.slice(0, most).join('、') + (columns.length > most ? ` 等 ${columns.length} 列` : '');

const key = (title: string): string => cleanCode(title).replace(/\s/g, '').toLowerCase();
