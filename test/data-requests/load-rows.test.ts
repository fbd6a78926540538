import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freshnessOf } from '../../functions/data-requests/catalogue/show-resource.ts';
import { isLoading, isTooOld, snapshotOf } from '../../functions/data-requests/delivery/snapshot.ts';
import { windowsOf } from '../../functions/data-requests/delivery/windows.ts';
import type { CuratedRecord } from '../../functions/ingestion/messages.ts';
import { record } from '../subjects/small-register.ts';
import { smallLane, snapshotSeconds, wake } from './small-lane.ts';

const idOf = (number: number) => `u-${String(number).padStart(26, '0')}`;

/** What a department does, upload after upload, as ingestion numbers it: the versions of a key count from 1. */
const history = (uploads: readonly (readonly { key: string; deleted: boolean }[])[]) => {
  const versions = new Map<string, number>();
  return uploads.map((changes, index) =>
    [...new Map(changes.map((change) => [change.key, change])).values()].map(({ key, deleted }): CuratedRecord => {
      const version = (versions.get(key) ?? 0) + 1;
      versions.set(key, version);
      return record(key, { said: `${key} ${String(index + 1)}` }, { version, deleted: deleted && version > 1 });
    }),
  );
};

/** The plain model: after each upload that was heard, of every key the newest version of those heard so far. */
const modelOf = (heard: readonly (readonly CuratedRecord[])[]) => {
  const newest = new Map<string, CuratedRecord>();
  for (const one of heard.flat()) if (one.version > (newest.get(one.key)?.version ?? 0)) newest.set(one.key, one);
  return [...newest.values()]
    .filter(({ deleted }) => !deleted)
    .map(({ key, content }) => ({ key, content: JSON.parse(content) as Record<string, string> }))
    .sort((one, other) => (one.key < other.key ? -1 : 1));
};

const Uploads = fc.array(
  fc.array(fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), deleted: fc.boolean() }), { maxLength: 8 }),
  {
    minLength: 1,
    maxLength: 8,
  },
);

