import { createHash } from 'node:crypto';
import type { Step } from './corrections.store.ts';

/** Steps of one grant are gone through together, because they walk through the same lane. */
export interface Turn {
  holder: string;
  grantId: string;
  steps: Step[];
}

/** In another order each minute, so that whoever has much to do is not always first. */
const placeOf = (holder: string, now: Date): string => createHash('sha256').update(`${now.toISOString()}#${holder}`).digest('hex');

/** What there is to do, for each department what its grants have: departments take turns, however much one of them has. */
export const turnsOf = (steps: readonly Step[], now: Date): Turn[][] => {
  const byHolder = [...Map.groupBy(steps, ({ holder }) => holder)].map(([holder, its]) => ({
    place: placeOf(holder, now),
    turns: [...Map.groupBy(its, ({ grantId }) => grantId)].map(([grantId, those]) => ({ holder, grantId, steps: those })),
  }));
  return byHolder.sort((one, other) => (one.place < other.place ? -1 : 1)).map(({ turns }) => turns);
};
