/** What a number in a cell is, as its format tells: only the format makes a date of 46000. */
export type CellFormat =
  | { type: 'plain' }
  /** `000000`: shown with zeros in front. */
  | { type: 'padded'; width: number }
  /** `withTime`: the time is shown even when it is midnight. */
  | { type: 'date'; withTime: boolean }
  /** `elapsed`: hours beyond 24 are counted on. */
  | { type: 'time'; elapsed: boolean };

export const plainFormat: CellFormat = { type: 'plain' };
const date: CellFormat = { type: 'date', withTime: false };
const time: CellFormat = { type: 'time', elapsed: false };

/** ECMA-376 part 1, 18.8.30: the formats that a workbook need not spell out; 27–36 and 50–58 are those of Chinese, Japanese and Korean Excel. */
const builtIn = new Map<number, CellFormat>([
  ...[14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58].map((id) => [id, date] as const),
  ...[18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56].map((id) => [id, time] as const),
  [22, { type: 'date', withTime: true }],
  [46, { type: 'time', elapsed: true }],
]);

export const numberFormat = (id: number, code: string | undefined): CellFormat =>
  code === undefined ? (builtIn.get(id) ?? plainFormat) : code.length > longestCode ? plainFormat : ofCode(code);

/** As Excel has it. */
const longestCode = 255;

/** Literals, fillers, colours, conditions and locales say nothing about what the number is. Only the first section is looked at: it is that of positive numbers. */
const ofCode = (code: string): CellFormat => {
  let section = '';
  for (let at = 0; at < code.length && code[at] !== ';'; at += 1) {
    const char = code[at] ?? '';
    if (char === '"') at = endOf(code, '"', at + 1);
    else if (char === '[') {
      const end = endOf(code, ']', at + 1);
      if (/^(?:h+|m+|s+)$/i.test(code.slice(at + 1, end))) return { type: 'time', elapsed: true };
      at = end;
    } else if ('\\_*'.includes(char)) at += 1;
    else section += char;
  }
  if (/^0{2,}$/.test(section.trim())) return { type: 'padded', width: section.trim().length };
  if (/general/i.test(section)) return plainFormat;
  const hasTime = /[hs]/i.test(section);
  // `m` is a minute beside hours or seconds, else a month.
  const hasDate = /[yd]/i.test(section) || (!hasTime && /m/i.test(section));
  return hasDate ? { type: 'date', withTime: hasTime } : hasTime ? time : plainFormat;
};

const endOf = (code: string, mark: string, from: number): number => {
  const end = code.indexOf(mark, from);
  return end === -1 ? code.length : end;
};
