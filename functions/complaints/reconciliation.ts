import * as z from 'zod';
import type { ReconcileAnswer } from './upper/protocol.ts';
import { tallyOf } from './upper/tally.ts';
import { Instant } from './instant.ts';

/** How many ids are shown of those that differ. */
const mostShown = 100;

const Compared = z.object({
  ours: z.int(),
  theirs: z.int(),
  /** Lacking here. */
  missingHere: z.int(),
  /** Lacking there. */
  missingThere: z.int(),
  /** Some of those that differ. */
  ids: z.array(z.string()).max(mostShown),
});
type Compared = z.infer<typeof Compared>;

/** One day compared with one upper platform, both ways (`reconciliation#<source> / day#<date>`). The last comparison of a day stays. */
export const Reconciliation = z.object({
  source: z.string(),
  day: z.iso.date(),
  at: Instant,
  /**
   * `agreed`: equal. `repaired`: what was missing was sent or asked for again; the next night compares this day once more. `differs`: as much is left as `left` says.
   * `failed`: could not be compared.
   */
  state: z.enum(['agreed', 'repaired', 'differs', 'failed']),
  /** Of `differs`: notices that they lack, messages that we do not know, and what was too much for one night. */
  left: z.int().optional(),
  cause: z.string().max(300).optional(),
  /** What the platform said to us, by the day on which it was issued. */
  notices: Compared.optional(),
  /** What we said and it acknowledged, by the day on which it was written. */
  messages: Compared.optional(),
});
export type Reconciliation = z.infer<typeof Reconciliation>;

export interface Ours {
  notices: readonly string[];
  messages: readonly string[];
}

const kinds = ['notices', 'messages'] as const;

/** Counts and digests alone: most nights that is all. */
export const agrees = (ours: Ours, theirs: ReconcileAnswer): boolean =>
  kinds.every((kind) => {
    const { count, digest } = tallyOf(ours[kind]);
    return count === theirs[kind].count && digest === theirs[kind].digest;
  });

const without = (ids: readonly string[], others: readonly string[]): string[] => {
  const known = new Set(others);
  return ids.filter((id) => !known.has(id));
};

const compared = (
  ours: readonly string[],
  theirs: readonly string[],
): { shown: Compared; missingHere: string[]; missingThere: string[] } => {
  const missingHere = without(theirs, ours);
  const missingThere = without(ours, theirs);
  return {
    missingHere,
    missingThere,
    shown: {
      ours: ours.length,
      theirs: theirs.length,
      missingHere: missingHere.length,
      missingThere: missingThere.length,
      ids: [...missingHere, ...missingThere].slice(0, mostShown),
    },
  };
};

/** By their lists, where counts or digests differ. */
export const differences = (ours: Ours, theirs: ReconcileAnswer) => ({
  notices: compared(ours.notices, theirs.notices.ids ?? []),
  messages: compared(ours.messages, theirs.messages.ids ?? []),
});

export const equalDay = (ours: Ours) => ({
  notices: compared(ours.notices, ours.notices).shown,
  messages: compared(ours.messages, ours.messages).shown,
});
