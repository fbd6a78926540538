import { createHash } from 'node:crypto';
import type { Tally } from './protocol.ts';

/** Both sides make it of what they have: equal tallies, equal sets. */
export const tallyOf = (ids: readonly string[]): Tally => ({
  count: ids.length,
  digest: createHash('sha256')
    .update([...ids].sort().join('\n'))
    .digest('hex'),
});

export const noticeIdOf = (upperId: string, version: number): string => `${upperId}#${String(version)}`;
