import { describe, expect, it } from 'vitest';
import type { Export } from '../../functions/data-requests/exports/export.ts';
import { voidExports } from '../../functions/data-requests/exports/void-exports.ts';
import { anExport } from './an-export.ts';

const clock = () => new Date('2026-11-20T03:00:00.000Z');

describe('The exports of a grant that was stopped', () => {
  it('are all deleted but those that cannot be, which come again', async () => {
    const those = [1, 2, 3].map((feed) => anExport({ snapshot: { feed, windows: 8 }, state: 'void', because: 'grant-revoked' }));
    const [broken, ...others] = those.map(({ exportId }) => exportId);
    const cleared: string[] = [];
    const handle = voidExports({
      exports: {
        notCleared: () => Promise.resolve(those.map(({ exportId }) => exportId)),
        find: (exportId) =>
          exportId === broken
            ? Promise.reject(new Error('does not parse'))
            : Promise.resolve(those.find((the) => the.exportId === exportId)),
        files: () => Promise.resolve([]),
        store: () => Promise.resolve('stored'),
        cleared: (_seen: Export, { exportId }: Export) => {
          cleared.push(exportId);
          return Promise.resolve('stored');
        },
      },
      grants: { forReading: () => Promise.resolve({}) },
      resources: { live: () => Promise.resolve({}) },
      bucket: { remove: () => Promise.resolve() },
    });
    await expect(handle({ grantId: anExport().grantId }, { clock })).rejects.toThrow('does not parse');
    expect(cleared).toEqual(others);
  });
});
