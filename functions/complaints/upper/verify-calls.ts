import { refuse } from '../../../shared/runtime/outcome.ts';
import type { Callers } from '../../../shared/runtime/signed-call.ts';
import { DestinationId, destinationContext } from '../destination.ts';
import type { Destinations } from '../destinations.store.ts';
import type { Sealing } from '../seal.client.ts';
import type { Calls } from './calls.store.ts';
import { claimOf, judgeCall } from './judge-call.ts';
import { notEnded } from './working-secrets.ts';

interface Collaborators {
  destinations: Pick<Destinations, 'find'>;
  calls: Pick<Calls, 'secretsOf' | 'seenWith'>;
  sealing: Pick<Sealing, 'unseal'>;
  headerPrefix: string;
  windowSeconds: number;
  /** Asks for working secrets: signed with the long-lived key. */
  refreshPath: string;
}

/** Opened secrets stay in this function's memory: the key store is asked once for each, not at every call. */
const remembering = (sealing: Pick<Sealing, 'unseal'>, atMost = 50) => {
  const opened = new Map<string, Promise<string>>();
  return (sealed: string, about: string): Promise<string> => {
    const known = opened.get(sealed);
    if (known) return known;
    if (opened.size >= atMost) opened.clear();
    const opening = sealing.unseal(sealed, about);
    opened.set(sealed, opening);
    opening.catch(() => opened.delete(sealed));
    return opening;
  };
};

export const verifyCalls = ({ destinations, calls, sealing, headerPrefix, windowSeconds, refreshPath }: Collaborators): Callers => {
  const unseal = remembering(sealing);
  return {
    async verify({ headers, body, params, route, now }) {
      const claim = claimOf(headers, headerPrefix);
      if ('outcome' in claim) return claim;
      const source = DestinationId.safeParse(params['source']).data;
      if (source === undefined) return refuse('caller-unknown');
      const refreshes = route.path === refreshPath;
      const [destination, kept] = await Promise.all([destinations.find(source), refreshes ? undefined : calls.secretsOf(source)]);
      if (!destination?.upper) return refuse('caller-unknown');

      const { callerId, callerServiceId, sealedCallerKey } = destination.upper;
      const sealed = refreshes ? [sealedCallerKey] : notEnded(kept?.secrets ?? [], now).map((secret) => secret.sealed);
      const secrets = await Promise.all(sealed.map((one) => unseal(one, destinationContext(source))));
      const judged = judgeCall({ headers, body, now }, claim, { rid: callerId, sid: callerServiceId, secrets }, windowSeconds);
      if (judged.outcome === 'refused') return judged;

      const seenWith = await calls.seenWith(judged.nonce);
      if (seenWith !== undefined && seenWith !== judged.bodyDigest) return refuse('call-replayed');
      return { ...judged, outcome: 'verified', actor: `upper:${source}`, source };
    },
  };
};
