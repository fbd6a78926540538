import { isCalendarDate } from '../calendar/calendar-date.ts';

/** 公民身份号码 (GB 11643-1999). The first six digits are never checked: many people carry codes of districts that no longer exist. */
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

export type CitizenIdFault = 'format' | 'date' | 'checksum';

export const citizenIdFault = (id: string, today: string): CitizenIdFault | undefined => {
  if (!/^\d{17}[\dX]$/.test(id)) return 'format';
  const born = `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}`;
  if (!isCalendarDate(born) || born < '1900-01-01' || born > today) return 'date';
  return id[17] === citizenIdCheckCharacter(id) ? undefined : 'checksum';
};

export const citizenIdCheckCharacter = (id: string): string => {
  let sum = 0;
  for (let i = 0; i < 17; i += 1) sum += Number(id[i]) * (weights[i] ?? 0);
  return '10X98765432'.charAt(sum % 11);
};

/** A number of the old form has 15 digits: without the century and without the check character. Others come back as they are. */
export const toEighteenDigits = (id: string): string => {
  if (!/^\d{15}$/.test(id)) return id;
  const long = `${id.slice(0, 6)}19${id.slice(6)}`;
  return long + citizenIdCheckCharacter(long);
};
