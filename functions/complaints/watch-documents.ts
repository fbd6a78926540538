import type * as z from 'zod';
import { shanghaiDate } from '../../shared/calendar/shanghai-time.ts';
import type { Queue } from '../../shared/runtime/queue.queue.ts';
import type { Destinations } from './destinations.store.ts';
import type { Documents, Issued } from './documents.store.ts';
import type { DocumentHasNews } from './messages.ts';

const minute = 60_000;

/** Two minutes after it came, then after 4, 8, 16 …: one that cannot be worked does not fill the queue of what was set aside. */
const isDue = ({ receivedAt }: Issued, now: Date): boolean => {
  const age = Math.floor((now.getTime() - Date.parse(receivedAt)) / minute);
  return age >= 2 && (age & (age - 1)) === 0;
};

/** Documents with a notice at which nobody has looked; all of them once a day. */
export const unworked = (notices: readonly Issued[], now: Date, all: boolean): string[] => [
  ...new Set(notices.filter((one) => one.applied === undefined && (all || isDue(one, now))).map(({ upperId }) => upperId)),
];

interface Collaborators {
  destinations: Pick<Destinations, 'all'>;
  documents: Pick<Documents, 'issuedOn'>;
  news: Pick<Queue<z.input<typeof DocumentHasNews>>, 'send'>;
}

/** The minute of the day (UTC; 04:10 in Shanghai, when reconciliation has brought what was missing) at which days farther back are looked through. */
const daily = '20:10';
const near = [0, 1];
const far = [0, 1, 2, 3, 4, 5, 6, 7];

/** Every minute: wakes the worker for documents whose hint was lost or set aside. By the day on which the city issued them. */
export const watchDocuments =
  ({ destinations, documents, news }: Collaborators) =>
  async ({ now, timeIsUp }: { now: Date; timeIsUp: () => boolean }): Promise<number> => {
    let hinted = 0;
    const isDaily = now.toISOString().slice(11, 16) === daily;
    for (const { destination: source } of (await destinations.all()).filter(({ upper }) => upper))
      for (const back of isDaily ? far : near) {
        if (timeIsUp()) return hinted;
        const issued = await documents.issuedOn(source, shanghaiDate(new Date(now.getTime() - back * 1440 * minute)));
        const open = unworked(issued, now, isDaily);
        if (open.length > 0) await news.send(open.map((upperId) => ({ source, upperId })));
        hinted += open.length;
      }
    return hinted;
  };
