import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { type AcceptedRow, inOrderOfSections, readAccepted, writeAccepted } from '../../functions/ingestion/accepted-rows.ts';
import { sectionOf } from '../../functions/ingestion/section-of.ts';

const row = fc
  .record({
    key: fc.oneof(fc.string({ unit: 'grapheme' }), fc.constant(',"content":{"')),
    row: fc.nat(),
    value: fc.string({ unit: 'grapheme' }),
    warned: fc.boolean(),
    operation: fc.constantFrom(undefined, 'i' as const, 'd' as const),
  })
  .map(({ key, value, warned, operation, ...rest }): AcceptedRow => ({
    ...rest,
    key,
    section: sectionOf(key, 4),
    businessTime: '2026-01-01',
    deleted: operation === 'd',
    ...(operation ? { operation } : {}),
    digest: 'd',
    content: JSON.stringify({ value }),
    ...(warned ? { warnings: ['Q003'] } : {}),
  }));

it('what is written by sections is read by sections', () => {
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      rows.sort(inOrderOfSections);
      const { bytes, offsets } = writeAccepted(rows, 4);
      expect(offsets).toHaveLength(5);
      expect(offsets[4]).toBe(bytes.length);
      for (const section of [0, 1, 2, 3])
        expect([...readAccepted(bytes.subarray(offsets[section], offsets[section + 1]), section)]).toEqual(
          rows.filter((one) => one.section === section),
        );
    }),
  );
});

it('a slice that was cut within a row is no slice', () => {
  expect(() => [...readAccepted(Buffer.from('{"key":"a"'), 0)]).toThrow('within a row');
});

it('keys spread evenly over the sections, consecutive numbers too', () => {
  const counts = Array.from({ length: 16 }, () => 0);
  for (let number = 0; number < 16_000; number += 1) {
    const section = sectionOf(`P${String(number)}`, 16);
    counts[section] = (counts[section] ?? 0) + 1;
  }
  expect(Math.min(...counts)).toBeGreaterThan(850);
  expect(Math.max(...counts)).toBeLessThan(1150);
});

it('the section of a key never changes', () => {
  expect(['', 'P0001', '记录一', '😀'].map((key) => sectionOf(key, 64))).toEqual([11, 25, 9, 10]);
});
