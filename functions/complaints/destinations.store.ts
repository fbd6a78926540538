import * as z from 'zod';
import { openTable, type Page } from '../../shared/runtime/table.store.ts';
import { alarmBetween } from './deliver.ts';
import { secretsKey } from './upper/calls.store.ts';
import { Destination, DestinationAlarm, Health, healthy } from './destination.ts';
import { Instant } from './instant.ts';

/*
 * Keys, all under destination#<id>:                         asked:
 *   destination        list `destinations`                   where do we send to; all of them
 *   proposed           list `proposed-destinations`          what one administrator set and another has not approved yet
 *   health                                                   how is it doing
 *   alarm#<id>         list `destination-alarms`, by time    what was said about it
 *   lane                                                     who sends to it at this moment
 */
const keyOf = (destination: string) => ({ pk: `destination#${destination}`, sk: 'destination' });
const proposedKey = (destination: string) => ({ pk: `destination#${destination}`, sk: 'proposed' });
const healthKey = (destination: string) => ({ pk: `destination#${destination}`, sk: 'health' });
const laneKey = (destination: string) => ({ pk: `destination#${destination}`, sk: 'lane' });

/** Part of whatever transaction has to say it. */
export const alarmItem = (alarm: DestinationAlarm) => ({
  pk: `destination#${alarm.destination}`,
  sk: `alarm#${alarm.alarmId}`,
  list: 'destination-alarms',
  listKey: `${alarm.at}#${alarm.destination}#${alarm.alarmId}`,
  ...alarm,
});

const Lane = z.object({
  /** Counts those who found it held: whoever holds it looks again before he lets it go. */
  wanted: z.int().default(0),
  holder: z.string().optional(),
  /** A hint that is on its way: no second one is sent for a later look. */
  hintAt: Instant.optional(),
  /** A hint that will come when the lease is over: it takes the place of a holder who dies. */
  guardAt: Instant.optional(),
});
export type Lane = z.infer<typeof Lane>;

export interface Destinations {
  find(destination: string): Promise<Destination | undefined>;
  all(): Promise<Destination[]>;
  proposed(destination: string): Promise<Destination | undefined>;
  allProposed(): Promise<Destination[]>;
  /** What waits for the second administrator; a later proposal takes the earlier one's place. */
  propose(proposal: Destination, tag: string): Promise<void>;
  /** `seen`: the tag of the proposal that the second administrator read. With another key of the caller's, what was issued on the old one ends. */
  approve(destination: Destination, seen: string, change: { callerKey: boolean }): Promise<'approved' | 'stale'>;
  replace(destination: Destination): Promise<'replaced' | 'stale'>;
  healthOf(destination: string): Promise<Health>;
  /** With the alarm that follows, where one follows. */
  keepHealth(before: Health, after: Health, now: Date): Promise<Health | 'stale'>;
  /** Once for each id. */
  say(alarm: DestinationAlarm): Promise<'said' | 'known'>;
  alarms(cursor: string | undefined, limit: number): Promise<Page<DestinationAlarm>>;
  /** `held`: somebody sends to it and will look again. */
  takeLane(destination: string, who: { holder: string; leaseUntil: number; now: Date }): Promise<Lane | 'held'>;
  /** `lost`: it took too long, and somebody else holds it. */
  renewLane(destination: string, holder: string, until: { leaseUntil: number; guardAt: string }): Promise<'ours' | 'lost'>;
  /** Not let go where somebody came meanwhile: the lane as it is now, to look again with. */
  letLaneGo(destination: string, holder: string, seen: Lane, hintAt: string | undefined): Promise<'gone' | Lane>;
  isLaneFree(destination: string, now: Date): Promise<boolean>;
}

const onVersion = (version: number) =>
  version === 1 ? { text: 'attribute_not_exists(#pk)' } : { text: '#version = :before', values: { before: version - 1 } };

