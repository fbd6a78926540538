import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOfPart, inParts, missingParts, ranges, smallestPart } from '../../functions/ingestion/parts.ts';
import { largestFile } from '../../functions/ingestion/upload.ts';

const size = fc.integer({ min: smallestPart, max: largestFile });

describe('A file in parts', () => {
  it('is cut into parts that S3 takes, and that weigh together what it weighs', () => {
    fc.assert(
      fc.property(size, (bytes) => {
        const cut = inParts(bytes);
        const weights = Array.from({ length: cut.parts }, (_, index) => bytesOfPart(bytes, cut, index + 1));
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(bytes);
        expect(weights.slice(0, -1).every((weight) => weight >= smallestPart)).toBe(true);
        expect(weights.at(-1)).toBeGreaterThan(0);
        expect(cut.parts).toBeLessThanOrEqual(320);
      }),
    );
    expect(inParts(largestFile)).toEqual({ partBytes: 16 * 1024 ** 2, parts: 320 });
  });

  it('lacks exactly the parts that are not there with their full weight', () => {
    fc.assert(
      fc.property(size, fc.func(fc.constantFrom('there', 'absent', 'short')), (bytes, fate) => {
        const multipart = { s3UploadId: 's3', ...inParts(bytes) };
        const numbers = Array.from({ length: multipart.parts }, (_, index) => index + 1);
        const there = numbers
          .filter((number) => fate(number) !== 'absent')
          .map((number) => ({
            number,
            etag: '',
            sha256: '',
            size: bytesOfPart(bytes, multipart, number) - (fate(number) === 'short' ? 1 : 0),
          }));
        expect(missingParts(bytes, multipart, there.reverse())).toEqual(numbers.filter((number) => fate(number) !== 'there'));
      }),
    );
  });

  it('names what is missing in few words', () => {
    expect(ranges([1, 2, 3, 7, 9, 10])).toBe('1–3、7、9–10');
  });
});
