import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type AcceptedRow,
  inOrderOfSections,
  readAccepted,
  readKeys,
  wholeLines,
  writeAccepted,
} from '../../functions/ingestion/accepted-rows.ts';
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
    ...(warned ? { warnings: [{ code: 'Q003', column: 'c' }] } : {}),
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

it('the keys alone are those of the rows, in their order', () => {
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      rows.sort(inOrderOfSections);
      const keys: string[] = [];
      readKeys(writeAccepted(rows, 4).bytes, (key) => keys.push(key));
      expect(keys).toEqual(rows.map(({ key }) => key));
    }),
  );
});

it('rows that come in pieces of any size are read whole', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1 }), fc.integer({ min: 1, max: 300 }), async (rows, size) => {
      rows.sort(inOrderOfSections);
      const { bytes } = writeAccepted(rows, 4);
      async function* pieces() {
        for (let from = 0; from < bytes.length; from += size) yield await Promise.resolve(bytes.subarray(from, from + size));
      }
      const read: AcceptedRow[] = [];
      for await (const lines of wholeLines(pieces())) read.push(...readAccepted(lines, 0));
      expect(read).toEqual(rows.map((one) => ({ ...one, section: 0 })));
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
