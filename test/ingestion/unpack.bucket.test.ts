import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expansion } from '../../functions/ingestion/expansion.ts';
import { UnusableFile } from '../../functions/ingestion/file-fault.ts';
import { inTime } from '../../functions/ingestion/in-time.ts';
import { gunzip } from '../../functions/ingestion/unpack.bucket.ts';
import { TryAgain } from '../../shared/runtime/outcome.ts';

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const unpacked = async (file: Uint8Array, size = 1000): Promise<string> => {
  const out: Buffer[] = [];
  try {
    for await (const bytes of gunzip(inPieces(file, size), expansion())) out.push(bytes);
  } catch (error) {
    if (error instanceof UnusableFile) return error.fault.reason;
    throw error;
  }
  return Buffer.concat(out).toString();
};

describe('A gzip file', () => {
  it('of one member or several gives back what went in', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ maxLength: 300 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 50 }),
        async (texts, size) => {
          expect(await unpacked(Buffer.concat(texts.map((text) => gzipSync(text))), size)).toBe(texts.join(''));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('that was cut off or damaged ends by name', async () => {
    const file = gzipSync('a,b\n'.repeat(100));
    expect(await unpacked(file.subarray(0, -10))).toBe('broken-archive');
    const flipped = Buffer.from(file);
    flipped[20] = (flipped[20] ?? 0) ^ 0xff;
    expect(await unpacked(flipped)).toBe('broken-archive');
  });

  it('that unpacks without end is stopped', async () => {
    expect(await unpacked(gzipSync(Buffer.alloc(70 << 20)), 65_536)).toBe('expands-too-much');
  });

  it('of nothing but empty members is asked for its time where it goes in, since nothing comes out', async () => {
    const file = Buffer.concat(Array.from({ length: 5000 }, () => gzipSync('')));
    let asked = 0;
    const out = gunzip(
      inTime(inPieces(file, 1000), () => ++asked === 50),
      expansion(),
    );
    await expect(out.next()).rejects.toThrow(TryAgain);
  });

  it('fails as its source does', async () => {
    async function* throttled(): AsyncGenerator<Uint8Array> {
      yield gzipSync('a').subarray(0, 5);
      throw new Error('throttled');
    }
    const out = gunzip(throttled(), expansion());
    await expect(out.next()).rejects.toThrow('throttled');
  });
});
