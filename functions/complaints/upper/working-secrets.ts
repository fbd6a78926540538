import * as z from 'zod';
import { Move } from '../../../shared/runtime/move.ts';
import { Instant } from '../instant.ts';

/** What an upper platform signs its calls to us with, for a while: beside its destination's item, because it changes by itself. */
export const WorkingSecrets = z.object({
  source: z.string(),
  version: z.int().min(1),
  /** The newest last. Each is good until its own end, so that nothing signed with the one before is refused. */
  secrets: z.array(z.object({ sealed: z.string(), issuedAt: Instant, endsAt: Instant })),
  move: Move,
});
export type WorkingSecrets = z.infer<typeof WorkingSecrets>;
type Secret = WorkingSecrets['secrets'][number];

export const notEnded = (secrets: readonly Secret[], now: Date): Secret[] => secrets.filter(({ endsAt }) => endsAt > now.toISOString());

/** The newest, while more than half of its life is left: two servers of theirs that refresh at once get the same one, and so does whoever asks again. */
export const stillFresh = (secrets: readonly Secret[], now: Date, lifeSeconds: number): Secret | undefined => {
  const newest = notEnded(secrets, now).at(-1);
  return newest && Date.parse(newest.endsAt) - now.getTime() > (lifeSeconds * 1000) / 2 ? newest : undefined;
};
