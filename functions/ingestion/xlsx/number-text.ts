import type { CellFormat } from './number-format.ts';

const secondsOfDay = 86_400;
/** 9999-12-31, the last day that Excel knows. */
const lastSerial = 2_958_465;
/** Excel's 1900 calendar has a 29 February 1900, after Lotus 1-2-3: serials from 61 on are one too high. */
const phantomDay = 60;

/** Excel stores at most 24 characters; whatever is much longer is no number of its. */
const longestNumber = 400;

/** A stored number as Excel shows it: 15 digits, dates by their format. What can't be shown so stays as it is stored, for the rules to refuse. */
export const numberText = (stored: string, format: CellFormat, date1904: boolean): string => {
  if (stored.length > longestNumber) return stored;
  const value = Number(stored);
  if (stored.trim() === '' || !Number.isFinite(value)) return stored;
  if (format.type === 'date' || format.type === 'time') return serialText(value, format, date1904) ?? digitsOf(stored, value);
  const digits = digitsOf(stored, value);
  return format.type === 'padded' && /^\d+$/.test(digits) ? digits.padStart(format.width, '0') : digits;
};

/** Whole numbers of more than 15 digits have lost the others when the cell was filled; those that are stored are kept. */
const digitsOf = (stored: string, value: number): string =>
  withoutExponent(Number.isInteger(value) && Math.abs(value) >= 1e15 ? stored : value.toPrecision(15));

const withoutExponent = (text: string): string => {
  // Nothing in it can be read in two ways: it takes no longer than its text is long.
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i.exec(text.trim());
  if (!parts) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  const point = whole.length + Number(exponent);
  const digits = whole + fraction;
  const before = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '';
  const after = point > 0 ? digits.slice(point) : '0'.repeat(-point) + digits;
  const shown = [before.replace(/^0+(?=\d)/, '') || '0', withoutIdleZeros(after)].filter((part) => part !== '').join('.');
  return sign === '-' && shown !== '0' ? `-${shown}` : shown;
};

const withoutIdleZeros = (fraction: string): string => {
  let end = fraction.length;
  while (fraction.charCodeAt(end - 1) === 0x30) end -= 1;
  return fraction.slice(0, end);
};

const serialText = (value: number, format: CellFormat & { type: 'date' | 'time' }, date1904: boolean): string | undefined => {
  const seconds = Math.round(value * secondsOfDay);
  const day = Math.floor(seconds / secondsOfDay);
  const second = seconds - day * secondsOfDay;
  if (value < 0 || day > lastSerial - (date1904 ? 1462 : 0)) return undefined;
  if (format.type === 'time' && (format.elapsed || day === 0))
    return clock(format.elapsed ? Math.floor(seconds / 3600) : Math.floor(second / 3600), second);
  const dated = dayText(day, date1904);
  return second > 0 || format.type === 'time' || format.withTime ? `${dated} ${clock(Math.floor(second / 3600), second)}` : dated;
};

const dayText = (day: number, date1904: boolean): string => {
  if (date1904) return civil(day + 1461);
  if (day === 0) return '1900-01-00';
  if (day === phantomDay) return '1900-02-29';
  return civil(day < phantomDay ? day : day - 1);
};

/** Dates come again and again, and making one costs more than all else of a cell. */
const remembered = new Map<number, string>();
const mostRemembered = 20_000;

/** Day 0 is 1899-12-31 of the true calendar; 1904-01-01 is day 1461, 1970-01-01 day 25,568. */
const civil = (day: number): string => {
  const known = remembered.get(day);
  if (known !== undefined) return known;
  const text = new Date((day - 25_568) * secondsOfDay * 1000).toISOString().slice(0, 10);
  if (remembered.size < mostRemembered) remembered.set(day, text);
  return text;
};

const twoDigits = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'));
const two = (number: number): string => twoDigits[number] ?? String(number);
const clock = (hours: number, second: number): string => `${two(hours)}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
