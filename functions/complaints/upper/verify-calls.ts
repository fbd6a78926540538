import { refuse } from '../../../shared/runtime/outcome.ts';
import type { Callers } from '../../../shared/runtime/signed-call.ts';
import { DestinationId } from '../destination.ts';
import type { Destinations } from '../destinations.store.ts';
import { openSecrets } from '../open-secrets.ts';
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

export const verifyCalls = ({ destinations, calls, sealing, headerPrefix, windowSeconds, refreshPath }: Collaborators): Callers => {
  const secretOf = openSecrets(sealing);
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
      const secrets = await Promise.all(sealed.map((one) => secretOf(source, one)));
      const judged = judgeCall({ headers, body, now }, claim, { rid: callerId, sid: callerServiceId, secrets }, windowSeconds);
      if (judged.outcome === 'refused') return judged;

      const seenWith = await calls.seenWith(judged.nonce);
      if (seenWith !== undefined && seenWith !== judged.bodyDigest) return refuse('call-replayed');
      return { ...judged, outcome: 'verified', actor: `upper:${source}`, source };
    },
  };
};
