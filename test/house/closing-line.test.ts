import { describe, expect, it } from 'vitest';
import { closingLine } from '../support/closing-line-reporter.ts';
import { isMet, median } from '../bench/figure.ts';

describe('The line by which npm test ends', () => {
  it('counts, and mentions what was skipped only then', () => {
    expect(closingLine({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed');
    expect(closingLine({ passed: 12, failed: 1, skipped: 3 })).toBe('12 passed, 1 failed, 3 skipped');
  });
});

describe('A bench’s figure', () => {
  it.each([
    [1.5, '≤ 1.5', true],
    [1.51, '≤ 1.5', false],
    [2000, '≥ 2000', true],
    [1999, '≥ 2000', false],
    [1, undefined, undefined],
  ])('%d against "%s": %s', (value, goal, met) => {
    expect(isMet({ name: 'it', value, unit: 'x', ...(goal !== undefined && { goal }) })).toBe(met);
  });

  it('is the middle of what was measured', () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
  });
});
