import { describe, expect, it, vi } from 'vitest';
import { clockRuleSeed } from '../../functions/data-requests/clocks/clock-rule-seed.ts';
import { watchClocks } from '../../functions/data-requests/clocks/watch-clocks.ts';
import type { Watched } from '../../functions/data-requests/clocks/watched.ts';
import { runEach } from '../../functions/data-requests/run-each.ts';
import { at } from './small-bureau.ts';

const work = { now: at('2026-03-05 10:00'), timeIsUp: () => false };
const logOf = () => ({ info: vi.fn(), warn: vi.fn(), error: vi.fn() });
const broken = () => Promise.reject(new Error('broken'));

describe('The parts of a watch', () => {
  it('all run where one fails, and then the job fails', async () => {
    const [last, log] = [vi.fn(() => Promise.resolve(2)), logOf()];
    await expect(runEach({ first: broken, last }, log)(work)).rejects.toThrow('broken');
    expect(last).toHaveBeenCalledWith(work);
    expect(log.error).toHaveBeenCalledExactlyOnceWith('jobPartFailed', { part: 'first' }, expect.any(Error));
    expect(await runEach({ first: last, last }, log)(work)).toBe(4);
  });
});

describe('A watch of clocks', () => {
  const watched = (id: string): Watched => ({ thing: 'request', id, listKey: `${work.now.toISOString()}#${id}` });
  const watchOf = (unreadable: string[]) => {
    const looked = vi.fn((_watched: Watched) => Promise.resolve('stored' as const));
    const toLookAt = (shard: number) =>
      Promise.resolve(
        shard === 0 ? { watched: [watched('q-bad'), watched('q-good')], unreadable } : { watched: [watched('q-other')], unreadable: [] },
      );
    const run = watchClocks({
      watch: { toLookAt, looked, saidOf: () => Promise.resolve(new Set<string>()), putOff: broken },
      rules: { clockRulesOn: () => Promise.resolve(clockRuleSeed) },
      kinds: { request: { running: (id) => (id === 'q-bad' ? broken() : Promise.resolve({ title: '', runs: [] })) } },
      log: logOf(),
    });
    return { run, ids: () => new Set(looked.mock.calls.map(([{ id }]) => id)) };
  };

  it('goes on where one cannot be looked at, nor put off', async () => {
    const { run, ids } = watchOf([]);
    expect(await run(work)).toBe(0);
    expect(ids()).toEqual(new Set(['q-good', 'q-other']));
  });

  it('goes on where one cannot even be read, and fails when all else is done', async () => {
    const { run, ids } = watchOf(['request#q-odd']);
    await expect(run(work)).rejects.toThrow('cannot be read');
    expect(ids()).toEqual(new Set(['q-good', 'q-other']));
  });
});
