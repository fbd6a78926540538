import fc from 'fast-check';
import { expect, it } from 'vitest';
import { patternFault } from '../../functions/ingestion/safe-pattern.ts';

it.each([
  String.raw`^\d{14}$`,
  '^[A-Z]{2}-?[0-9]+$',
  String.raw`^\d{18}[1-5].*$`,
  '^[^()+*]{3}$',
  String.raw`^\(\d{4}\)$`,
  '^苏[A-Z]字?第?[0-9]{1,8}$',
])('%s may be used', (source) => {
  expect(patternFault(source)).toBeUndefined();
});

it.each([
  ['\\d{14}', 'is not anchored'],
  ['^(a+)+$', 'has a group'],
  [`^${'(a|a)'.repeat(30)}$`, 'branches, and doubles its work with every branch'],
  ['^a{0,99}a{0,99}$', 'varies in two places'],
  ['^a*a*$', 'repeats without bounds twice'],
  ['^a?b?c?d?$', 'varies too often'],
  ['^(a)\\1$', 'refers back'],
  ['^(?=a)a$', 'looks ahead'],
  ['^a|b$', 'branches'],
  ['^[a$', 'does not compile'],
  ['^[z-a]$', 'does not compile either'],
  [`^${'a'.repeat(200)}$`, 'is too long'],
])('%s is refused: it %s', (source) => {
  expect(patternFault(source)).toBeDefined();
});

it('whatever passes is matched at once, over cells made to mislead it', () => {
  const part = fc
    .tuple(fc.constantFrom('a', 'b', '[ab]', '\\d', '.'), fc.constantFrom('', '?', '+', '*', '{0,99}', '{3}'))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const source = `^${parts.join('')}$`;
      fc.pre(patternFault(source) === undefined);
      const steps = new RegExp(source, 'u');
      // A pattern that backtracks badly does not come back from this within the test's time.
      for (const cell of ['a'.repeat(2000), `${'ab'.repeat(1000)}!`]) steps.test(cell);
    }),
  );
});
