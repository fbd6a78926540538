import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { Feeds } from '../../functions/data-requests/delivery/feeds.store.ts';
import type { Rows, RowVersion } from '../../functions/data-requests/delivery/rows.store.ts';
import { digestOfKey, partitionOf, partitions } from '../../functions/data-requests/delivery/windows.ts';

/* The expressions with which rows and feeds are written, on the real table. */
let rows: Rows;
let feeds: Feeds;

beforeAll(async () => {
  Object.assign(process.env, inject('hub').env);
  const [its, others] = await Promise.all([
    import('../../functions/data-requests/delivery/rows.store.ts'),
    import('../../functions/data-requests/delivery/feeds.store.ts'),
  ]);
  rows = its.rowsTable('hub-test-data-requests-shared-rows');
  feeds = others.feedsTable('hub-test-data-requests-requests');
});

const freshLane = () => ({ dataset: `test-${randomUUID().slice(0, 8)}`, department: 'd-k7m2' });
const deadline = () => Date.now() + 60_000;
const version = (key: string, feed: number, more: Partial<RowVersion> = {}): RowVersion => ({
  ...{ key, version: feed, feed, deleted: false, content: JSON.stringify({ said: `${key} ${String(feed)}` }) },
  ...more,
});

/** Some in every partition. */
const keys = Array.from({ length: 400 }, (_, at) => `k${String(at)}`);

describe('The rows of a lane', () => {
  it('lie in windows that hold each once, whatever their number, up to the borders of the partitions', async () => {
    const lane = freshLane();
    expect(new Set(keys.map((key) => partitionOf(digestOfKey(key)))).size).toBe(partitions);
    await rows.write(
      lane,
      keys.map((key) => version(key, 1)),
      deadline(),
    );
    for (const windows of [8, 64]) {
      const all = await Promise.all(Array.from({ length: windows }, (_, number) => rows.window(lane, { feed: 1, windows }, number)));
      const found = all.flatMap(({ rows: its }) => its.map(({ key }) => key));
      expect(found.toSorted()).toEqual(keys.toSorted());
    }
    const first = await rows.window(lane, { feed: 1, windows: 8 }, 3, { limit: 5 });
    const rest = await rows.window(lane, { feed: 1, windows: 8 }, 3, { after: first.end });
    expect(first.rows).toHaveLength(5);
    expect([...first.rows, ...rest.rows]).toEqual((await rows.window(lane, { feed: 1, windows: 8 }, 3)).rows);
  });

  it('are pruned from where the walk was left, and counted on the way', async () => {
    const lane = freshLane();
    await rows.write(
      lane,
      keys.flatMap((key, at) => [version(key, 1), ...(at < 100 ? [version(key, 2, { deleted: at < 10 })] : [])]),
      deadline(),
    );
    const horizon = { read: 2, late: 2 };
    let [standing, turns] = [0, 0];
    let place: { partition: number; after: string } | undefined = { partition: 0, after: '' };
    while (place) {
      let looked = 0;
      const turn: Awaited<ReturnType<Rows['prune']>> = await rows.prune(lane, {
        ...{ place, horizon, upTo: 2, deadline: deadline() },
        timeIsUp: () => ++looked >= 90,
      });
      standing += turn.standing;
      turns += 1;
      place = turn.next;
    }
    expect(turns).toBeGreaterThan(3);
    expect(standing).toBe(390);
    const seen = async (feed: number) =>
      (await Promise.all(Array.from({ length: 8 }, (_, number) => rows.window(lane, { feed, windows: 8 }, number)))).flatMap(
        (one) => one.rows,
      );
    expect(await seen(2)).toHaveLength(390);
    // What was replaced is gone, and so are the deleted with their marks.
    expect(await seen(1)).toHaveLength(300);
    expect(await rows.newest(lane, keys[0] ?? '', 2)).toBeUndefined();
    expect(await rows.newest(lane, keys[50] ?? '', 2)).toMatchObject({ version: 2, content: { said: `${keys[50] ?? ''} 2` } });
  });
});

describe('The feeds of a lane', () => {
  it('are announced once, go on, stand still with a word, are seen and pruned, and say when to look at them', async () => {
    const lane = freshLane();
    const now = new Date();
    const at = now.toISOString();
    const upload = { uploadId: 'u-1', prefix: 'curated/u-1/' };
    expect(await feeds.announce(lane, upload, now)).toBe(at);
    expect(await feeds.announce(lane, upload, new Date(now.getTime() + 1000))).toBe(at);
    expect(await feeds.lane(lane, now)).toMatchObject({ feeds: 1, visible: 0, wanted: false });
    await feeds.want(lane, now);
    const wanted = await feeds.lane(lane, now);
    expect(wanted).toMatchObject({ wanted: true, history: 1 });
    const dueOf = async (time: Date) => (await feeds.due(time, 1000)).find(({ lane: its }) => its.dataset === lane.dataset)?.dueAt;
    expect(await dueOf(new Date(now.getTime() + 3600_000))).toBe(wanted.listKey);

    const feed = (await feeds.find(lane, 1))!;
    await feeds.keepProgress(lane, { ...feed, object: 1, offset: 7, added: 3 }, at);
    expect(await feeds.find(lane, 1)).toMatchObject({ object: 1, offset: 7, added: 3 });
    await feeds.keepStuck(lane, { feed: 1, because: 'a test', at }, at);
    expect(await feeds.lane(lane, now)).toMatchObject({ stuck: { because: 'a test' }, listKey: at });
    await feeds.show(lane, feed, { rows: 3, uncounted: 1, at, pruneAt: at, listKey: at });
    // A second time nothing is shown: it is the next one's turn.
    await feeds.show(lane, feed, { rows: 9, uncounted: 9, at, pruneAt: undefined, listKey: undefined });
    const shown = await feeds.lane(lane, now);
    expect(shown).toMatchObject({ visible: 1, rows: 3, uncounted: 1, pruneAt: at });
    expect(shown.stuck).toBeUndefined();
    expect([await feeds.visibleAt(lane, 1, at), await feeds.visibleAt(lane, 1, '2026-01-01T00:00:00.000Z')]).toEqual([1, 0]);

    const pruning = { read: 1, late: 0, visible: 1, partition: 2, after: '', left: 'marks' as const, standing: 1, rows: 3, uncounted: 1 };
    await feeds.keepPruning(lane, { pruning, listKey: at });
    expect((await feeds.lane(lane, now)).pruning).toEqual(pruning);
    await feeds.keepPruning(lane, { pruning: undefined, rows: 4, uncounted: 0, pruneAt: undefined, listKey: undefined });
    const done = await feeds.lane(lane, now);
    expect(done).toMatchObject({ rows: 4, uncounted: 0 });
    expect([done.pruning, done.pruneAt, done.listKey]).toEqual([undefined, undefined, undefined]);
    expect(await dueOf(new Date(now.getTime() + 3600_000))).toBeUndefined();
  });
});
