import { type Content, maskRecord } from '../../shared/text/mask-record.ts';
import type { Contract } from './contract.ts';
import { matchHeader } from './match-header.ts';
import { rules } from './rules/rules.ts';
import type { StoredRecord } from './settle.ts';

export interface FieldLineage {
  name: string;
  title: string;
  /** As the file's first line has it. */
  columnInFile: string;
  original: string;
  value: string | string[];
  masked: boolean;
  warnings: { code: string; title: string }[];
}

const named = ({ code }: { code: string }) => ({ code, title: rules.get(code)?.title ?? code });

/**
 * Where each field of a stored record stands in the row that it came from. `judged` is the contract that read the row, `shown` the one in force, whose levels say what
 * may be seen: the original text is masked as the value is.
 */
export const lineageOf = (
  { warnings = [] }: Pick<StoredRecord, 'warnings'>,
  content: Content,
  { header, cells }: { header: readonly string[]; cells: readonly string[] },
  { judged, shown, clearance }: { judged: Contract; shown: Contract; clearance: number },
): { fields: FieldLineage[]; warnings: { code: string; title: string }[] } => {
  const match = matchHeader(header, judged);
  const places = match.outcome === 'matched' ? match.places : [];
  const originals: Record<string, string> = {};
  judged.columns.forEach(({ name }, at) => {
    if (content[name] !== undefined) originals[name] = cells[places[at] ?? -1] ?? '';
  });
  const [values, texts] = [content, originals].map((one) => maskRecord(one, shown, clearance));
  const fields = judged.columns.flatMap(({ name, title }, at) => {
    const value = content[name];
    if (value === undefined) return [];
    const shownValue = values?.[name] ?? '';
    const original = String(texts?.[name] ?? '');
    return {
      name,
      title,
      columnInFile: header[places[at] ?? -1] ?? '',
      original,
      value: shownValue,
      masked: original !== originals[name] || JSON.stringify(shownValue) !== JSON.stringify(value),
      warnings: warnings.filter(({ column }) => column === name).map(named),
    };
  });
  return { fields, warnings: warnings.filter(({ column }) => content[column] === undefined).map(named) };
};
