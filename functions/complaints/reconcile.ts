import { shanghaiDate } from '../../shared/calendar/shanghai-time.ts';
import { inParallel } from '../../shared/runtime/in-parallel.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { countMetric } from '../../shared/runtime/metrics.ts';
import type { Destination } from './destination.ts';
import type { Destinations } from './destinations.store.ts';
import type { Documents } from './documents.store.ts';
import type { Messages } from './messages.store.ts';
import type { Outgoing } from './outgoing.ts';
import { agrees, differences, equalDay, type Reconciliation } from './reconciliation.ts';
import type { Reconciliations } from './reconciliations.store.ts';
import { noticeIdOf } from './upper/tally.ts';
import type { Upper } from './upper/upper.client.ts';

interface Collaborators {
  destinations: Pick<Destinations, 'all'>;
  documents: Pick<Documents, 'issuedOn'>;
  messages: Pick<Messages, 'delivered' | 'keep' | 'find'>;
  reconciliations: Pick<Reconciliations, 'keep' | 'agreedSince'>;
  upper: Pick<Upper, 'reconcile'>;
  /** Stores that it was acknowledged, and all that follows from that. */
  acknowledged: (message: Outgoing, delivered: Outgoing, now: Date) => Promise<'kept' | 'stale'>;
  log: Log;
  count: typeof countMetric;
}

/** Days before today: so many are always compared, because what is delivered late changes a day that agreed; and from the oldest that does not agree, so far back. */
const nightsAlways = 3;
const nightsAtMost = 30;

/** A platform that fails so often in a row is left alone until the next night: others wait. */
const failuresAtMost = 3;

/** How many notices are asked for again, how many messages sent again and how many taken for acknowledged, of a platform in one night. */
const atMost = 1000;

interface Night {
  now: Date;
  timeIsUp: () => boolean;
  room: { again: number; asked: number; acknowledged: number };
}

/** As it was before it was sent: the same id, so that whoever has it after all knows it. */
export const waitingAgain = (message: Outgoing, now: Date): Outgoing => ({
  ...message,
  state: 'waiting',
  attempts: 0,
  refusals: 0,
  nextAt: now.toISOString(),
});

/**
 * Every night, with every upper platform, both ways: counts and digests first, lists only where they differ. What lacks there waits to be sent again; what lacks here is
 * asked for; what it has and we thought undelivered is delivered. What is left is said.
 */
export const reconcile = ({ destinations, documents, messages, reconciliations, upper, acknowledged, log, count }: Collaborators) => {
  /** How many of them were done: not more than there is room for, and none when the time is up. */
  const each = async <One>(all: readonly One[], most: number, timeIsUp: () => boolean, work: (one: One) => Promise<boolean>) => {
    let done = 0;
    await inParallel(all.slice(0, most), 8, async (one) => {
      if (!timeIsUp() && (await work(one))) done += 1;
    });
    return done;
  };

  const deliveredAfterAll = async (source: string, messageId: string, day: string, now: Date): Promise<boolean> => {
    const message = await messages.find(messageId);
    if (message?.destination !== source) return false;
    if (message.state === 'delivered') return true;
    const delivered: Outgoing = { ...message, state: 'delivered', deliveredAt: now.toISOString(), receipt: `reconciled ${day}` };
    return (await acknowledged(message, delivered, now)) === 'kept';
  };

  const compare = async (platform: Destination, day: string, { now, timeIsUp, room }: Night): Promise<Reconciliation> => {
    const { destination: source } = platform;
    const base = { source, day, at: now.toISOString() };
    const [issued, delivered] = await Promise.all([documents.issuedOn(source, day), messages.delivered(source, day)]);
    const ours = {
      notices: issued.map(({ upperId, version }) => noticeIdOf(upperId, version)),
      messages: delivered.map(({ messageId }) => messageId),
    };
    const short = await upper.reconcile(platform, { day });
    if (short.outcome === 'failed') return { ...base, state: 'failed', cause: short.code };
    if (agrees(ours, short.data)) return { ...base, state: 'agreed', ...equalDay(ours) };

    const lists = await upper.reconcile(platform, { day, list: true });
    if (lists.outcome === 'failed') return { ...base, state: 'failed', cause: lists.code };
    const { notices, messages: said } = differences(ours, lists.data);
    const shown = { notices: notices.shown, messages: said.shown };

    const missing = new Set(said.missingThere);
    const lost = delivered.filter(({ messageId }) => missing.has(messageId));
    const again = await each(lost, room.again, timeIsUp, async (message) => {
      return (await messages.keep(message, waitingAgain(message, now))) === 'kept';
    });
    room.again -= again;
    const known = await each(said.missingHere, room.acknowledged, timeIsUp, (messageId) => deliveredAfterAll(source, messageId, day, now));
    room.acknowledged -= known;

    const resend = timeIsUp() ? [] : notices.missingHere.slice(0, room.asked);
    if (resend.length > 0) {
      const asked = await upper.reconcile(platform, { day, resend });
      if (asked.outcome === 'failed') return { ...base, state: 'failed', cause: asked.code, ...shown };
      // One call of this kind in a night.
      room.asked = 0;
    }
    const found = notices.missingHere.length + notices.missingThere.length + said.missingHere.length + said.missingThere.length;
    if (found === 0) return { ...base, state: 'differs', cause: 'digest-differs', left: 0, ...shown };
    const left = found - again - known - resend.length;
    return left > 0 ? { ...base, state: 'differs', left, ...shown } : { ...base, state: 'repaired', ...shown };
  };

  const compareAll = async (platform: Destination, night: Night): Promise<number> => {
    const { destination: source } = platform;
    const dayBefore = (nights: number): string => shanghaiDate(new Date(night.now.getTime() - nights * 86_400_000));
    const agreed = await reconciliations.agreedSince(source, dayBefore(nightsAtMost));
    let oldest = nightsAtMost;
    while (oldest > nightsAlways && agreed.has(dayBefore(oldest))) oldest -= 1;
    let failures = 0;
    for (let nights = 1; nights <= oldest; nights += 1) {
      if (night.timeIsUp() || failures === failuresAtMost) return nights - 1;
      const reconciliation = await compare(platform, dayBefore(nights), night);
      await reconciliations.keep(reconciliation);
      const { state, cause } = reconciliation;
      failures = state === 'failed' ? failures + 1 : 0;
      if (state !== 'agreed') log.warn('reconciliationDiffers', { from: source, because: cause ?? state });
      if (state === 'failed' || state === 'differs') count('ReconciliationsLeft');
    }
    return oldest;
  };

  return async ({ now, timeIsUp }: { now: Date; timeIsUp: () => boolean }): Promise<number> => {
    let compared = 0;
    const platforms = (await destinations.all()).filter(({ upper: its, paused }) => its && !paused);
    for (const platform of platforms)
      try {
        compared += await compareAll(platform, { now, timeIsUp, room: { again: atMost, asked: atMost, acknowledged: atMost } });
      } catch (error) {
        // What is wrong with one is no reason not to compare with the others.
        log.error('reconciliationFailed', { from: platform.destination }, error);
        count('ReconciliationsLeft');
      }
    return compared;
  };
};
