import { TryAgain, refuse } from '../../../shared/runtime/outcome.ts';
import { move } from '../../../shared/runtime/move.ts';
import { answeringSigned, type Binding, done } from '../../../shared/runtime/route.ts';
import { complainantContext } from '../document.ts';
import { destinationContext } from '../destination.ts';
import type { Documents } from '../documents.store.ts';
import type { Complainant, SealedComplainant, UpperNotice } from '../notice.ts';
import { personValues } from '../person-keys.ts';
import type { Hashing, Sealing } from '../seal.client.ts';
import { refreshWorkingSecret, takeNotice } from '../upper-routes.ts';
import type { Calls } from './calls.store.ts';
import { canonical } from './canonical.ts';
import { hidePerson, sealable } from './hide-person.ts';
import { notEnded, stillFresh } from './working-secrets.ts';

interface Collaborators {
  documents: Pick<Documents, 'known' | 'take' | 'takeAgain'>;
  calls: Pick<Calls, 'secretsOf' | 'seenWith' | 'useOnce' | 'keepSecrets'>;
  sealing: Sealing;
  hashing: Hashing;
  newSecret: () => string;
  secretLifeSeconds: number;
}

/** Two calls about one document may meet; whoever comes second looks again. */
const attempts = 4;

/**
 * What the upper platform calls. A notice is stored and answered, and nothing is sent from here: a handler that wrote and then sent could die between the two. The
 * table's stream tells the worker (`work-notices.ts`).
 */
export const takeNotices = ({ documents, calls, sealing, hashing, newSecret, secretLifeSeconds }: Collaborators): Binding[] => [
  answeringSigned(takeNotice, async ({ caller, body, now }) => {
    const { source } = caller;
    const { upperId, version } = body;
    const { notice: said, complainant } = apart(body);
    const { notice, original } = hidePerson(said, complainant);
    const [digest, personKeys, sealed] = await Promise.all([
      hashing.hash('notice', canonical(body)),
      Promise.all(personValues(complainant ?? {}).map(({ kind, value }) => hashing.hash(kind, value))),
      complainant && sealing.seal(sealable(complainant, original), complainantContext(source, upperId)),
    ]);
    const received = (receivedAt: string) =>
      done({ code: '0' as const, message: '已接收', data: { receiptId: `${source}.${upperId}.${version}`, receivedAt } });

    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const known = await documents.known(source, upperId, version);
      if (known.notice && known.notice.digest !== digest)
        return refuse(
          'version-reused',
          `文号 ${upperId} 的第 ${version} 版已于 ${known.notice.receivedAt} 收到，内容不同；如有变化请用新的版本号`,
        );
      if (known.notice) {
        if ((await documents.takeAgain({ source, upperId, version, at: now.toISOString() }, caller)) === 'taken')
          return received(known.notice.receivedAt);
      } else {
        const moved = move('complaints:take-notice', now);
        const newest: SealedComplainant | undefined =
          sealed !== undefined && version > (known.complainantVersion ?? 0)
            ? { source, upperId, noticeVersion: version, sealed, move: moved }
            : undefined;
        const stored = { source, receivedAt: now.toISOString(), digest, personKeys, notice, move: moved };
        if ((await documents.take({ notice: stored, ...(newest && { complainant: newest }) }, caller)) === 'taken')
          return received(stored.receivedAt);
      }
      const seenWith = await calls.seenWith(caller.nonce);
      if (seenWith !== undefined && seenWith !== caller.bodyDigest) return refuse('call-replayed');
    }
    throw new TryAgain(`others are storing what came about ${upperId}`);
  }),

  answeringSigned(refreshWorkingSecret, async ({ caller, now }) => {
    if ((await calls.useOnce(caller)) === 'seen') return refuse('call-replayed');
    const { source } = caller;
    const about = destinationContext(source);
    const given = (secret: string, endsAt: string) =>
      done({ code: '0' as const, message: '成功', data: { secret, secretEndTime: String(Date.parse(endsAt)) } });

    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const kept = await calls.secretsOf(source);
      const fresh = stillFresh(kept?.secrets ?? [], now, secretLifeSeconds);
      if (fresh) return given(await sealing.unseal(fresh.sealed, about), fresh.endsAt);

      const secret = newSecret();
      const issued = {
        sealed: await sealing.seal(secret, about),
        issuedAt: now.toISOString(),
        endsAt: new Date(now.getTime() + secretLifeSeconds * 1000).toISOString(),
      };
      const next = {
        source,
        version: (kept?.version ?? 0) + 1,
        secrets: [...notEnded(kept?.secrets ?? [], now), issued],
        move: move('complaints:issue-working-secret', now),
      };
      if ((await calls.keepSecrets(next)) === 'kept') return given(secret, issued.endsAt);
    }
    throw new TryAgain(`others are refreshing the secret of ${source}`);
  }),
];

/** The complainant never lies beside the content. */
const apart = (body: UpperNotice): { notice: UpperNotice; complainant: Complainant | undefined } => {
  if (body.kind !== 'order' && body.kind !== 'update') return { notice: body, complainant: undefined };
  const { complainant, ...notice } = body;
  return { notice, complainant };
};
