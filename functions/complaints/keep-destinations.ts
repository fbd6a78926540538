import { createHash } from 'node:crypto';
import { inParallel } from '../../shared/runtime/in-parallel.ts';
import { move } from '../../shared/runtime/move.ts';
import { refuse } from '../../shared/runtime/outcome.ts';
import { answering, done } from '../../shared/runtime/route.ts';
import type { CallOut } from './call-out.client.ts';
import { lanesOf } from './deliver.ts';
import { type Destination, destinationContext } from './destination.ts';
import {
  approveDestination,
  type DestinationShown,
  listDestinationAlarms,
  listDestinations,
  listReconciliations,
  listSetAside,
  pauseDestination,
  readDestination,
  redriveDestination,
  setDestination,
} from './destination-routes.ts';
import type { Destinations } from './destinations.store.ts';
import type { Messages } from './messages.store.ts';
import { waitingAgain } from './reconcile.ts';
import type { Reconciliations } from './reconciliations.store.ts';
import type { Sealing } from './seal.client.ts';
import { webhookSecret } from './sign-webhook.ts';

interface Collaborators {
  destinations: Destinations;
  messages: Pick<Messages, 'count' | 'setAside' | 'keep'>;
  reconciliations: Pick<Reconciliations, 'newest'>;
  sealing: Pick<Sealing, 'seal'>;
  addresses: Pick<CallOut, 'faultOf'>;
}

/** What the second administrator has read, and nothing else, is what he approves. */
const tagOf = (proposal: Destination): string => createHash('sha256').update(JSON.stringify(proposal)).digest('hex').slice(0, 20);

const settingsOf = ({ url, upper }: Destination) => {
  if (!upper) return { url };
  const { sealedCallerKey: _, ...its } = upper;
  return { url, upper: its };
};

const secretsOf = ({ sealedSecret, upper }: Destination): string => `${sealedSecret} ${upper?.sealedCallerKey ?? ''}`;

/** How many are put back by one call. */
const redrivenAtATime = 1000;

