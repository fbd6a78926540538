import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { patternFault } from '../../functions/ingestion/safe-pattern.ts';
import { unitPattern } from '../../functions/ingestion/unit-pattern.ts';

const unitsOf = (text: string): Uint16Array => Uint16Array.from(text.split(''), (unit) => unit.charCodeAt(0));
const atom = fc.constantFrom('a', '0', '-', '\\d', '\\w', '[0-9A-Z]', '[^a]', '.', '[\\d-]', '中', '\\.');
const count = fc.constantFrom('', '', '', '{2}', '{1,3}', '{2,}', '?', '*', '+');
const pattern = fc
  .array(fc.tuple(atom, count), { minLength: 1, maxLength: 5 })
  .map((parts) => `^${parts.flat().join('')}$`)
  .filter((source) => patternFault(source) === undefined);

it('what fits by units fits the regular expression, and of ASCII the other way round', () => {
  fc.assert(
    fc.property(
      pattern,
      fc.string({ unit: fc.constantFrom('a', 'b', 'Z', '0', '1', '-', '.', '_', '\n', '中'), maxLength: 8 }),
      (source, text) => {
        const fits = unitPattern(source);
        if (!fits) return;
        const padded = unitsOf(`x${text}y`);
        const expected = new RegExp(source, 'u').test(text);
        expect(fits(padded, 1, padded.length - 1)).toBe(expected && /^[\0-\x7f]*$/.test(text));
      },
    ),
    { numRuns: 3000 },
  );
});

it('the patterns of the contracts need no text', () => {
  for (const source of ['^\\d{14}$', '^[0-9A-Z]{15,18}$', '^[A-Z]{3}[0-9A-Z]*$', '^\\d{4}-?\\d$'])
    expect(unitPattern(source), source).toBeTypeOf('function');
  expect(unitPattern('^a?b?$')).toBeUndefined();
});