describe('The rows of a lane', () => {
  it('are seen, at every snapshot that may still be read, as the uploads that were heard before say, whatever is repeated, swapped, cut short or pruned', async () => {
    let pruned = 0;
    await fc.assert(
      fc.asyncProperty(
        Uploads,
        fc.array(
          fc.record({
            swap: fc.boolean(),
            repeat: fc.boolean(),
            inTimeFor: fc.integer({ min: 1, max: 4 }),
            wait: fc.nat({ max: 3 * snapshotSeconds }),
            pruneFor: fc.integer({ min: 1, max: 9 }),
          }),
          { minLength: 8, maxLength: 8 },
        ),
        async (uploads, ways) => {
          const hub = smallLane();
          const lots = history(uploads);
          const order = lots.map((_, index) => index);
          for (const [index, { swap }] of ways.entries())
            if (swap && index + 1 < order.length) [order[index], order[index + 1]] = [order[index + 1] ?? 0, order[index] ?? 0];
          const announcements = lots.map((records, index) => hub.upload(idOf(index), records));
          const heard: CuratedRecord[][] = [];
          const snapshots: { feed: number; takenAt: string; rows: unknown }[] = [];
          const look = () => {
            for (const { feed, takenAt, rows } of snapshots)
              if (!isTooOld(takenAt, hub.now(), snapshotSeconds)) expect(hub.read(feed)).toEqual(rows);
          };

          for (const [step, index] of order.entries()) {
            const { repeat, inTimeFor, wait, pruneFor } = ways[step] ?? { repeat: false, inTimeFor: 9, wait: 0, pruneFor: 9 };
            await hub.hear(announcements[index], inTimeFor);
            look();
            for (let turn = 0; hub.lane().visible < step + 1; turn++) {
              // Half loaded: nobody sees anything of it.
              expect(hub.read(hub.lane().visible)).toEqual(modelOf(heard));
              await hub.hear(turn < 20 ? hub.queue.shift() : wake, inTimeFor);
            }
            if (repeat) await hub.hear(announcements[index]);
            heard.push(lots[index] ?? []);
            const rows = modelOf(heard);
            expect(hub.read(hub.lane().visible)).toEqual(rows);
            // Windows are cut by the most that there can be.
            const { rows: counted, uncounted = 0 } = hub.lane();
            expect(counted + uncounted).toBeGreaterThanOrEqual(rows.length);
            snapshots.push({ feed: hub.lane().visible, takenAt: hub.now().toISOString(), rows });
            hub.wait(wait);
            const before = hub.stored.size;
            await hub.hear(wake, pruneFor);
            look();
            await hub.settle();
            pruned += before - hub.stored.size;
            look();
            expect(hub.read(hub.lane().visible)).toEqual(rows);
            // Exactly, when counted, where no first version comes after a later one.
            if (hub.lane().uncounted === 0 && !ways.some(({ swap }) => swap)) expect(hub.lane().rows).toBe(rows.length);
            expect(hub.lane().listKey).toBe(hub.lane().pruneAt);
          }
        },
      ),
      { numRuns: 200 },
    );
    expect(pruned).toBeGreaterThan(100);
  });

  it('of a lane that nobody has catalogued are not kept; on the day on which somebody does, all that was announced before is loaded', async () => {
    const hub = smallLane({ wanted: false });
    for (const index of [0, 1, 2]) await hub.hear(hub.upload(idOf(index), [record(`r${String(index)}`, { said: 'yes' })]));
    expect([hub.stored.size, hub.lane()]).toMatchObject([0, { feeds: 3, visible: 0, wanted: false }]);
    await hub.hear(wake);
    expect(hub.lane()).toMatchObject({ feeds: 3, visible: 3, rows: 3, wanted: true, history: 3 });
    expect(hub.read(3)).toHaveLength(3);
  });

  it('are forgotten a day after they were replaced or deleted, and the marks of deletions when no announcement can come late any more', async () => {
    const hub = smallLane();
    await hub.hear(hub.upload(idOf(1), [record('a', { said: '1' }), record('b', { said: '1' })]));
    await hub.hear(hub.upload(idOf(2), [record('a', { said: '2' }, { version: 2 }), record('b', {}, { version: 2, deleted: true })]));
    const kept = () => [...hub.stored.keys()].sort();
    await hub.hear(wake);
    expect(kept()).toEqual(['a 1', 'a 2', 'b 1', 'b 2']);
    hub.wait(snapshotSeconds + 16 * 60);
    await hub.hear(wake);
    expect(kept()).toEqual(['a 2', 'b 2']);
    expect(hub.lane().listKey?.slice(0, 10)).toBe('2026-01-31');
    hub.wait(31 * 24 * 3600);
    await hub.hear(wake);
    expect(kept()).toEqual(['a 2']);
    expect(hub.lane().listKey).toBeUndefined();
  });

  it('of which some are there already are given when all are: until then nobody could tell the part from the whole', async () => {
    const hub = smallLane({ wanted: false });
    const many = (upload: string) => Array.from({ length: 9 }, (_, at) => record(`${upload} ${String(at)}`, { said: 'yes' }));
    for (const index of [1, 2]) await hub.hear(hub.upload(idOf(index), many(idOf(index))));
    await hub.hear(wake, 7);
    expect(hub.lane()).toMatchObject({ visible: 1, rows: 9 });
    expect([isLoading(hub.lane()), freshnessOf('daily', hub.lane(), hub.now())]).toEqual([true, { state: 'loading' }]);
    await hub.settle();
    expect([hub.lane().visible, isLoading(hub.lane())]).toEqual([2, false]);
    // What comes from now on is seen as it comes; nobody waits for it.
    await hub.hear(hub.upload(idOf(3), many(idOf(3))), 1);
    expect([hub.lane().visible, isLoading(hub.lane())]).toEqual([2, false]);
  });

  it('are counted at once where they came as later versions of records that nobody here has seen', async () => {
    const hub = smallLane();
    const again = Array.from({ length: 2100 }, (_, at) => record(`k${String(at)}`, { said: '2' }, { version: 2 }));
    await hub.hear(hub.upload(idOf(1), again), 1060);
    expect(hub.lane()).toMatchObject({ visible: 1, rows: 0, uncounted: 2100 });
    expect(snapshotOf(hub.lane()).windows).toBe(windowsOf(2100));
    await hub.settle();
    await hub.hear(wake, 1000);
    await hub.settle();
    expect(hub.lane()).toMatchObject({ rows: 2100, uncounted: 0 });
  });

  it('that cannot be read stop the lane with a word, are said once, and are loaded when they can be', async () => {
    const hub = smallLane();
    await hub.hear(hub.upload(idOf(1), [record('a', { said: '1' })]));
    const bad = hub.upload(idOf(2), [record('b', { said: '苏州' })]);
    const key = `${bad.prefix}0`;
    const good = hub.bucket.get(key) ?? '';
    hub.bucket.set(key, good.replace('"key"', '"kye"'));
    await expect(hub.hear(bad)).rejects.toThrow(/^a record that cannot be read: ZodError$/);
    expect(hub.lane()).toMatchObject({ visible: 1, stuck: { feed: 2, because: 'a record that cannot be read: ZodError' } });
    expect(freshnessOf('daily', hub.lane(), hub.now())).toMatchObject({ rows: 1, state: 'stuck' });
    const inAnHour = new Date(hub.now().getTime() + 3600_000).toISOString();
    expect(hub.lane().listKey).toBe(inAnHour);
    // The next upload is noted and waits; nothing is set aside again.
    await hub.hear(hub.upload(idOf(3), [record('c', { said: '3' })]));
    expect(hub.lane()).toMatchObject({ feeds: 3, visible: 1 });
    hub.bucket.set(key, good);
    await hub.hear(wake);
    expect(hub.lane()).toMatchObject({ visible: 3, rows: 3, stuck: undefined });
    expect(hub.lane().listKey).toBeUndefined();
  });

  it('are loaded and pruned by one message after the other, however often somebody is woken, and go on where that message was lost', async () => {
    const hub = smallLane();
    const many = (version: number) => Array.from({ length: 20 }, (_, at) => record(`k${String(at)}`, { said: 'yes' }, { version }));
    await hub.hear(hub.upload(idOf(1), many(1)), 2);
    expect(hub.queue).toHaveLength(1);
    for (const inTimeFor of [2, 2, 2]) await hub.hear(wake, inTimeFor);
    // Of the four, one stands where the lane stands; the others find that somebody has gone on.
    expect(hub.queue).toHaveLength(4);
    for (const stale of hub.queue.splice(0, 3)) await hub.hear(stale);
    expect([hub.lane().visible, hub.queue.length]).toEqual([0, 1]);
    hub.queue.length = 0;
    expect(Date.parse(hub.lane().listKey ?? '')).toBeLessThanOrEqual(hub.now().getTime() + 11 * 60_000);
    await hub.hear(wake);
    expect(hub.lane().visible).toBe(1);

    await hub.hear(hub.upload(idOf(2), many(2)));
    hub.wait(snapshotSeconds + 16 * 60);
    await hub.hear(wake, 3);
    const { pruning } = hub.lane();
    expect([pruning !== undefined, hub.queue.length]).toEqual([true, 1]);
    // Woken meanwhile: somebody goes on already.
    await hub.hear(wake, 3);
    expect([hub.lane().pruning, hub.queue.length]).toEqual([pruning, 1]);
    hub.queue.length = 0;
    hub.wait(11 * 60);
    await hub.hear(wake);
    expect([hub.lane().pruning, hub.stored.size]).toEqual([undefined, 20]);
  });
});
