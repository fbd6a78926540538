import { cleanText } from '../../shared/text/clean-text.ts';
import { type Content, maskRecord, type ShownColumn } from '../../shared/text/mask-record.ts';
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
 * Where each field of a stored record stands in the row that it came from. `judged` is the contract that read the row, `columns` are those of
 * the one in force, whose levels say what may be seen: the original text is masked as the value is, cleaned like it first, for a mask looks at the form.
 */
export const lineageOf = (
  { warnings = [] }: Pick<StoredRecord, 'warnings'>,
  content: Content,
  { header, cells }: { header: readonly string[]; cells: readonly string[] },
  { judged, columns, clearance }: { judged: Contract; columns: readonly ShownColumn[]; clearance: number },
): { fields: FieldLineage[]; warnings: { code: string; title: string }[] } => {
  const match = matchHeader(header, judged);
  const places = match.outcome === 'matched' ? match.places : [];
  const originals: Record<string, string> = {};
  judged.columns.forEach(({ name }, at) => {
    if (content[name] !== undefined) originals[name] = cells[places[at] ?? -1] ?? '';
  });
  const cleaned = Object.fromEntries(Object.entries(originals).map(([name, text]) => [name, cleanText(text)]));
  const [values, texts] = [content, cleaned].map((one) => maskRecord(one, { columns }, clearance));
  const fields = judged.columns.flatMap(({ name, title }, at) => {
    const value = content[name];
    if (value === undefined) return [];
    const shownValue = values?.[name] ?? '';
    const original = originals[name] ?? '';
    const text = texts?.[name] ?? '';
    const hidden = text !== cleaned[name];
    return {
      name,
      title,
      columnInFile: header[places[at] ?? -1] ?? '',
      original: hidden ? String(text) : original,
      value: shownValue,
      masked: hidden || JSON.stringify(shownValue) !== JSON.stringify(value),
      warnings: warnings.filter(({ column }) => column === name).map(named),
    };
  });
  return { fields, warnings: warnings.filter(({ column }) => content[column] === undefined).map(named) };
};
