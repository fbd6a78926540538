import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exceeding, leftOf, renewalAfter, unpackedWithin } from '../../functions/ingestion/quota.ts';

const quota = { bytesPerDay: 100 * 1024 ** 2, filesPerDay: 10, open: 3 };
const now = new Date('2026-11-25T15:59:00Z');

describe("A department's quota", () => {
  it.each([
    ['room for everything', { bytes: 0, files: 0, open: 0 }, 1, undefined],
    ['the last bytes', { bytes: quota.bytesPerDay - 5, files: 0, open: 0 }, 5, undefined],
    ['a byte more', { bytes: quota.bytesPerDay - 5, files: 0, open: 0 }, 6, /今天还可登记 0\.0 MB.*2026-11-26 0 时恢复/],
    ['a file too large for any day', { bytes: 0, files: 0, open: 0 }, quota.bytesPerDay + 1, /每天最多 100\.0 MB/],
    ['one file too many', { bytes: 0, files: 10, open: 0 }, 1, /今天已登记 10 个文件/],
    ['too many on their way', { bytes: 0, files: 0, open: 3 }, 1, /3 次上传尚未处理完/],
  ])('%s', (_, usage, size, said) => {
    const because = exceeding(quota, usage, size, now);
    if (said) expect(because).toMatch(said);
    else expect(because).toBeUndefined();
  });

  it('never has less than nothing left, also where it was lowered below what is used', () => {
    const count = fc.nat(10 ** 12);
    fc.assert(
      fc.property(fc.record({ bytes: count, files: count, open: count }), (usage) => {
        expect(Object.values(leftOf(quota, usage)).every((left) => left >= 0)).toBe(true);
      }),
    );
  });

  it('stops what is unpacked where it goes beyond the file and what is left, and says until when', () => {
    const within = unpackedWithin(quota, { bytes: quota.bytesPerDay - 5, files: 1, open: 1 }, 10, now);
    within(15);
    expect(() => {
      within(16);
    }).toThrow(
      expect.objectContaining({
        fault: expect.objectContaining({ reason: 'quota-exceeded', message: expect.stringMatching(/2026-11-26 0 时恢复/) }),
      }),
    );
  });

  it('is renewed at midnight in Shanghai', () => {
    expect(renewalAfter(now).toISOString()).toBe('2026-11-25T16:00:00.000Z');
    expect(renewalAfter(new Date('2026-11-25T16:00:00Z')).toISOString()).toBe('2026-11-26T16:00:00.000Z');
  });
});
