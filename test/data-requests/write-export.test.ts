import { expect, it } from 'vitest';
import { decisionOf } from '../../functions/data-requests/exports/decision.ts';
import type { Export, ExportFile } from '../../functions/data-requests/exports/export.ts';
import { writeExport } from '../../functions/data-requests/exports/write-export.ts';
import { mayRead } from '../../functions/data-requests/grants/gate.ts';
import { TryAgain } from '../../shared/runtime/outcome.ts';
import { anExport } from './an-export.ts';
import { asking, grant, keyOf, resource, terms } from './granted.ts';

const reading = mayRead(
  { resource: resource({ kind: 'statistics' }), grant: terms({ rows: [] }), use: undefined },
  asking({ channel: 'file' }),
);
if ('outcome' in reading) throw new Error(reading.because);

it('Statistics that were not counted in time come again once, and are given up then', async () => {
  let the: Export = anExport({ statistics: { by: ['name'], months: [] }, decision: decisionOf(reading), state: 'writing' });
  let file: ExportFile | undefined;
  const clock = () => new Date('2026-11-20T03:00:00.000Z');
  const key = keyOf(grant().grantId);
  const handle = writeExport({
    exports: {
      find: () => Promise.resolve(the),
      file: () => Promise.resolve(file),
      files: () => Promise.resolve([]),
      begin: (_seen: unknown, next: ExportFile) => {
        file = next;
        return Promise.resolve('stored');
      },
      store: (_seen: unknown, next: Export) => {
        the = next;
        return Promise.resolve('stored');
      },
    } as never,
    gate: () => Promise.resolve({ ...key, reading } as never),
    keys: { of: () => Promise.resolve(key) },
    rows: { window: () => Promise.resolve({ rows: [], end: undefined }) },
    bucket: {
      async write(_key, bytes) {
        for await (const _part of bytes);
      },
      remove: () => Promise.resolve(),
    },
    signer: { sign: () => Promise.reject(new Error('nothing to sign')) },
    settings: { smallestCell: 5, mostCells: 10 },
    ...{ stuckSeconds: 60, windowsAtOnce: 4 },
  });
  const deliver = () => handle({ exportId: the.exportId, file: 1 }, { clock, timeIsUp: () => true });
  await expect(deliver()).rejects.toThrow(TryAgain);
  expect(the.state).toBe('writing');
  await deliver();
  expect(the).toMatchObject({ state: 'failed', because: 'too-many-rows' });
});
