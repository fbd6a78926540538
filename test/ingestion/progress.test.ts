import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Progress, progressOf } from '../../functions/ingestion/progress.ts';
import { Upload, UploadState } from '../../functions/ingestion/upload.ts';

const since = '2026-11-25T08:00:00.000Z';
const after = (seconds: number): Date => new Date(Date.parse(since) + seconds * 1000);

const uploadIn = (state: UploadState, its: Partial<Upload> = {}): Upload =>
  Upload.parse({
    uploadId: `u-${'0'.repeat(26)}`,
    dataset: 'check-actions',
    departmentId: 'd-k7m2',
    fileName: 'a.csv',
    size: 1,
    sha256: '',
    state,
    declaredBy: 'm-00000000',
    declaredAt: since,
    version: 1,
    move: { by: 'system:test', action: 'x', at: since, correlationId: 'none' },
    chunks: 10,
    rowsCut: 1000,
    ...its,
  });

describe('The progress of an upload', () => {
  it('says a share and an estimate of the phase it is in, as soon as there is ground for it', () => {
    expect(progressOf(uploadIn('reading', { chunksDone: 4, rowsRead: 400 }), after(20))).toMatchObject({
      since,
      percent: 40,
      secondsLeft: 30,
      rows: { cut: 1000, read: 400, settled: 0 },
    });
    expect(progressOf(uploadIn('reading', { chunksDone: 2 }), after(20)).secondsLeft, 'two chunks are no speed').toBeUndefined();
    expect(progressOf(uploadIn('splitting'), after(20)), 'nobody knows how many rows are to come').not.toHaveProperty('percent');
    expect(progressOf(uploadIn('queued'), after(20), 3)).toMatchObject({ ahead: 3 });
  });

  it('is never more than whole, whatever the counters say', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...UploadState.options),
        fc.nat(10),
        fc.nat(1000),
        fc.nat(100_000),
        (state, chunksDone, rowsRead, seconds) => {
          const { percent = 0, secondsLeft = 0 } = Progress.parse(progressOf(uploadIn(state, { chunksDone, rowsRead }), after(seconds)));
          expect(percent).toBeLessThanOrEqual(100);
          expect(secondsLeft === 0 || percent < 100).toBe(true);
        },
      ),
    );
  });
});
