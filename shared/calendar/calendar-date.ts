/** Dates and times as people of Asia/Shanghai write them, without a zone: `yyyy-MM-dd` and `yyyy-MM-dd HH:mm:ss`; both sort as text. */
const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** Whether there is such a day. */
export const exists = (year: number, month: number, day: number): boolean =>
  year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= (month === 2 && isLeap(year) ? 29 : (monthDays[month - 1] ?? 0));

const two = (text: string, at: number): number => {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
};

export const isCalendarDate = (text: string): boolean =>
  text.length === 10 &&
  text.charCodeAt(4) === 45 &&
  text.charCodeAt(7) === 45 &&
  exists(two(text, 0) * 100 + two(text, 2), two(text, 5), two(text, 8));

const isTimeOfDay = (text: string, at: number): boolean =>
  text.charCodeAt(at + 2) === 58 &&
  text.charCodeAt(at + 5) === 58 &&
  two(text, at) < 24 &&
  two(text, at + 3) < 60 &&
  two(text, at + 6) < 60;

const dateForms = [
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?![\d-])/,
  /^(\d{4})\/(\d{1,2})\/(\d{1,2})(?![\d/])/,
  /^(\d{4})\.(\d{1,2})\.(\d{1,2})(?![\d.])/,
  /^(\d{4})年(\d{1,2})月(\d{1,2})日/,
  /^(\d{4})(\d{2})(\d{2})(?=$|[ T]|\d{6}$)/,
];
const timeForm = /^(?:[ T]?(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})秒?|分)?|(\d{2})(\d{2})(\d{2}))(?:\.\d{1,9})?(?:\+08:?00)?$/;

/**
 * Reads a date, with or without a time of day, in any of the usual forms; the answer is `yyyy-MM-dd` or `yyyy-MM-dd HH:mm:ss`, as precise as the text.
 * Days that don't exist, times of other zones and numbers of days (Excel) are not guessed at: undefined. Parts of a second are cut off.
 */
export const readDateTime = (text: string): string | undefined => {
  if (isCalendarDate(text)) return text;
  if (text.length === 19 && text.charCodeAt(10) === 32 && isCalendarDate(text.slice(0, 10)) && isTimeOfDay(text, 11)) return text;
  if (text.length > 40) return undefined;
  for (const form of dateForms) {
    const date = form.exec(text);
    if (date === null) continue;
    const [whole, year = '', month = '', day = ''] = date;
    if (!exists(Number(year), Number(month), Number(day))) return undefined;
    const standard = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
    const rest = text.slice(whole.length);
    if (rest === '') return standard;
    const time = timeForm.exec(rest);
    if (time === null) return undefined;
    const at = [time[1] ?? time[4], time[2] ?? time[5], time[3] ?? time[6]].map((part = '0') => part.padStart(2, '0')).join(':');
    return isTimeOfDay(at, 0) ? `${standard} ${at}` : undefined;
  }
  return undefined;
};

/** A date; a time of day behind it says nothing that a date asks for and is cut off. */
export const readDate = (text: string): string | undefined => readDateTime(text)?.slice(0, 10);

/** Whether one is later than the other, at the coarser precision of the two: on the same day a time is not later than a mere date. */
export const isAfter = (one: string, other: string): boolean => {
  const length = Math.min(one.length, other.length);
  // Unit by unit, because comparing parts of a larger text by `>` costs several times as much, and every row asks.
  for (let at = 0; at < length; at += 1) {
    const difference = one.charCodeAt(at) - other.charCodeAt(at);
    if (difference !== 0) return difference > 0;
  }
  return false;
};

/** Calendar days from the one day to the other, whatever the time of day; negative when the other is earlier. */
export const daysBetween = (from: string, to: string): number =>
  (Date.parse(`${to.slice(0, 10)}T00:00:00Z`) - Date.parse(`${from.slice(0, 10)}T00:00:00Z`)) / 86_400_000;
