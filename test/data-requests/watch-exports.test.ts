import { expect, it } from 'vitest';
import type { ExportFile } from '../../functions/data-requests/exports/export.ts';
import { watchExports } from '../../functions/data-requests/exports/watch-exports.ts';
import { log } from '../../shared/runtime/log.ts';
import { anExport } from './an-export.ts';

const now = new Date('2026-11-20T03:00:00.000Z');
const the = anExport({ files: 3, state: 'writing' });
const fileOf = (n: number, secondsAgo: number, more: Partial<ExportFile> = {}): ExportFile => ({
  ...{ exportId: the.exportId, n, run: 1, counted: 0, begun: 1 },
  ...{ begunAt: new Date(now.getTime() - secondsAgo * 1000).toISOString(), ...more },
});
const done = { rows: 1, bytes: 1, sha256: 'c'.repeat(64), subjects: 'd'.repeat(64) };

const toldOf = async (files: ExportFile[]): Promise<number[]> => {
  const told: number[] = [];
  const watch = watchExports({
    exports: {
      toLookAt: () => Promise.resolve([the.exportId]),
      find: () => Promise.resolve(the),
      files: () => Promise.resolve(files),
      putOff: () => Promise.resolve('done'),
    },
    toWrite: { send: (messages) => Promise.resolve(void told.push(...messages.map(({ file }) => file))) },
    toVoid: { send: () => Promise.resolve() },
    ...{ stuckSeconds: 60, writingSeconds: 900, log },
  });
  expect(await watch({ now, timeIsUp: () => false })).toBe(1);
  return told;
};

it.each<[string, ExportFile[], number[]]>([
  ['that nobody has begun', [], [1, 2, 3]],
  [
    'whose worker must be gone, not those that somebody writes or has written',
    [fileOf(1, 10), fileOf(2, 901), fileOf(3, 999, { done })],
    [2],
  ],
  ['of which nobody has said that all are whole: the last', [1, 2, 3].map((n) => fileOf(n, 999, { done })), [3]],
  ['none where all are being written', [1, 2, 3].map((n) => fileOf(n, 10)), []],
])('A file of an export is told again %s', async (_what, files, told) => {
  expect(await toldOf(files)).toEqual(told);
});
