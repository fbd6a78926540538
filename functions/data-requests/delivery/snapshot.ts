import type { LaneState } from '../grants/terms.ts';
import type { Snapshot } from './row.ts';
import { windowsOf } from './windows.ts';

/** All that is loaded now. The same for all who ask while nothing new is visible. */
export const snapshotOf = ({ visible, rows, uncounted = 0 }: Pick<LaneState, 'visible' | 'rows' | 'uncounted'>): Snapshot => ({
  feed: visible,
  // By the most that there can be: a window that is too small is slow, one that is too large is more than a reader can hold.
  windows: windowsOf(rows + uncounted),
});

/** Rows have to be counted: there may be three times as many as is known, or more, and so a third of each window filled. */
export const mustCount = ({ rows, uncounted = 0 }: Pick<LaneState, 'rows' | 'uncounted'>): boolean => uncounted > Math.max(2 * rows, 2048);

/** What was handed in before anybody catalogued it is not all there yet. */
export const isLoading = ({ visible, history = 0 }: Pick<LaneState, 'visible' | 'history'>): boolean => visible < history;

/** Says how many uploads there were, and nothing of how many rows. */
export const snapshotIdOf = ({ feed }: Snapshot): string => `s-${String(feed).padStart(8, '0')}`;

/** A snapshot that was taken so long ago may have lost versions to pruning: no page and no batch is read of it any more. */
export const isTooOld = (takenAt: string, now: Date, snapshotSeconds: number): boolean =>
  now.getTime() - new Date(takenAt).getTime() > snapshotSeconds * 1000;

/** Clocks of different machines, and a page that was begun in time. */
const spare = 15 * 60;
/** An announcement that was set aside lies there for 14 days, and redriven for 14 more. */
const lateSeconds = 30 * 24 * 3600;

/** What became visible by then is in every snapshot that may still be read; and by when an announcement can no longer come late. */
export const horizonsAt = (now: Date, snapshotSeconds: number): { read: string; late: string } => {
  const before = (seconds: number) => new Date(now.getTime() - seconds * 1000).toISOString();
  return { read: before(snapshotSeconds + spare), late: before(Math.max(lateSeconds, snapshotSeconds + spare)) };
};

/** When what is left can go. */
export const nextPruning = (left: 'marks' | 'versions', now: Date, snapshotSeconds: number): string =>
  new Date(now.getTime() + (left === 'versions' ? snapshotSeconds + spare + 1 : lateSeconds) * 1000).toISOString();
