/** Numbers stay text, so that no digit is lost: 18 of them before the point at most. Thousands separators are taken only where they belong. */
const number = /^([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d*))?$/;

interface Parts {
  negative: boolean;
  /** Without leading zeros. */
  whole: string;
  /** Without trailing zeros. */
  fraction: string;
}

const partsOf = (text: string): Parts | undefined => {
  if (text.length > 60) return undefined;
  const match = number.exec(text);
  if (match === null) return undefined;
  const whole = (match[2] ?? '').replaceAll(',', '').replace(/^0+(?=\d)/, '');
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (whole.length > 18) return undefined;
  return { negative: match[1] === '-' && !(whole === '0' && fraction === ''), whole, fraction };
};

const written = ({ negative, whole, fraction }: Parts): string => `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;

export const readInteger = (text: string): string | undefined => {
  const parts = partsOf(text);
  return parts?.fraction === '' ? written(parts) : undefined;
};

export const readDecimal = (text: string): string | undefined => {
  const parts = partsOf(text);
  return parts && written(parts);
};

const digitsToFen = { 元: 2, 万元: 6 } as const;

/** An amount in 分, as a whole number. A unit written in the cell counts more than the column's; less than one 分 is not rounded but refused. */
export const readAmount = (text: string, unit: '元' | '万元'): string | undefined => {
  const match = /^[¥￥]?(.*?)(万元|元)?$/.exec(text);
  const parts = partsOf(match?.[1]?.trim() ?? '');
  if (!parts) return undefined;
  const digits = digitsToFen[match?.[2] === '元' || match?.[2] === '万元' ? match[2] : unit];
  if (parts.fraction.length > digits) return undefined;
  const fen = (parts.whole + parts.fraction.padEnd(digits, '0')).replace(/^0+(?=\d)/, '');
  return `${parts.negative ? '-' : ''}${fen}`;
};
