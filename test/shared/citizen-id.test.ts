import { describe, expect, it } from 'vitest';
import { citizenIdCheckCharacter, citizenIdFault, toEighteenDigits } from '../../shared/identifiers/citizen-id.ts';

const today = '2026-11-23';

describe('公民身份号码', () => {
  it.each(['11010519491231002X', '320505199001010011', '32050519900101002X', '320505200002290014'])('%s passes', (id) => {
    expect(citizenIdFault(id, today)).toBeUndefined();
  });

  it.each([
    ['440524188001010014', 'date', 'was born before 1900, though its check digit is right'],
    ['320505190002290018', 'date', 'was born on a day that does not exist'],
    ['320505203001010013', 'date', 'is not born yet'],
    ['320505199001010012', 'checksum', 'has a wrong check digit'],
    ['32050519900101002x', 'format', 'was not cleaned'],
    ['32050519900101001', 'format', 'is too short'],
  ])('%s has a fault of its %s: it %s', (id, fault) => {
    expect(citizenIdFault(id, today)).toBe(fault);
  });

  it('of the standard’s own sample is right by algorithm', () => {
    expect(citizenIdCheckCharacter('440524188001010014')).toBe('4');
  });

  it('of the old form gets century and check digit, everything else stays', () => {
    expect(toEighteenDigits('320505900101001')).toBe('320505199001010011');
    expect(toEighteenDigits('320505199001010011')).toBe('320505199001010011');
  });
});
