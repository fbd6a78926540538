import * as z from 'zod';
import { type Grant } from './grant.ts';
import type { GrantAct } from './grant-moves.ts';
import { GrantState } from './terms.ts';

const Instant = z.iso.datetime({ precision: 3 });

/** What is remembered of each grant that a department has, or had, of a resource. */
export const Held = z.object({
  grantId: z.string(),
  state: GrantState,
  /** It was last suspended, revoked or narrowed by others than its holder then. */
  restrictedAt: Instant.optional(),
});
export type Held = z.infer<typeof Held>;

/** Whether a move takes something from the holder that they did not give up themselves. What rests because the resource changed was not misused. */
export const isRestriction = ({ holder, move: { department } }: Pick<Grant, 'holder' | 'move'>, act: GrantAct): boolean =>
  act.move === 'suspend' ||
  act.move === 'revoke' ||
  (act.move === 'rest' && act.because === 'over-use') ||
  (act.move === 'narrow' && department !== holder);

const yearBefore = (now: Date): string => new Date(now.getTime() - 365 * 86_400_000).toISOString();

/** Another grant of the same resource is a matter for its owner: one runs, or was stopped or narrowed within the last year. */
export const standsInTheWay = ({ state, restrictedAt }: Held, now: Date): boolean =>
  state === 'active' || state === 'suspended' || (restrictedAt !== undefined && restrictedAt > yearBefore(now));
