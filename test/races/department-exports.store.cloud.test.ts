import { randomUUID } from 'node:crypto';
import { expect, inject, it } from 'vitest';
import { anExport } from '../data-requests/an-export.ts';

it('A department has five exports made at once, however many it orders at the same moment, and orders fifty a day; each end makes room for one, once', async () => {
  Object.assign(process.env, inject('hub').env);
  const { exportsTable } = await import('../../functions/data-requests/exports/exports.store.ts');
  const exports = exportsTable('hub-test-data-requests-requests');
  const holder = `d-${randomUUID().slice(0, 8)}`;
  const grantId = `g-test-exports.d-k7m2.${randomUUID().replaceAll('-', '').slice(0, 10)}`;
  const now = new Date('2026-11-20T02:00:00.000Z');
  // Far away, so that no watcher looks after them.
  const lookAt = new Date('2099-01-01T00:00:00.000Z');
  // Under way already: of one that waits the cloud's own worker would hear, and end it, because there is no such grant.
  const ordered = (feed: number) => anExport({ grantId, holder, state: 'writing', snapshot: { feed, windows: 8 } });
  const order = async (feed: number) => exports.store(undefined, ordered(feed), lookAt);

  const answers = await Promise.all(Array.from({ length: 8 }, (_, at) => order(at + 1)));
  expect(answers.filter((answer) => answer === 'stored')).toHaveLength(5);
  expect(await exports.fullOf(holder, now)).toBe('too-many-exports');

  const running = answers.flatMap((answer, at) => (answer === 'stored' ? [ordered(at + 1)] : []));
  const end = (the: ReturnType<typeof ordered>) => exports.store(the, { ...the, version: 2, state: 'void', cleared: true }, lookAt);
  const [first] = running;
  if (!first) throw new Error('none was stored');
  expect((await Promise.all([end(first), end(first)])).sort()).toEqual(['stale', 'stored']);
  expect(await exports.fullOf(holder, now)).toBeUndefined();
  expect([await order(11), await order(12)]).toEqual(['stored', 'stale']);

  for (const the of [...running.slice(1), ordered(11)]) await end(the);
  for (let feed = 13; feed < 13 + 44; feed += 1) {
    expect(await order(feed)).toBe('stored');
    await end(ordered(feed));
  }
  expect(await order(99)).toBe('stale');
  expect(await exports.fullOf(holder, now)).toBe('too-many-today');
});
