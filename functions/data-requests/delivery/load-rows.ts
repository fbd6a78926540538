import { createHash } from 'node:crypto';
import type * as z from 'zod';
import type { AuditEvent } from '../../../shared/audit/audit-event.ts';
import type { CuratedBucket } from '../../../shared/curated/curated.bucket.ts';
import { sliceBytes, wholeLines } from '../../../shared/curated/whole-lines.ts';
import { currentCall } from '../../../shared/runtime/current-call.ts';
import type { Log } from '../../../shared/runtime/log.ts';
import { TryAgain, Unprocessable } from '../../../shared/runtime/outcome.ts';
import type { Queue } from '../../../shared/runtime/queue.queue.ts';
import type { Work } from '../../../shared/runtime/queue-worker.ts';
import { CuratedRecord, type UploadFinished, UploadManifest } from '../../ingestion/messages.ts';
import type { Resources } from '../catalogue/resources.store.ts';
import type { Heard, LoadLane } from '../messages.ts';
import type { SharingSettings } from '../sharing-settings.ts';
import { type Lane, resourceIdOf } from '../sharing.ts';
import type { Feed, Feeds, Loading } from './feeds.store.ts';
import type { Rows } from './rows.store.ts';
import { horizonsAt, nextPruning } from './snapshot.ts';

interface Collaborators {
  feeds: Omit<Feeds, 'due'>;
  rows: Pick<Rows, 'write' | 'prune'>;
  curated: CuratedBucket;
  toLoad: Queue<z.input<typeof LoadLane>>;
  /** What the columns of a dataset mean from now on. */
  hearContract: (announced: { dataset: string; department?: string; contract: UploadManifest['contract'] }, now: Date) => Promise<void>;
  resources: Pick<Resources, 'keepQuality'>;
  audit: Queue<AuditEvent>;
  log: Log;
  settings: Pick<SharingSettings, 'snapshotSeconds'>;
}

/**
 * Keeps the rows of a lane that can be shared: feed after feed, each seen when it is whole. Of a lane that is not catalogued it only notes what was announced, and loads it all on the day
 * on which somebody catalogues it. What half of its time does not suffice for, it leaves to a message to itself. A turn that comes again writes the same rows again.
 */
