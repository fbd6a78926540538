import { describe, expect, it } from 'vitest';
import { identifierKind } from '../../shared/identifiers/identifier-kind.ts';

describe('a number without a declared type', () => {
  it('that is both a person’s and passes as an organisation’s counts as the person’s', () => {
    expect(identifierKind('362322198709086409')).toBe('citizen-id');
  });
  it('of digits only can be an organisation’s', () => {
    expect(identifierKind('911101066976941872')).toBe('uscc');
  });
  it('is unknown when it fails the checks', () => {
    expect(identifierKind('91350211M0000XUF46')).toBeUndefined();
    expect(identifierKind('13912345678')).toBeUndefined();
  });
});
