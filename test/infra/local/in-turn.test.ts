import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inTurn } from '../../../infra/local/in-turn.ts';
import { bornAt } from '../../../infra/local/processes.ts';

const newLock = (): string => path.join(mkdtempSync(path.join(os.tmpdir(), 'in-turn-')), 'lock');

describe('What only one command may do at a time', () => {
  it('is done by one after the other', async () => {
    const lock = newLock();
    const order: string[] = [];
    const work = (name: string) => async () => {
      order.push(`${name} begins`);
      await pause(50);
      order.push(`${name} ends`);
    };
    await Promise.all([inTurn(lock, work('one')), inTurn(lock, work('two'))]);
    expect(order).toEqual(['one begins', 'one ends', 'two begins', 'two ends']);
  });

  it('is free again when it failed', async () => {
    const lock = newLock();
    await expect(inTurn(lock, () => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk');
    expect(await inTurn(lock, () => Promise.resolve('done'))).toBe('done');
  });

  it('does not wait for a command that died, even where another process has its number now', async () => {
    const lock = newLock();
    writeFileSync(lock, `${String(process.ppid)} long ago`);
    expect(bornAt(process.ppid)).not.toBe('long ago');
    expect(await inTurn(lock, () => Promise.resolve('done'))).toBe('done');
  });
});
