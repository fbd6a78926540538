import type { ShownColumn } from '../text/mask-record.ts';
import type { SubjectColumns } from './party.ts';

/**
 * A dataset's columns as they are to be shown of one record. Columns have the level that suits businesses, whose names and addresses are public; of a natural
 * person whatever has a mask is masked, and what names the person, whatever its level (个人信息保护法第三十四条: state bodies process no more than their duty needs).
 */
export const shownColumns = <Column extends ShownColumn>(
  { columns, subject }: { columns: readonly Column[]; subject?: SubjectColumns | undefined },
  person: boolean,
): readonly Column[] => {
  if (!person) return columns;
  const naming = [subject?.name, subject?.code];
  return columns.map((column) =>
    column.mask !== undefined || naming.includes(column.name) ? { ...column, level: Math.max(column.level, 3) } : column,
  );
};
