import type { Content } from '../../../shared/text/mask-record.ts';

/** A record as the data centre holds it, as of a snapshot. */
export interface Row {
  /** The record's key. */
  key: string;
  content: Content;
}

/** A snapshot of a lane: all rows as of this feed, cut into this many windows (a power of two) by the digest of their keys. */
export interface Snapshot {
  feed: number;
  windows: number;
}
