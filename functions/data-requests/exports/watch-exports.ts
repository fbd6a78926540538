import type * as z from 'zod';
import type { Log } from '../../../shared/runtime/log.ts';
import type { Queue } from '../../../shared/runtime/queue.queue.ts';
import type { VoidExports, WriteExport } from '../messages.ts';
import type { Exports } from './exports.store.ts';

interface Collaborators {
  exports: Pick<Exports, 'toLookAt' | 'find' | 'files' | 'putOff'>;
  toWrite: Queue<z.input<typeof WriteExport>>;
  toVoid: Queue<z.input<typeof VoidExports>>;
  stuckSeconds: number;
  /** A worker that began longer ago is gone. */
  writingSeconds: number;
  log: Log;
}

/** Everything ends: what nobody has moved for a while is told again, and what is past its time is handed to whoever ends and deletes. */
export const watchExports = ({ exports, toWrite, toVoid, stuckSeconds, writingSeconds, log }: Collaborators) => {
  const look = async (exportId: string, now: Date): Promise<void> => {
    const the = await exports.find(exportId);
    if (!the) return;
    const goesOn = (the.state === 'waiting' || the.state === 'writing') && now.toISOString() < the.deadline;
    if (goesOn) {
      const files = await exports.files(the);
      // While somebody writes it, another would only do the same beside it.
      const alive = new Date(now.getTime() - writingSeconds * 1000).toISOString();
      const left = new Set(files.filter(({ done, begunAt }) => done ?? begunAt > alive).map(({ n }) => n));
      const open = Array.from({ length: the.files }, (_, at) => at + 1).filter((n) => !left.has(n));
      // All are whole and nobody has said so yet: whoever is told of the last says it.
      const untold = files.filter(({ done }) => done).length === the.files ? [the.files] : open;
      if (untold.length > 0) await toWrite.send(untold.map((file) => ({ exportId, file })));
    } else await toVoid.send([{ grantId: the.grantId }]);
    await exports.putOff(exportId, new Date(now.getTime() + stuckSeconds * 1000));
  };

  return async ({ now, timeIsUp }: { now: Date; timeIsUp: () => boolean }): Promise<number> => {
    let looked = 0;
    for (const exportId of await exports.toLookAt(now, 100)) {
      if (timeIsUp()) break;
      // One that cannot be looked after does not keep the others waiting.
      try {
        await look(exportId, now);
        looked += 1;
      } catch (error) {
        log.error('exportNotWatched', { exportId }, error);
        await exports.putOff(exportId, new Date(now.getTime() + stuckSeconds * 1000)).catch(() => undefined);
      }
    }
    return looked;
  };
};
