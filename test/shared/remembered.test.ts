import { expect, it, vi } from 'vitest';
import { remembered } from '../../shared/runtime/remembered.ts';

it('What is remembered is asked once in its time, by however many, and at once after a failure', async () => {
  vi.useFakeTimers();
  try {
    let asked = 0;
    const ask = remembered(30, async () => {
      asked += 1;
      if (asked === 1) throw new Error('away');
      return asked;
    });
    await expect(ask()).rejects.toThrow('away');
    expect(await Promise.all([ask(), ask()])).toEqual([2, 2]);
    vi.advanceTimersByTime(29_000);
    expect(await ask()).toBe(2);
    vi.advanceTimersByTime(2000);
    expect(await ask()).toBe(3);
  } finally {
    vi.useRealTimers();
  }
});
