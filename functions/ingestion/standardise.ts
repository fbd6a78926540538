import { dictionaryOf } from '../../shared/codes/dictionaries.ts';
import { readDate, readDateTime } from '../../shared/calendar/calendar-date.ts';
import { cleanCode, cleanText } from '../../shared/text/clean-text.ts';
import { splitJoinedList } from '../../shared/text/joined-list.ts';
import type { Column } from './contract.ts';
import { readAmount, readDecimal, readInteger } from './read-number.ts';
import type { Value } from './standard-row.ts';

/** From a cell to its value: `''` when the cell is empty, undefined when it can't be read. Nothing is guessed. */
export type Standardiser = (cell: string) => Value | undefined;

export const standardiser = (column: Column): Standardiser => {
  switch (column.type) {
    case 'text':
      return cleanText;
    case 'code':
      return column.dictionary === undefined ? (cell) => tidyCode(column, cell) : looksUp(column, column.dictionary);
    case 'area':
      return looksUpArea;
    case 'date':
      return cleaned(readDate);
    case 'datetime':
      return cleaned(readDateTime);
    case 'integer':
      return cleaned(readInteger);
    case 'decimal':
      return cleaned(readDecimal);
    case 'amount': {
      const unit = column.unit ?? '元';
      return cleaned((text) => readAmount(text, unit));
    }
    case 'list':
      if (column.dictionary !== undefined) return looksUpEach(looksUp(column, column.dictionary));
      return (cell) =>
        splitJoinedList(cleanText(cell)).map((item) => (column.letters === 'as-is' && !column.compact ? item : tidyCode(column, item)));
  }
};

const cleaned =
  (read: (text: string) => string | undefined): Standardiser =>
  (cell) => {
    const text = cleanCode(cell);
    return text === '' ? '' : read(text);
  };

const tidyCode = ({ letters, compact }: Pick<Column, 'letters' | 'compact'>, cell: string): string => {
  const code = compact ? cleanCode(cell).replace(/[\s-]/g, '') : cleanCode(cell);
  return letters === 'upper' ? code.toUpperCase() : code;
};

/** Every spelling that means a code of the dictionary: the code in any case, or the text that stands for it. */
export const wordsOf = (dictionary: NonNullable<Column['dictionary']>): ReadonlyMap<string, string> => {
  const { codes, alsoCalled = {} } = dictionaryOf(dictionary);
  const known = new Map<string, string>();
  for (const [word, code] of [...Object.entries(alsoCalled), ...Object.entries(codes).map(([code, text]) => [text, code] as const)])
    known.set(cleanCode(word), code);
  for (const code of Object.keys(codes)) known.set(code.toUpperCase(), code).set(code.toLowerCase(), code).set(code, code);
  return known;
};

const looksUp = (column: Pick<Column, 'open' | 'letters' | 'compact'>, dictionary: NonNullable<Column['dictionary']>): Standardiser => {
  const known = wordsOf(dictionary);
  return (cell) => {
    const direct = known.get(cell);
    if (direct !== undefined) return direct;
    const text = cleanCode(cell);
    return text === '' ? '' : (known.get(text) ?? known.get(text.toLowerCase()) ?? (column.open ? tidyCode(column, text) : undefined));
  };
};

/** One item that isn't in the dictionary makes the list unreadable. */
const looksUpEach =
  (one: Standardiser): Standardiser =>
  (cell) => {
    const items = splitJoinedList(cleanText(cell)).map(one);
    return items.every((item) => typeof item === 'string') ? items : undefined;
  };

const areaNames = looksUp({ open: true, letters: 'as-is' }, 'area');

/** 6 digits; a 12-digit statistical code of a whole district is that district's; a name of the list is its code. */
const looksUpArea: Standardiser = (cell) => {
  const text = areaNames(cell);
  if (typeof text !== 'string' || text === '') return text;
  if (/^\d{6}(?:0{6})?$/.test(text)) return text.slice(0, 6);
  return undefined;
};
