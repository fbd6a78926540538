import * as z from 'zod';
import { TryAgain } from '../../../shared/runtime/outcome.ts';
import { type Change, type Expression, openTable } from '../../../shared/runtime/table.store.ts';
import { LaneState } from '../grants/terms.ts';
import { type Lane, resourceIdOf } from '../sharing.ts';
import { lookAtOfLane } from './look-at-lane.ts';

/*
 * What a lane has been told and how far it is loaded; in the partition of its records' resource, written by load-rows alone, one message of a lane after the other.
 *   resource#<id> / live#lane           how far; list `lanes` while there is something to load or to prune: when to look whether it goes on
 *   resource#<id> / feed#<number>       an upload that was announced, and how far its rows are written
 *   resource#<id> / upload#<uploadId>   which feed an upload is: an announcement may come twice
 */
export const Feed = z.object({
  number: z.int().min(1),
  uploadId: z.string(),
  prefix: z.string(),
  announcedAt: z.string(),
  /** Rows are written up to this byte of this object. */
  object: z.int().default(0),
  offset: z.int().default(0),
  /** What it brought so far: records that were not there, that are deleted, and versions that replace others. */
  added: z.int().default(0),
  gone: z.int().default(0),
  replacing: z.int().default(0),
  visibleAt: z.string().optional(),
});
export type Feed = z.infer<typeof Feed>;

const Pruning = z.object({
  /** The feeds of `Horizon`, as they were when this walk through the rows began. */
  read: z.int(),
  late: z.int(),
  /** The newest feed then: what later ones replaced may lie where the walk has been. */
  visible: z.int(),
  partition: z.int(),
  after: z.string(),
  left: z.enum(['nothing', 'marks', 'versions']),
  /** Rows of the feed `visible` so far, and what was said of them when the walk began. */
  standing: z.int(),
  rows: z.int(),
  uncounted: z.int(),
});
export type Pruning = z.infer<typeof Pruning>;

const Loading = LaneState.extend({
  /** When to prune next; none: nothing was replaced. */
  pruneAt: z.string().optional(),
  /** When to look whether it goes on: `lookAtOfLane`. */
  listKey: z.string().optional(),
  pruning: Pruning.optional(),
});
/** What a lane's one writer knows of it. */
export type Loading = z.infer<typeof Loading>;

/** `pruneAt`: when what it replaced can go. */
type Shown = Pick<Loading, 'rows' | 'at'> & Record<'uncounted', number> & Record<'pruneAt' | 'listKey', string | undefined>;
type KeptPruning = { pruning: Pruning; listKey: string | undefined } | ({ pruning: undefined } & Omit<Shown, 'at'>);

const keyOf = (lane: Lane, sk: string) => ({ pk: `resource#${resourceIdOf(lane)}`, sk });
const laneKey = (lane: Lane) => keyOf(lane, 'live#lane');
const feedKey = (lane: Lane, number: number) => keyOf(lane, `feed#${String(number).padStart(8, '0')}`);
const isNew = { text: 'attribute_not_exists(#pk)' };

