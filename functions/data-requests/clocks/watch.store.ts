import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { openTable, type Page } from '../../../shared/runtime/table.store.ts';
import { SaidAlarm } from './said-alarm.ts';
import { Watched, watchItem } from './watched.ts';

/*
 * In <thing>#<id>, whatever the thing: watch (list watch#<0..3>: when to look at its clocks), alarm#<alarmId>#<whom> (list alarms#<department, platform or leader>: by time).
 * Asked: whose clocks have to be looked at; what was said of this; what was said to these.
 */
const pkOf = ({ thing, id }: Pick<Watched, 'thing' | 'id'>): string => `${thing}#${id}`;
const isNew = { text: 'attribute_not_exists(#pk)' };
const Keyed = z.object({ sk: z.string() });

export interface Look {
  lookAt: string | undefined;
  alarms: readonly { alarm: SaidAlarm; whom: string }[];
}

export const watchTable = (tableName: string) => {
  const table = openTable(tableName);
  return {
    /** `unreadable`: those that are not what they should be, which hold up no others. */
    async toLookAt(shard: number, now: Date, limit: number): Promise<{ watched: Watched[]; unreadable: string[] }> {
      const where = {
        text: '#list = :list AND #listKey < :until',
        values: { list: `watch#${String(shard)}`, until: `${now.toISOString()}~` },
      };
      const { items } = await table.queryItems(where, { index: 'listed', limit });
      const found = items.map((item) => ({ item, parsed: Watched.safeParse(unmarshall(item)) }));
      return {
        watched: found.flatMap(({ parsed }) => (parsed.success ? [parsed.data] : [])),
        unreadable: found.flatMap(({ item, parsed }) => (parsed.success ? [] : [item['pk']?.S ?? ''])),
      };
    },

    /** What has been said of it, by alarm and whom. */
    async saidOf(watched: Watched): Promise<Set<string>> {
      const where = { text: '#pk = :pk AND begins_with(#sk, :alarm)', values: { pk: pkOf(watched), alarm: 'alarm#' } };
      return new Set((await table.queryAll(where, Keyed, { only: ['sk'] })).map(({ sk }) => sk.slice('alarm#'.length)));
    },

    /** Alarms that are new, and when to look next. Nothing where a move has noted another time meanwhile, or another look has said one of them. */
    async looked(watched: Watched, { lookAt, alarms }: Look): Promise<'stored' | 'stale'> {
      const stored = await table.transact([
        ...alarms.map(({ alarm, whom }) => ({
          put: {
            ...{ pk: pkOf(watched), sk: `alarm#${alarm.alarmId}#${whom}`, alarm },
            ...{ list: `alarms#${whom}`, listKey: `${alarm.saidAt}#${watched.id}#${alarm.alarmId}` },
          },
          condition: isNew,
        })),
        {
          ...watchItem({ thing: watched.thing, id: watched.id, lookAt }),
          condition: { text: '#listKey = :seen', values: { seen: watched.listKey } },
        },
      ]);
      return stored === 'done' ? 'stored' : 'stale';
    },

    putOff: (watched: Watched, until: Date): Promise<'done' | 'condition-failed'> =>
      table.update(
        { pk: pkOf(watched), sk: 'watch' },
        { text: 'SET #listKey = :later', values: { later: `${until.toISOString()}#${watched.id}` } },
        { text: '#listKey = :seen', values: { seen: watched.listKey } },
      ),

    alarmsFor: async (whom: string, options: { cursor?: string | undefined; limit: number }): Promise<Page<SaidAlarm>> => {
      const where = { text: '#list = :list', values: { list: `alarms#${whom}` } };
      const { items, next } = await table.query(where, z.object({ alarm: SaidAlarm }), { index: 'listed', ...options, newestFirst: true });
      return { items: items.map(({ alarm }) => alarm), ...(next !== undefined && { next }) };
    },
  };
};
export type Watch = ReturnType<typeof watchTable>;
