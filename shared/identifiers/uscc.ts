/** 统一社会信用代码 (GB 32100-2015): 登记管理部门, 机构类别, 6 digits of the registering district, 9 of the organisation code, check character. */
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const format = /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/;

/** 登记管理部门 + 机构类别 seen in practice; an unknown pair is no error. */
const kinds = new Set(
  '11 12 13 19 21 29 31 32 33 34 35 39 41 49 51 52 53 59 61 62 69 71 72 79 81 89 91 92 93 A1 A9 N1 N2 N3 N9 Y1'.split(' '),
);

export type UsccFault = 'format' | 'checksum';

/** Takes the code as it was cleaned (upper-case, without spaces and hyphens); maps nothing else, so an O stays an O and is a fault. */
export const usccFault = (code: string): UsccFault | undefined => {
  if (!format.test(code)) return 'format';
  return code[17] === usccCheckCharacter(code) ? undefined : 'checksum';
};

export const usccCheckCharacter = (code: string): string => {
  let sum = 0;
  for (let i = 0; i < 17; i += 1) sum += alphabet.indexOf(code.charAt(i)) * (weights[i] ?? 0);
  // The outer remainder matters: 31 − 0 is no symbol, it must become '0'.
  return alphabet.charAt((31 - (sum % 31)) % 31);
};

export const hasKnownUsccKind = (code: string): boolean => kinds.has(code.slice(0, 2));
