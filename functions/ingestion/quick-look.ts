import { exists } from '../../shared/calendar/calendar-date.ts';
import { splitJoinedList } from '../../shared/text/joined-list.ts';
import type { Column } from './contract.ts';
import { HYPHEN, LOWER, ODD, SEPARATOR, SPACE, SUSPICIOUS } from './record-view.ts';
import { wordsOf } from './standardise.ts';
import { unitPattern } from './unit-pattern.ts';

/** Has to be looked at closely: by `standardiser` and the column's rules. */
export const CLOSELY = 0;
/** The value is what stands there, and no rule of the column has anything to say. */
export const AS_IT_IS = 1;
/** The same of a list: its items are what stands between the separators. */
export const LIST_AS_IT_IS = 2;

/** A verdict, or the value itself where it is another text. `text` is what the units are units of. */
export type QuickLook = (units: Uint16Array, from: number, to: number, traits: number, text: string) => number | string;

/**
 * Most cells are written as they should be, and to see that needs no text of its own. A quick look is made for one column; whatever it does not know it leaves to the
 * standardiser, so it never says another thing than that (a property test holds it to it). It is only asked about cells of 1 to `mostUnits` units.
 */
export const quickLook = (column: Column): QuickLook => {
  const { pattern } = column;
  const look = looks[column.type](column);
  if (pattern === undefined) return look;
  const fits = new RegExp(pattern, 'u');
  if (column.type === 'list')
    return (units, from, to, traits, text) => {
      const found = look(units, from, to, traits, text);
      return found === LIST_AS_IT_IS && splitJoinedList(text.slice(from, to)).every((item) => fits.test(item)) ? found : CLOSELY;
    };
  const unitsFit = column.type === 'code' ? unitPattern(pattern) : undefined;
  return (units, from, to, traits, text) => {
    const found = look(units, from, to, traits, text);
    if (found !== AS_IT_IS) return CLOSELY;
    return (unitsFit ? unitsFit(units, from, to) : fits.test(text.slice(from, to))) ? AS_IT_IS : CLOSELY;
  };
};

/** Longer cells are looked at closely: they may break the length, and a pattern is not tried on them. */
export const mostUnits = ({ maxLength = 1_000_000_000, pattern }: Column): number =>
  pattern === undefined ? maxLength : Math.min(maxLength, 1000);

const closely: QuickLook = () => CLOSELY;

/** Which traits leave a code what it is. */
const spoiling = ({ letters, compact }: Column): number => ODD | (letters === 'upper' ? LOWER : 0) | (compact ? HYPHEN : 0);

const isPlain =
  (spoilt: number): QuickLook =>
  (_units, _from, _to, traits) =>
    (traits & spoilt) === 0 ? AS_IT_IS : CLOSELY;

const looks: Record<Column['type'], (column: Column) => QuickLook> = {
  text: () => (units, from, to, traits) =>
    (traits & SUSPICIOUS) === 0 && ((traits & SPACE) === 0 || hasTidySpaces(units, from, to)) ? AS_IT_IS : CLOSELY,
  code: (column) => (column.dictionary === undefined ? isPlain(spoiling(column)) : knownWord(column)),
  list: (column) => {
    if (column.dictionary !== undefined) return closely;
    const asText = column.letters === 'as-is' && !column.compact;
    const spoilt = asText ? SUSPICIOUS | SPACE : spoiling(column);
    return (units, from, to, traits) => {
      if ((traits & spoilt) !== 0) return CLOSELY;
      return (traits & SEPARATOR) === 0 || hasItem(units, from, to) ? LIST_AS_IT_IS : CLOSELY;
    };
  },
  area: () => (units, from, to) => (to - from === 6 && areDigits(units, from, to) ? AS_IT_IS : CLOSELY),
  date: () => (units, from, to) => (to - from === 10 && isDate(units, from) ? AS_IT_IS : CLOSELY),
  datetime: () => (units, from, to) => {
    const length = to - from;
    return (length === 10 || (length === 19 && isTime(units, from + 10))) && isDate(units, from) ? AS_IT_IS : CLOSELY;
  },
  integer: () => (units, from, to) => (isWhole(units, from, to) ? AS_IT_IS : CLOSELY),
  decimal: () => (units, from, to) => {
    let point = from;
    while (point < to && units[point] !== POINT) point += 1;
    if (!isWhole(units, from, point)) return CLOSELY;
    return point === to || (to - from <= 60 && areDigits(units, point + 1, to) && units[to - 1] !== ZERO && point + 1 < to)
      ? AS_IT_IS
      : CLOSELY;
  },
  amount: ({ unit, maxLength }) => {
    if (maxLength !== undefined) return closely;
    const zeros = '0'.repeat(unit === '万元' ? 6 : 2);
    return (units, from, to, _traits, text) => {
      let point = from;
      while (point < to && units[point] !== POINT) point += 1;
      if (!isWhole(units, from, point)) return CLOSELY;
      const whole = text.slice(from, point);
      if (point === to) return units[from] === ZERO ? '0' : whole + zeros;
      const places = to - point - 1;
      if (places > zeros.length || units[from] === ZERO || !areDigits(units, point + 1, to)) return CLOSELY;
      return whole + text.slice(point + 1, to) + zeros.slice(places);
    };
  },
};

