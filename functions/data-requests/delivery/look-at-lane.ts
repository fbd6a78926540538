import type { LaneState } from '../grants/terms.ts';

type Going = Pick<LaneState, 'wanted' | 'visible' | 'feeds' | 'stuck'> & { pruning?: unknown; pruneAt?: string | undefined };

/** A turn that goes on leaves a message to itself; where nothing has moved for so long, that message was lost. */
const goesOnSeconds = 10 * 60;
/** What could not be read is rarely better a minute later. */
const stuckSeconds = 3600;

/** When somebody has to see that a lane goes on, should its writer hear nothing until then. None: there is nothing to do. */
export const lookAtOfLane = ({ wanted, visible, feeds, stuck, pruning, pruneAt }: Going, now: Date): string | undefined => {
  const later = (seconds: number): string => new Date(now.getTime() + seconds * 1000).toISOString();
  if (wanted && visible < feeds) return later(stuck ? stuckSeconds : goesOnSeconds);
  return pruning ? later(goesOnSeconds) : pruneAt;
};
