import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { bornAt } from './processes.ts';

const holderOf = (lock: string): string | undefined => {
  try {
    return readFileSync(lock, 'utf8');
  } catch {
    return undefined;
  }
};

/** One command at a time does it; another waits. A holder that died counts no more. */
export const inTurn = async <Result>(lock: string, work: () => Promise<Result>): Promise<Result> => {
  const me = `${String(process.pid)} ${bornAt(process.pid) ?? ''}`;
  for (;;) {
    try {
      writeFileSync(lock, me, { flag: 'wx' });
      break;
    } catch {
      const holder = holderOf(lock);
      const [pid, ...born] = (holder ?? '').split(' ');
      if (holder && bornAt(Number(pid)) !== born.join(' ')) rmSync(lock, { force: true });
      else await pause(200);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
};
