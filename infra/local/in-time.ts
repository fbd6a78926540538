import { setTimeout as pause } from 'node:timers/promises';

/** Asks until there is an answer; on this machine everything takes seconds. */
export const inTime = async <Found>(what: string, ask: () => Promise<Found | undefined>, seconds = 120): Promise<Found> => {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`${what} 在 ${String(seconds)} 秒内没有完成`);
    await pause(300);
  }
};