/** What follows for messages that wait, the table's stream tells. */
export const keepDestinations = ({ destinations, messages, reconciliations, sealing, addresses }: Collaborators) => {
  const shown = async (id: string, destination: Destination | undefined): Promise<DestinationShown | undefined> => {
    const proposal = await destinations.proposed(id);
    if (!destination && !proposal) return undefined;
    const [health, waiting, setAside] = await Promise.all([
      destinations.healthOf(id),
      messages.count(id, 'waiting'),
      messages.count(id, 'set-aside'),
    ]);
    return {
      destination: id,
      version: destination?.version ?? 0,
      ...(destination && settingsOf(destination)),
      paused: destination?.paused ?? false,
      health: { ...health, waiting, setAside },
      ...(proposal && {
        proposal: {
          tag: tagOf(proposal),
          ...settingsOf(proposal),
          secretChanged: !destination || secretsOf(destination) !== secretsOf(proposal),
          by: proposal.move.by,
          at: proposal.move.at,
          reason: proposal.move.reason ?? '',
        },
      }),
    };
  };
  const answer = async (id: string) => {
    const destination = await destinations.find(id);
    const body = await shown(id, destination);
    return body ? done(body, { etag: String(body.version) }) : refuse('destination-unknown');
  };

  return [
    answering(listDestinations, async () => {
      const [known, proposed] = await Promise.all([destinations.all(), destinations.allProposed()]);
      const byId = new Map([
        ...proposed.map(({ destination }) => [destination, undefined] as const),
        ...known.map((one) => [one.destination, one] as const),
      ]);
      const all = await Promise.all([...byId].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, destination]) => shown(id, destination)));
      return done({ items: all.flatMap((one) => one ?? []) });
    }),

    answering(readDestination, ({ params }) => answer(params.destination)),

    answering(setDestination, async ({ params: { destination: id }, body: { url, upper, secret, callerKey, reason }, ifMatch, now }) => {
      const known = await destinations.find(id);
      if (String(known?.version ?? 0) !== ifMatch) return refuse('version-stale');
      for (const address of [url, ...(upper ? [upper.secretUrl, upper.reconcileUrl] : [])]) {
        const fault = addresses.faultOf(address);
        if (fault !== undefined) return refuse('url-not-allowed', fault);
      }
      if (id.startsWith('c-') !== (upper !== undefined))
        return refuse('destination-incomplete', upper ? '部门的系统不填上级平台的内容（upper）' : '上级平台须填 upper');
      if (secret !== undefined && !upper && !webhookSecret.test(secret))
        return refuse('destination-incomplete', '密钥应为 whsec_ 加 Base64（24 至 64 字节）');

      const seal = async (text: string | undefined, kept: string | undefined): Promise<string | undefined> =>
        text === undefined ? kept : sealing.seal(text, destinationContext(id));
      const sealedSecret = await seal(secret, known?.sealedSecret);
      const sealedCallerKey = await seal(callerKey, known?.upper?.sealedCallerKey);
      if (sealedSecret === undefined) return refuse('destination-incomplete', '首次登记须填密钥（secret）');
      if (upper && sealedCallerKey === undefined) return refuse('destination-incomplete', '首次登记须填上级平台的密钥（callerKey）');

      const proposal: Destination = {
        destination: id,
        version: (known?.version ?? 0) + 1,
        url,
        sealedSecret,
        ...(upper && sealedCallerKey !== undefined && { upper: { ...upper, sealedCallerKey } }),
        paused: known?.paused ?? false,
        ...(known?.pausedSince !== undefined && { pausedSince: known.pausedSince }),
        move: move('complaint-destinations:keep', now, { reason }),
      };
      await destinations.propose(proposal, tagOf(proposal));
      const body = await shown(id, known);
      if (!body) throw new Error('what was proposed is not there');
      return done(body, { etag: String(body.version) });
    }),

    answering(approveDestination, async ({ params: { destination: id }, ifMatch, principal, now }) => {
      const proposal = await destinations.proposed(id);
      if (!proposal) return refuse('destination-unknown', '没有待批准的内容');
      if (proposal.move.by === principal.memberId) return refuse('own-proposal');
      if (tagOf(proposal) !== ifMatch) return refuse('version-stale');
      const approved = {
        ...proposal,
        move: move('complaint-destinations:approve', now, { reason: `${proposal.move.by}：${proposal.move.reason ?? ''}` }),
      };
      const known = await destinations.find(id);
      const callerKey = known?.upper?.sealedCallerKey !== approved.upper?.sealedCallerKey;
      if ((await destinations.approve(approved, ifMatch, { callerKey })) === 'stale') return refuse('version-stale');
      return answer(id);
    }),

    answering(pauseDestination, async ({ params: { destination: id }, body: { paused, reason }, ifMatch, now }) => {
      const known = await destinations.find(id);
      if (!known) return refuse('destination-unknown');
      if (String(known.version) !== ifMatch) return refuse('version-stale');
      const { pausedSince = now.toISOString(), ...its } = known;
      const changed = {
        ...its,
        paused,
        ...(paused && { pausedSince }),
        version: known.version + 1,
        move: move('complaint-destinations:pause', now, { reason }),
      };
      if ((await destinations.replace(changed)) === 'stale') return refuse('version-stale');
      return answer(id);
    }),

    answering(listSetAside, async ({ params, query }) => done(await messages.setAside(params.destination, query.cursor, query.limit))),

    answering(redriveDestination, async ({ params: { destination: id }, now }) => {
      if (!(await destinations.find(id))) return refuse('destination-unknown');
      let redriven = 0;
      let cursor: string | undefined;
      do {
        const page = await messages.setAside(id, cursor, 100);
        // In the order of each case: one that waits behind one still set aside would be set aside again.
        await inParallel(lanesOf(page.items), 8, async (lane) => {
          for (const message of lane) if ((await messages.keep(message, waitingAgain(message, now))) === 'kept') redriven += 1;
        });
        cursor = page.next;
      } while (cursor !== undefined && redriven < redrivenAtATime);
      return done({ redriven, more: cursor !== undefined });
    }),

    answering(listDestinationAlarms, async ({ query }) => done(await destinations.alarms(query.cursor, query.limit))),

    answering(listReconciliations, async ({ query }) => done(await reconciliations.newest(query.cursor, query.limit))),
  ];
};