/** These attributes of a lane become so; what is undefined goes. */
const become = (its: Partial<Loading>): Expression => {
  const given = Object.entries({ ...its, ...('listKey' in its && { list: its.listKey === undefined ? undefined : 'lanes' }) });
  const [set, gone] = [given.filter(([, value]) => value !== undefined), given.filter(([, value]) => value === undefined)];
  return {
    text: [
      ...(set.length > 0 ? [`SET ${set.map(([name]) => `#${name} = :${name}`).join(', ')}`] : []),
      ...(gone.length > 0 ? [`REMOVE ${gone.map(([name]) => `#${name}`).join(', ')}`] : []),
    ].join(' '),
    values: Object.fromEntries(set),
  };
};

const nothingYet = (now: Date): LaneState => ({ visible: 0, feeds: 0, rows: 0, at: now.toISOString(), wanted: false });

export const feedsTable = (tableName: string) => {
  const table = openTable(tableName);
  const find = (lane: Lane, number: number): Promise<Feed | undefined> => table.get(feedKey(lane, number), Feed);
  const lane = (it: Lane): Promise<Loading | undefined> => table.get(laneKey(it), Loading);

  const begin = async (it: Lane, now: Date): Promise<Loading> => {
    await table.put({ ...laneKey(it), lane: it, ...nothingYet(now) }, isNew);
    return (await lane(it)) ?? nothingYet(now);
  };

  return {
    find,

    /** Of a lane that nobody has heard of, from now on somebody has. */
    lane: async (it: Lane, now: Date): Promise<Loading> => (await lane(it)) ?? begin(it, now),

    /** The lane's next feed; of an upload that is one already, nothing happens. Answers when it was announced first. */
    async announce(it: Lane, { uploadId, prefix }: Pick<Feed, 'uploadId' | 'prefix'>, now: Date): Promise<string> {
      const known = await this.lane(it, now);
      const { feeds } = known;
      const number = feeds + 1;
      const announcedAt = now.toISOString();
      const uploadKey = keyOf(it, `upload#${uploadId}`);
      const changes: Change[] = [
        { put: { ...uploadKey, number, announcedAt }, condition: isNew },
        { put: { ...feedKey(it, number), ...Feed.parse({ number, uploadId, prefix, announcedAt }) }, condition: isNew },
        {
          update: laneKey(it),
          set: become({ feeds: number, listKey: lookAtOfLane({ ...known, feeds: number }, now) }),
          condition: { text: '#feeds = :before', values: { before: feeds } },
        },
      ];
      if ((await table.transact(changes)) === 'done') return announcedAt;
      const first = await table.get(uploadKey, z.object({ announcedAt: z.string() }));
      if (!first) throw new TryAgain(`two announce feeds of ${resourceIdOf(it)} at once`);
      return first.announcedAt;
    },

    /** From now on rows are kept; those of the uploads until now are given when they are all there. */
    async want(it: Lane, now: Date): Promise<void> {
      const known = await this.lane(it, now);
      if (known.wanted) return;
      const wanted = { ...known, wanted: true };
      await table.update(laneKey(it), become({ wanted: true, history: known.feeds, listKey: lookAtOfLane(wanted, now) }));
    },

    async keepProgress(it: Lane, feed: Feed, listKey: string | undefined): Promise<void> {
      await table.transact([{ put: { ...feedKey(it, feed.number), ...feed } }, { update: laneKey(it), set: become({ listKey }) }]);
    },

    async keepStuck(it: Lane, stuck: Loading['stuck'], listKey: string | undefined): Promise<void> {
      await table.update(laneKey(it), become({ stuck, listKey }));
    },

    /** Every row of it and of those before it is written: whoever begins to read from now on sees them. */
    async show(it: Lane, feed: Feed, its: Shown): Promise<void> {
      const { number } = feed;
      await table.transact([
        { put: { ...feedKey(it, number), ...feed, visibleAt: its.at } },
        {
          update: laneKey(it),
          set: become({ visible: number, stuck: undefined, ...its }),
          condition: { text: '#visible = :before', values: { before: number - 1 } },
        },
      ]);
    },

    /** The newest feed that was visible at that time; 0: none. */
    async visibleAt(it: Lane, newest: number, time: string): Promise<number> {
      let [low, high] = [0, newest];
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        const at = (await find(it, middle))?.visibleAt;
        if (at !== undefined && at <= time) low = middle;
        else high = middle - 1;
      }
      return low;
    },

    /** How far it came; or it is through, and what it has counted and left. */
    async keepPruning(it: Lane, its: KeptPruning): Promise<void> {
      await table.update(laneKey(it), become(its));
    },

    /** Lanes that should have gone on by now, the longest due first. */
    async due(now: Date, limit: number): Promise<{ lane: Lane; dueAt: string }[]> {
      const { items } = await table.query(
        { text: '#list = :list AND #listKey <= :now', values: { list: 'lanes', now: now.toISOString() } },
        z.object({ lane: z.object({ dataset: z.string(), department: z.string() }), listKey: z.string() }),
        { index: 'listed', limit },
      );
      return items.map(({ lane: its, listKey }) => ({ lane: its, dueAt: listKey }));
    },
  };
};
export type Feeds = ReturnType<typeof feedsTable>;
