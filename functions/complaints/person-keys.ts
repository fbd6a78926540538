import type { Complainant } from './notice.ts';

/** Written where nobody wants to say their own: one digit repeated, a row of digits, a hotline with or without its area. */
const isNobodys = (digits: string): boolean =>
  /^1?(\d)\1+$/.test(digits) || '01234567890123456789'.includes(digits) || /^(0\d{2,3})?(12345|123[0-9]{2}|9[56]\d{3})$/.test(digits);

/** By what a person is found again, written one way; what is stored are keyed hashes of these (`hashing`), never these. */
export const personValues = ({
  telephone,
  certificateNumber,
}: Pick<Complainant, 'telephone' | 'certificateNumber'>): { kind: 'telephone' | 'certificate'; value: string }[] => {
  const digits =
    telephone
      ?.normalize('NFKC')
      .replace(/\D/g, '')
      .replace(/^(00)?86(?=1\d{10}$)/, '') ?? '';
  const certificate = certificateNumber?.normalize('NFKC').replace(/\s/g, '').toUpperCase() ?? '';
  return [
    ...(digits.length >= 7 && !isNobodys(digits) ? [{ kind: 'telephone' as const, value: digits }] : []),
    ...(certificate.length >= 6 && !isNobodys(certificate) ? [{ kind: 'certificate' as const, value: certificate }] : []),
  ];
};
