import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inBatches, readRecords, RecordsUnusable } from '../../cli/read-records.ts';

describe('records to be pushed', () => {
  it('are a list, or stand in an object under that name; their numbers keep the digits that were written', () => {
    const list = '[{"a":12345678901234567890.10,"b":["x",1e3,true,null]}]';
    expect(readRecords(list)).toEqual([{ a: '12345678901234567890.10', b: ['x', '1e3', true, null] }]);
    expect(readRecords(`\uFEFF{"records":${list}}`)).toEqual(readRecords(list));
  });

  it.each(['', '[', '1', '{}', '[1]', '[]', '{"a":1}\n{"a":2}'])('are not %j', (text) => {
    expect(() => readRecords(text)).toThrow(RecordsUnusable);
  });

  it('go in batches that the hub takes, in their order, none left out', () => {
    const record = fc.record({ id: fc.nat(), text: fc.string({ maxLength: 20 }).map((text) => text.repeat(20_000)) });
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 20, arbitrary: fc.constant({ id: 1, text: '' }) }, record), { minLength: 1, maxLength: 1200 }),
        (all) => {
          const batches = inBatches(all);
          expect(batches.flat()).toEqual(all);
          for (const batch of batches) {
            expect(batch.length).toBeLessThanOrEqual(500);
            if (batch.length > 1) expect(Buffer.byteLength(JSON.stringify({ records: batch }))).toBeLessThan(4 * 1024 ** 2);
          }
        },
      ),
      { numRuns: 20 },
    );
  });
});