const ZERO = 0x30;
const POINT = 0x2e;
const DASH = 0x2d;
const COLON = 0x3a;

/** Single ones, between something and something. */
const hasTidySpaces = (units: Uint16Array, from: number, to: number): boolean => {
  if (units[from] === 0x20 || units[to - 1] === 0x20) return false;
  for (let at = from + 1; at < to; at += 1) if (units[at] === 0x20 && units[at - 1] === 0x20) return false;
  return true;
};

const areDigits = (units: Uint16Array, from: number, to: number): boolean => {
  for (let at = from; at < to; at += 1) {
    const unit = units[at] ?? 0;
    if (unit < ZERO || unit > 0x39) return false;
  }
  return true;
};

/** A whole number without a sign and without leading zeros. */
const isWhole = (units: Uint16Array, from: number, to: number): boolean =>
  to > from && to - from <= 18 && (units[from] !== ZERO || to - from === 1) && areDigits(units, from, to);

/** NaN unless two digits stand there; every comparison with it fails. */
const two = (units: Uint16Array, at: number): number => {
  const tens = (units[at] ?? 0) - ZERO;
  const ones = (units[at + 1] ?? 0) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
};

const isDate = (units: Uint16Array, at: number): boolean =>
  units[at + 4] === DASH &&
  units[at + 7] === DASH &&
  exists(two(units, at) * 100 + two(units, at + 2), two(units, at + 5), two(units, at + 8));

const isTime = (units: Uint16Array, at: number): boolean =>
  units[at] === 0x20 &&
  units[at + 3] === COLON &&
  units[at + 6] === COLON &&
  two(units, at + 1) < 24 &&
  two(units, at + 4) < 60 &&
  two(units, at + 7) < 60;

export const isSeparator = (unit: number): boolean =>
  unit === 0x3b || unit === 0x2c || unit === 0x3001 || unit === 0x7c || unit === 0xff1b || unit === 0xff0c || unit === 0x0a;

const hasItem = (units: Uint16Array, from: number, to: number): boolean => {
  for (let at = from; at < to; at += 1) if (!isSeparator(units[at] ?? 0)) return true;
  return false;
};

/** Codes and words of a dictionary by their units: the answer is always the same string, and a cell's own is never made. */
const knownWord = (column: Column): QuickLook => {
  const { maxLength = Infinity, dictionary } = column;
  if (dictionary === undefined) return closely;
  const words = [...wordsOf(dictionary)].filter(([word, code]) => word !== '' && !word.startsWith("'") && code.length <= maxLength);
  let size = 16;
  while (size < words.length * 2) size *= 2;
  const slots: ([word: string, code: string] | undefined)[] = Array.from({ length: size });
  for (const entry of words) {
    let at =
      hashOf(
        Uint16Array.from(entry[0].split(''), (unit) => unit.charCodeAt(0)),
        0,
        entry[0].length,
      ) &
      (size - 1);
    while (slots[at] !== undefined) at = (at + 1) & (size - 1);
    slots[at] = entry;
  }
  return (units, from, to) => {
    if (to - from > 40) return CLOSELY;
    for (let at = hashOf(units, from, to) & (size - 1); ; at = (at + 1) & (size - 1)) {
      const entry = slots[at];
      if (entry === undefined) return CLOSELY;
      if (isWord(entry[0], units, from, to)) return entry[1];
    }
  };
};

const hashOf = (units: Uint16Array, from: number, to: number): number => {
  let hash = to - from;
  for (let at = from; at < to; at += 1) hash = Math.imul(hash, 31) + (units[at] ?? 0);
  return hash ^ (hash >>> 15);
};

const isWord = (word: string, units: Uint16Array, from: number, to: number): boolean => {
  if (word.length !== to - from) return false;
  for (let at = 0; at < word.length; at += 1) if (word.charCodeAt(at) !== units[from + at]) return false;
  return true;
};
