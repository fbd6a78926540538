import type * as z from 'zod';
import type { Queue } from '../../../shared/runtime/queue.queue.ts';
import type { LoadLane } from '../messages.ts';
import type { Feeds } from './feeds.store.ts';

/** So many lanes a minute; the others are due all the same a minute later. */
const most = 50;

/** Lanes of which replaced rows can go, or that have stood still in the middle, are told to their writer, who may have heard nothing of them for weeks. Until they have moved they are told again. */
export const wakeLanes =
  ({ feeds, toLoad }: { feeds: Pick<Feeds, 'due'>; toLoad: Queue<z.input<typeof LoadLane>> }) =>
  async ({ now }: { now: Date }): Promise<number> => {
    const due = await feeds.due(now, most);
    await toLoad.send(due.map(({ lane, dueAt }) => ({ lane, turn: `due-${dueAt}` })));
    return due.length;
  };