export const destinationsTable = (tableName: string): Destinations => {
  const table = openTable(tableName);
  const listed = (destination: Destination) => ({
    ...keyOf(destination.destination),
    list: 'destinations',
    listKey: destination.destination,
    ...destination,
  });
  const laneOf = async (destination: string): Promise<Lane> => (await table.get(laneKey(destination), Lane)) ?? { wanted: 0 };

  const allIn = (list: string): Promise<Destination[]> =>
    table.queryAll({ text: '#list = :list', values: { list } }, Destination, { index: 'listed' });

  return {
    find: (destination) => table.get(keyOf(destination), Destination),

    all: () => allIn('destinations'),

    proposed: (destination) => table.get(proposedKey(destination), Destination),

    allProposed: () => allIn('proposed-destinations'),

    async propose(proposal, tag) {
      const { destination } = proposal;
      await table.put({ ...proposedKey(destination), list: 'proposed-destinations', listKey: destination, ...proposal, tag });
    },

    async approve(destination, seen, { callerKey }) {
      const stored = await table.transact([
        { remove: proposedKey(destination.destination), condition: { text: '#tag = :seen', values: { seen } } },
        { put: listed(destination), condition: onVersion(destination.version) },
        ...(callerKey ? [{ remove: secretsKey(destination.destination) }] : []),
      ]);
      return stored === 'done' ? 'approved' : 'stale';
    },

    async replace(destination) {
      return (await table.put(listed(destination), onVersion(destination.version))) === 'done' ? 'replaced' : 'stale';
    },

    async healthOf(destination) {
      return (await table.get(healthKey(destination), Health)) ?? healthy(destination);
    },

    async keepHealth(before, after, now) {
      const kept = { ...after, version: before.version + 1 };
      const alarm = alarmBetween(before, after, now);
      const stored = await table.transact([
        { put: { ...healthKey(kept.destination), ...kept }, condition: onVersion(kept.version) },
        ...(alarm ? [{ put: alarmItem(alarm) }] : []),
      ]);
      return stored === 'done' ? kept : 'stale';
    },

    async say(alarm) {
      return (await table.put(alarmItem(alarm), { text: 'attribute_not_exists(#pk)' })) === 'done' ? 'said' : 'known';
    },

    alarms: (cursor, limit) =>
      table.query({ text: '#list = :list', values: { list: 'destination-alarms' } }, DestinationAlarm, {
        index: 'listed',
        cursor,
        limit,
        newestFirst: true,
      }),

    async takeLane(destination, { holder, leaseUntil, now }) {
      const take = () =>
        table.update(
          laneKey(destination),
          { text: 'SET #holder = :holder, #leaseUntil = :leaseUntil', values: { holder, leaseUntil } },
          { text: 'attribute_not_exists(#holder) OR #leaseUntil < :now', values: { now: now.getTime() } },
        );
      if ((await take()) === 'done') return laneOf(destination);
      await table.update(laneKey(destination), { text: 'ADD #wanted :one', values: { one: 1 } });
      // Whoever held it may have let it go between the two, without having seen that it is wanted.
      return (await take()) === 'done' ? laneOf(destination) : 'held';
    },

    async renewLane(destination, holder, { leaseUntil, guardAt }) {
      const renewed = await table.update(
        laneKey(destination),
        { text: 'SET #leaseUntil = :leaseUntil, #guardAt = :guardAt', values: { leaseUntil, guardAt } },
        { text: '#holder = :holder', values: { holder } },
      );
      return renewed === 'done' ? 'ours' : 'lost';
    },

    async letLaneGo(destination, holder, { wanted }, hintAt) {
      const gone = await table.update(
        laneKey(destination),
        {
          text: `${hintAt === undefined ? '' : 'SET #hintAt = :hintAt '}REMOVE #holder, #leaseUntil`,
          ...(hintAt !== undefined && { values: { hintAt } }),
        },
        { text: '#holder = :holder AND (attribute_not_exists(#wanted) OR #wanted = :wanted)', values: { holder, wanted } },
      );
      if (gone === 'done') return 'gone';
      const lane = await laneOf(destination);
      return lane.holder === holder ? lane : 'gone';
    },

    async isLaneFree(destination, now) {
      const held = await table.get(laneKey(destination), z.object({ holder: z.string().optional(), leaseUntil: z.number().optional() }));
      return held?.holder === undefined || (held.leaseUntil ?? 0) < now.getTime();
    },
  };
};
