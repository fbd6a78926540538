import type { CuratedRecord } from '../../functions/ingestion/messages.ts';
import type { Feed, Loading } from '../../functions/data-requests/delivery/feeds.store.ts';
import { loadRows } from '../../functions/data-requests/delivery/load-rows.ts';
import type { RowVersion } from '../../functions/data-requests/delivery/rows.store.ts';
import type { Row } from '../../functions/data-requests/delivery/row.ts';
import { lookAtOfLane } from '../../functions/data-requests/delivery/look-at-lane.ts';
import { prunable, seenAt } from '../../functions/data-requests/delivery/versions.ts';
import { Heard, type LoadLane } from '../../functions/data-requests/messages.ts';
import { checkActions } from '../ingestion/sample-file.ts';
import { ShownContract } from '../../functions/ingestion/messages.ts';

export const lane = { dataset: 'check-actions', department: 'd-k7m2' };
export const snapshotSeconds = 3600;

/** Objects in memory, and a reader that stops in the middle of one: a slice holds two lines. */
const smallBucket = () => {
  const objects = new Map<string, string>();
  return {
    objects,
    whole: (key: string) => Promise.resolve(Buffer.from(objects.get(key) ?? '')),
    slice: (key: string, from: number) => {
      const lines = (objects.get(key) ?? '').slice(from).split('\n').slice(0, 2);
      return Promise.resolve(Buffer.from(lines.map((line) => (line === '' ? '' : `${line}\n`)).join('')));
    },
  };
};

/** A lane with its table of rows in memory, loaded by the worker as it is, message after message, in a time that the test makes. */
export const smallLane = ({ wanted = true } = {}) => {
  const bucket = smallBucket();
  const feeds = new Map<number, Feed>();
  const uploads = new Map<string, string>();
  const stored = new Map<string, RowVersion>();
  const queue: unknown[] = [];
  let its: Loading = { visible: 0, feeds: 0, rows: 0, at: new Date(0).toISOString(), wanted };
  let time = Date.parse('2026-01-01T00:00:00.000Z');
  /** How many more slices the turn under way is in time for. */
  let slices = Infinity;

  const keys = () => [...Map.groupBy(stored.values(), ({ key }) => key)].sort(([one], [other]) => (one < other ? -1 : 1));

  const work = loadRows({
    feeds: {
      find: (_lane, number) => Promise.resolve(feeds.get(number)),
      lane: () => Promise.resolve(its),
      announce(_lane, { uploadId, prefix }, now) {
        const known = uploads.get(uploadId);
        if (known !== undefined) return Promise.resolve(known);
        const number = its.feeds + 1;
        const announcedAt = now.toISOString();
        feeds.set(number, { number, uploadId, prefix, announcedAt, object: 0, offset: 0, added: 0, gone: 0, replacing: 0 });
        uploads.set(uploadId, announcedAt);
        its = { ...its, feeds: number };
        its = { ...its, listKey: lookAtOfLane(its, now) };
        return Promise.resolve(announcedAt);
      },
      want(_lane, now) {
        if (!its.wanted) its = { ...its, wanted: true, history: its.feeds, listKey: lookAtOfLane({ ...its, wanted: true }, now) };
        return Promise.resolve();
      },
      keepProgress(_lane, feed, listKey) {
        feeds.set(feed.number, feed);
        its = { ...its, listKey };
        return Promise.resolve();
      },
      keepStuck: (_lane, stuck, listKey) => Promise.resolve(void (its = { ...its, stuck, listKey })),
      show(_lane, feed, shown) {
        feeds.set(feed.number, { ...feed, visibleAt: shown.at });
        its = { ...its, visible: feed.number, stuck: undefined, ...shown };
        return Promise.resolve();
      },
      visibleAt: (_lane, newest, at) =>
        Promise.resolve(
          Math.max(
            0,
            ...[...feeds.values()].filter((one) => one.number <= newest && (one.visibleAt ?? '~') <= at).map(({ number }) => number),
          ),
        ),
      keepPruning: (_lane, kept) => Promise.resolve(void (its = { ...its, ...kept })),
    },
    rows: {
      write(_lane, rows) {
        for (const row of rows) stored.set(`${row.key} ${String(row.version)}`, row);
        return Promise.resolve();
      },
      prune(_lane, { place, horizon, upTo, timeIsUp }) {
        let left: 'nothing' | 'marks' | 'versions' = 'nothing';
        let standing = 0;
        for (const [key, versions] of keys().filter(([one]) => one > place.after)) {
          if (seenAt(versions, upTo)) standing += 1;
          const can = prunable(versions, horizon);
          for (const { version } of [...can.replaced, ...(can.mark ? [can.mark] : [])]) stored.delete(`${key} ${String(version)}`);
          if (can.left === 'versions' || left === 'nothing') left = can.left;
          slices -= 1;
          if (timeIsUp()) return Promise.resolve({ next: { partition: 0, after: key }, left, standing });
        }
        return Promise.resolve({ next: undefined, left, standing });
      },
    },
    curated: {
      whole: bucket.whole,
      slice: (key, from) => {
        slices -= 1;
        return bucket.slice(key, from);
      },
    },
    toLoad: { send: (messages) => Promise.resolve(void queue.push(...messages)) },
    hearContract: () => Promise.resolve(),
    resources: { keepQuality: () => Promise.resolve('done') },
    audit: { send: () => Promise.resolve() },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    settings: { snapshotSeconds },
  });

  return {
    queue,
    stored,
    bucket: bucket.objects,
    now: () => new Date(time),
    lane: () => its,

    wait(seconds: number): void {
      time += seconds * 1000;
    },

    /** Puts the upload's records where the worker finds them, and says how it is announced. */
    upload(uploadId: string, records: readonly CuratedRecord[]) {
      const prefix = `curated/${uploadId}/`;
      const middle = Math.ceil(records.length / 2);
      const objects = [records.slice(0, middle), records.slice(middle)];
      for (const [index, some] of objects.entries())
        bucket.objects.set(`${prefix}${String(index)}`, some.map((one) => `${JSON.stringify(one)}\n`).join(''));
      const manifest = {
        uploadId,
        ...lane,
        contract: ShownContract.parse(checkActions.contract),
        objects: objects.map((_, index) => ({ key: `${prefix}${String(index)}` })),
      };
      bucket.objects.set(`${prefix}manifest.json`, JSON.stringify(manifest));
      return { uploadId, ...lane, prefix };
    },

    /** One delivery of one message. `inTimeFor`: so many slices it reads before its half time is over. */
    async hear(message: unknown, inTimeFor = Infinity): Promise<void> {
      slices = inTimeFor;
      const [begun, halfTime] = [time, 10_000];
      const clock = () => new Date(slices > 0 ? begun : begun + halfTime + 1);
      await work(Heard.parse(message), {
        now: new Date(begun),
        clock,
        deadline: begun + 2 * halfTime,
        timeIsUp: () => false,
        leaseUntil: 0,
        holder: 'test',
        deliveries: 1,
      });
    },

    /** What the worker left to itself, until nothing is left. */
    async settle(): Promise<void> {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) await this.hear(next);
    },

    read: (feed: number): Row[] =>
      keys().flatMap(([key, versions]) => {
        const seen = seenAt(versions, feed);
        return seen ? [{ key, content: JSON.parse(seen.content) as Row['content'] }] : [];
      }),
  };
};

export const wake: LoadLane = { lane, turn: 'test' };
