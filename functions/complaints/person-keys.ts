import type { Complainant } from './notice.ts';

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
    ...(digits.length >= 7 ? [{ kind: 'telephone' as const, value: digits }] : []),
    ...(certificate.length >= 6 ? [{ kind: 'certificate' as const, value: certificate }] : []),
  ];
};
