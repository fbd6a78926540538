import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTooOld } from '../../functions/data-requests/delivery/snapshot.ts';
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
            snapshots.push({ feed: hub.lane().visible, takenAt: hub.now().toISOString(), rows });
            hub.wait(wait);
            const before = hub.stored.size;
            await hub.hear(wake, pruneFor);
            look();
            await hub.settle();
            pruned += before - hub.stored.size;
            look();
            expect(hub.read(hub.lane().visible)).toEqual(rows);
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
    expect(hub.lane()).toMatchObject({ feeds: 3, visible: 3, rows: 3, wanted: true });
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
});
