import type * as z from 'zod';
import type { Log } from '../../shared/runtime/log.ts';
import type { countMetric } from '../../shared/runtime/metrics.ts';
import type { Queue } from '../../shared/runtime/queue.queue.ts';
import { alarmsSince, gateOf, healthAlarmed, type Patience } from './deliver.ts';
import type { Destination } from './destination.ts';
import type { Destinations } from './destinations.store.ts';
import type { DestinationHasMessages } from './messages.ts';
import type { Messages } from './messages.store.ts';

interface Collaborators {
  destinations: Pick<Destinations, 'all' | 'healthOf' | 'keepHealth' | 'isLaneFree' | 'say'>;
  messages: Pick<Messages, 'nextDue' | 'setAside' | 'count'>;
  toSend: Pick<Queue<z.input<typeof DestinationHasMessages>>, 'send'>;
  patience: Patience;
  log: Log;
  count: typeof countMetric;
}

/**
 * Every minute: says again, by the schedule and not by the failure, which destinations are down or paused and where messages are set aside; and wakes the sender for
 * messages that are due while nobody sends: their hint was lost, came before the list showed them, or could not be held back long enough.
 */
export const watchDestinations = ({ destinations, messages, toSend, patience, log, count }: Collaborators) => {
  /** The newest alarm that is due, once; those that nobody was there to say are not made up for. */
  const sayStill = async (
    destination: string,
    still: { kind: 'still-paused' | 'still-set-aside'; since: string; about?: string },
    now: Date,
  ): Promise<boolean> => {
    const { kind, since, about = '' } = still;
    const number = alarmsSince(since, now, patience);
    if (number === 0) return false;
    const many = await messages.count(destination, kind === 'still-paused' ? 'waiting' : 'set-aside');
    const alarmId = `${kind}#${since}#${about}#${String(number).padStart(4, '0')}`;
    const alarm = { alarmId, destination, at: now.toISOString(), kind, number, failures: 0, since, messages: many };
    if ((await destinations.say(alarm)) === 'known') return false;
    log.error('destinationStill', { to: destination, count: many, because: kind });
    count('DestinationAlarms');
    return true;
  };

  const watchSending = async (destination: string, now: Date): Promise<boolean> => {
    const health = await destinations.healthOf(destination);
    const alarmed = healthAlarmed(health, now, patience);
    // Where the sender wrote meanwhile, the next minute says it.
    if (alarmed && (await destinations.keepHealth(health, alarmed, now)) !== 'stale') {
      log.error('destinationFailing', { to: destination, count: health.failures, because: health.lastCause?.code ?? 'unknown' });
      count('DestinationAlarms');
    }
    const nextDue = await messages.nextDue(destination);
    const due =
      nextDue !== undefined &&
      nextDue <= now.toISOString() &&
      gateOf(health, now) !== 'shut' &&
      (await destinations.isLaneFree(destination, now));
    if (due) await toSend.send([{ destination }]);
    return due || alarmed !== undefined;
  };

  const watch = async ({ destination, paused, pausedSince, move }: Destination, now: Date): Promise<number> => {
    const [oldest] = (await messages.setAside(destination, undefined, 1)).items;
    const aside =
      oldest?.lastCause !== undefined &&
      (await sayStill(destination, { kind: 'still-set-aside', since: oldest.lastCause.at, about: oldest.messageId }, now));
    const did = paused
      ? await sayStill(destination, { kind: 'still-paused', since: pausedSince ?? move.at }, now)
      : await watchSending(destination, now);
    return aside || did ? 1 : 0;
  };

  return async ({ now, timeIsUp }: { now: Date; timeIsUp: () => boolean }): Promise<number> => {
    let did = 0;
    for (const destination of await destinations.all()) {
      if (timeIsUp()) break;
      did += await watch(destination, now);
    }
    return did;
  };
};