export const loadRows = ({ feeds, rows, curated, toLoad, hearContract, resources, audit, log, settings }: Collaborators) => {
  const manifestOf = async ({ prefix }: Pick<Feed, 'prefix'>): Promise<UploadManifest> =>
    UploadManifest.parse(JSON.parse((await curated.whole(`${prefix}manifest.json`)).toString('utf8')));

  /** Writes a feed's rows from where they were left. Answers the feed as it is then, and whether it is whole. */
  const write = async (
    lane: Lane,
    begun: Feed,
    { deadline, timeIsUp }: Work,
    isLate: () => boolean,
  ): Promise<{ feed: Feed; whole: boolean }> => {
    const { objects } = await manifestOf(begun);
    const feed = { ...begun };
    for (; feed.object < objects.length; feed.object += 1, feed.offset = 0) {
      const key = objects[feed.object]?.key ?? '';
      for (;;) {
        // Only what got further: the same place again would be the same message, which SQS drops, and nobody would go on.
        if (isLate() && (feed.object !== begun.object || feed.offset !== begun.offset)) return { feed, whole: false };
        const { lines, end } = wholeLines(await curated.slice(key, feed.offset, sliceBytes), key);
        if (lines.length === 0) break;
        if (timeIsUp()) throw new TryAgain(`the rows of ${feed.uploadId} were not written in time`);
        const records = lines.map((line) => CuratedRecord.parse(JSON.parse(line)));
        await rows.write(
          lane,
          records.map((record) => ({ ...record, feed: feed.number })),
          deadline,
        );
        feed.offset += end;
        for (const { version, deleted } of records) {
          if (version > 1) feed.replacing += 1;
          if (deleted) feed.gone += 1;
          else if (version === 1) feed.added += 1;
        }
      }
    }
    return { feed, whole: true };
  };

  /** Loads what is announced, in the order of the feeds. Answers the lane as it is then, or nothing where there is more to do than this turn has time for. */
  const load = async (lane: Lane, work: Work, isLate: () => boolean): Promise<Loading | undefined> => {
    for (;;) {
      const its = await feeds.lane(lane, work.now);
      if (!its.wanted || its.visible === its.feeds) return its;
      const begun = await feeds.find(lane, its.visible + 1);
      if (!begun) throw new Unprocessable(`the feed ${String(its.visible + 1)} of ${lane.dataset} of ${lane.department} is missing`);
      const { feed, whole } = await write(lane, begun, work, isLate);
      if (!whole) {
        await feeds.keepProgress(lane, feed);
        await toLoad.send([{ lane, turn: `load-${String(feed.number)}-${String(feed.object)}-${String(feed.offset)}` }]);
        return undefined;
      }
      const now = work.clock();
      await feeds.show(lane, feed, {
        // An estimate: a record that came back after its deletion is not counted again.
        rows: Math.max(its.rows + feed.added - feed.gone, 0),
        // Never before the feed before it, whatever this machine's clock says: what can be pruned follows from it.
        at: now.toISOString() > its.at ? now.toISOString() : its.at,
        pruneAt: feed.replacing + feed.gone > 0 ? nextPruning('versions', now, settings.snapshotSeconds) : undefined,
      });
      log.info('rowsLoaded', { uploadId: feed.uploadId, ...lane, count: feed.added + feed.replacing });
      await audit.send([loadedEvent(lane, feed, now)]);
    }
  };

  const prune = async (lane: Lane, its: Loading, { clock, deadline }: Work, isLate: () => boolean): Promise<void> => {
    const now = clock();
    if (its.listKey === undefined || its.listKey > now.toISOString()) return;
    const begin = async () => {
      const horizons = horizonsAt(now, settings.snapshotSeconds);
      const [read, late] = await Promise.all([
        feeds.visibleAt(lane, its.visible, horizons.read),
        feeds.visibleAt(lane, its.visible, horizons.late),
      ]);
      return { read, late, visible: its.visible, partition: 0, after: '', left: 'nothing' as const };
    };
    const pruning = its.pruning ?? (await begin());
    const { next, left: found } = await rows.prune(lane, { place: pruning, horizon: pruning, deadline, timeIsUp: isLate });
    const left = moreOf(pruning.left, found);
    if (next) {
      await feeds.keepPruning(lane, { ...pruning, ...next, left });
      await toLoad.send([{ lane, turn: `prune-${String(pruning.read)}-${String(next.partition)}-${next.after}` }]);
      return;
    }
    const later = its.visible > pruning.visible ? 'versions' : left;
    await feeds.keepPruning(lane, { dueAt: later === 'nothing' ? undefined : nextPruning(later, now, settings.snapshotSeconds) });
  };

  /** A contract that protects more counts before the rows are seen that came under it. */
  const hear = async (lane: Lane, finished: UploadFinished, now: Date): Promise<void> => {
    const at = await feeds.announce(lane, finished, now);
    const { contract, quality } = await manifestOf(finished);
    await hearContract({ ...lane, contract }, now);
    if (quality) await resources.keepQuality(resourceIdOf(lane), { ...quality, uploadId: finished.uploadId, at });
  };

  return async (heard: z.output<typeof Heard>, work: Work): Promise<void> => {
    if ('contract' in heard) return hearContract(heard, work.now);
    const halfTime = (work.now.getTime() + work.deadline) / 2;
    const isLate = () => work.clock().getTime() > halfTime;
    const lane = 'lane' in heard ? heard.lane : { dataset: heard.dataset, department: heard.department };
    if ('lane' in heard) await feeds.want(lane, work.now);
    else await hear(lane, heard, work.now);
    const loaded = await load(lane, work, isLate);
    if (loaded && !isLate()) await prune(lane, loaded, work, isLate);
  };
};

const lefts = ['nothing', 'marks', 'versions'] as const;
type Left = (typeof lefts)[number];
const moreOf = (one: Left, other: Left): Left => (lefts.indexOf(one) > lefts.indexOf(other) ? one : other);

/** Bulk rows are audited by what they were made from: one event for an upload, the same however often it is said. */
const loadedEvent = ({ department }: Lane, { uploadId, prefix, number }: Feed, at: Date): AuditEvent => {
  const { actor, correlationId } = currentCall();
  return {
    id: `shared:${uploadId}`,
    at: at.toISOString(),
    kind: 'change',
    actor,
    department,
    action: 'shared-rows:load',
    object: { type: 'upload', id: uploadId },
    outcome: 'success',
    digest: {
      after: createHash('sha256')
        .update(`${prefix}#${String(number)}`)
        .digest('hex'),
    },
    correlationId,
  };
};
