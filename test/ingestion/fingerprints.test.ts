import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { Fingerprints } from '../../functions/ingestion/fingerprints.ts';

it('a key is new once and seen from then on', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 6 })), fc.nat(2 ** 32 - 1), (keys, seed) => {
      const known = new Set<string>();
      const fingerprints = new Fingerprints(seed);
      for (const key of keys) {
        expect(fingerprints.has(key)).toBe(known.has(key));
        expect(fingerprints.add(key)).toBe(known.has(key) ? 'seen' : 'new');
        known.add(key);
      }
      expect(fingerprints.size).toBe(known.size);
    }),
  );
});

it('text and its UTF-16 units have the same fingerprint', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(5), fc.nat(2 ** 32 - 1), (key, before, seed) => {
      const units = Uint16Array.from([...'x'.repeat(before), ...key].join('').split(''), (unit) => unit.charCodeAt(0));
      const fingerprints = new Fingerprints(seed);
      fingerprints.add(key);
      expect(fingerprints.addUnits(units, before, units.length)).toBe('seen');
    }),
  );
});

it('where keys stand in the table depends on the seed', () => {
  const places = (seed: number): string => {
    const fingerprints = new Fingerprints(seed);
    for (let number = 0; number < 1000; number += 1) fingerprints.add(`R${String(number)}`);
    return JSON.stringify(fingerprints);
  };
  expect(places(1)).toBe(places(1));
  expect(places(1)).not.toBe(places(2));
});

it.each([0, 1, 0xffffffff, 0x12345678])('consecutive and similar keys are told apart, at no more than 32 bytes each (seed %s)', (seed) => {
  const fingerprints = new Fingerprints(seed);
  let most = 0;
  for (let number = 0; number < 300_000; number += 1) {
    fingerprints.add(`R${String(number).padStart(8, '0')}`);
    if (number > 20_000) most = Math.max(most, fingerprints.bytes / fingerprints.size);
  }
  for (let one = 0; one < 400; one += 1)
    for (let other = 0; other < 400; other += 1) fingerprints.add(String.fromCharCode(0x4e00 + one, 0x4e00 + other));
  expect(fingerprints.size).toBe(460_000);
  expect(most).toBeLessThan(32);
});
