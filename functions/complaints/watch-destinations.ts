import type * as z from 'zod';
import type { Log } from '../../shared/runtime/log.ts';
import type { countMetric } from '../../shared/runtime/metrics.ts';
import type { Queue } from '../../shared/runtime/queue.queue.ts';
import { gateOf, healthAlarmed, type Patience } from './deliver.ts';
import type { Destination } from './destination.ts';
import type { Destinations } from './destinations.store.ts';
import type { DestinationHasMessages } from './messages.ts';
import type { Messages } from './messages.store.ts';

interface Collaborators {
  destinations: Pick<Destinations, 'all' | 'healthOf' | 'keepHealth' | 'isLaneFree'>;
  messages: Pick<Messages, 'nextDue'>;
  toSend: Pick<Queue<z.input<typeof DestinationHasMessages>>, 'send'>;
  patience: Patience;
  log: Log;
  count: typeof countMetric;
}

/**
 * Every minute: says again which destinations are down, by the schedule and not by the failure, and wakes the sender for messages that are due while nobody sends:
 * their hint was lost, came before the list showed them, or could not be held back long enough.
 */
export const watchDestinations = ({ destinations, messages, toSend, patience, log, count }: Collaborators) => {
  const watch = async ({ destination }: Destination, now: Date): Promise<number> => {
    const nextDue = await messages.nextDue(destination);
    if (nextDue === undefined) return 0;
    const health = await destinations.healthOf(destination);
    const alarmed = healthAlarmed(health, now, patience);
    // Where the sender wrote meanwhile, the next minute says it.
    if (alarmed && (await destinations.keepHealth(health, alarmed, now)) !== 'stale') {
      log.error('destinationFailing', { to: destination, count: health.failures, because: health.lastCause?.code ?? 'unknown' });
      count('DestinationAlarms');
    }
    const due = nextDue <= now.toISOString() && gateOf(health, now) !== 'shut' && (await destinations.isLaneFree(destination, now));
    if (due) await toSend.send([{ destination }]);
    return due || alarmed ? 1 : 0;
  };

  return async ({ now, timeIsUp }: { now: Date; timeIsUp: () => boolean }): Promise<number> => {
    let did = 0;
    for (const destination of await destinations.all()) {
      if (timeIsUp()) break;
      if (!destination.paused) did += await watch(destination, now);
    }
    return did;
  };
};
