import { describe, expect, it } from 'vitest';
import { organisationCodeFault } from '../../shared/identifiers/organisation-code.ts';

describe('组织机构代码', () => {
  it.each(['MA1ABCDE8', 'MA00TE5T2', '551385082', 'ABCDEFGH5', '000000019', '01400001X'])('%s passes', (code) => {
    expect(organisationCodeFault(code)).toBeUndefined();
  });

  it.each([
    ['MA1ABCDE7', 'checksum'],
    ['MA1ABCDE-8', 'format'],
    ['MA1ABCDEA', 'format'],
  ])('%s has a fault of its %s', (code, fault) => {
    expect(organisationCodeFault(code)).toBe(fault);
  });
});
