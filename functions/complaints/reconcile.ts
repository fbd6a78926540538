import { shanghaiDate } from '../../shared/calendar/shanghai-time.ts';
import { inParallel } from '../../shared/runtime/in-parallel.ts';
import type { Log } from '../../shared/runtime/log.ts';
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
  messages: Pick<Messages, 'delivered' | 'keep'>;
  reconciliations: Pick<Reconciliations, 'keep'>;
  upper: Pick<Upper, 'reconcile'>;
  log: Log;
}

/** Days before today that are compared each night: what was repaired is compared again, and a night that failed is made up for. */
const nights = [1, 2, 3];

/** How many notices are asked for again at a time. */
const atATime = 1000;

/** As it was before it was sent: the same id, so that whoever has it after all knows it. */
export const waitingAgain = (message: Outgoing, now: Date): Outgoing => ({
  ...message,
  state: 'waiting',
  attempts: 0,
  refusals: 0,
  nextAt: now.toISOString(),
});

/** Every night, with every upper platform, both ways: counts and digests first, lists only where they differ. What lacks there waits to be sent again; what lacks here is asked for. */
export const reconcile = ({ destinations, documents, messages, reconciliations, upper, log }: Collaborators) => {
  const compare = async (platform: Destination, day: string, now: Date): Promise<Reconciliation> => {
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

    const lost = new Set(said.missingThere);
    await inParallel(
      delivered.filter(({ messageId }) => lost.has(messageId)),
      8,
      async (message) => {
        await messages.keep(message, waitingAgain(message, now));
      },
    );
    for (let from = 0; from < notices.missingHere.length; from += atATime) {
      const asked = await upper.reconcile(platform, { day, resend: notices.missingHere.slice(from, from + atATime) });
      if (asked.outcome === 'failed') return { ...base, state: 'failed', cause: asked.code, ...shown };
    }
    return { ...base, state: 'repaired', ...shown };
  };

  return async ({ now, timeIsUp }: { now: Date; timeIsUp: () => boolean }): Promise<number> => {
    let compared = 0;
    const platforms = (await destinations.all()).filter(({ upper: its, paused }) => its && !paused);
    for (const platform of platforms)
      for (const night of nights) {
        if (timeIsUp()) return compared;
        const day = shanghaiDate(new Date(now.getTime() - night * 86_400_000));
        const reconciliation = await compare(platform, day, now);
        await reconciliations.keep(reconciliation);
        if (reconciliation.state !== 'agreed')
          log.warn('reconciliationDiffers', { from: reconciliation.source, because: reconciliation.cause ?? reconciliation.state });
        compared += 1;
      }
    return compared;
  };
};
