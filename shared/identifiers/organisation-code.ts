/** 组织机构代码 (GB 11714-1997), printed XXXXXXXX-X; here without the hyphen. */
const weights = [3, 7, 9, 10, 5, 8, 4, 2];

export type OrganisationCodeFault = 'format' | 'checksum';

export const organisationCodeFault = (code: string): OrganisationCodeFault | undefined => {
  if (!/^[0-9A-Z]{8}[0-9X]$/.test(code)) return 'format';
  return code[8] === organisationCheckCharacter(code) ? undefined : 'checksum';
};

export const organisationCheckCharacter = (body: string): string => {
  let sum = 0;
  for (let i = 0; i < 8; i += 1) sum += parseInt(body.charAt(i), 36) * (weights[i] ?? 0);
  const check = 11 - (sum % 11);
  if (check === 10) return 'X';
  return check === 11 ? '0' : String(check);
};
