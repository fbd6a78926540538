import type { Log } from '../../shared/runtime/log.ts';

interface Work {
  now: Date;
  timeIsUp: () => boolean;
}

/** The parts of a job, side by side: one that fails keeps nothing from the rest, and in the end the job fails, so that somebody hears of it. */
export const runEach =
  (parts: Readonly<Record<string, (work: Work) => Promise<number>>>, log: Pick<Log, 'error'>) =>
  async (work: Work): Promise<number> => {
    const names = Object.keys(parts);
    const ended = await Promise.allSettled(Object.values(parts).map(async (part) => part(work)));
    const failures = ended.flatMap((one, at) =>
      one.status === 'rejected' ? [{ part: names[at] ?? '', error: one.reason as unknown }] : [],
    );
    for (const { part, error } of failures) log.error('jobPartFailed', { part }, error);
    if (failures[0]) throw failures[0].error;
    return ended.reduce((sum, one) => sum + (one.status === 'fulfilled' ? one.value : 0), 0);
  };
