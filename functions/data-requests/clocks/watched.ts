import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Change } from '../../../shared/runtime/table.store.ts';
import type { Run } from './clock-of.ts';

/** What has clocks: `request#<id>`, `resource#<id>`, `correction#<id>`. */
export const Thing = z.enum(['request', 'resource', 'correction']);
export type Thing = z.infer<typeof Thing>;

/** The runs of a thing's clocks as it is now, and what lists of alarms call it. */
export interface Running {
  title: string;
  runs: readonly Run[];
}

export const watchShards = [0, 1, 2, 3];
const shardOf = (id: string): number => (createHash('sha256').update(id).digest()[0] ?? 0) % watchShards.length;

export const Watched = z.object({ thing: Thing, id: z.string(), listKey: z.string() });
export type Watched = z.infer<typeof Watched>;

/** When somebody has to look at its clocks again (`lookAtOf`); stored in the transaction of each move. Undefined: no clock runs. */
export const watchItem = ({ thing, id, lookAt }: { thing: Thing; id: string; lookAt: string | undefined }): Change => {
  const key = { pk: `${thing}#${id}`, sk: 'watch' };
  if (lookAt === undefined) return { remove: key };
  return { put: { ...key, thing, id, list: `watch#${String(shardOf(id))}`, listKey: `${lookAt}#${id}` } };
};
