import { createHash } from 'node:crypto';
import * as z from 'zod';
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
import type { Feed, Feeds, Loading, Pruning } from './feeds.store.ts';
import { lookAtOfLane } from './look-at-lane.ts';
import type { Rows } from './rows.store.ts';
import { horizonsAt, mustCount, nextPruning } from './snapshot.ts';

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
 * on which somebody catalogues it. What half of its time does not suffice for, it leaves to a message to itself, which says where it goes on: where another has gone on meanwhile, it does
 * nothing, so there is one such message at a time. A turn that comes again writes the same rows again. What cannot be read is noted on the lane, and tried again whenever it hears anything.
 */
export const loadRows = ({ feeds, rows, curated, toLoad, hearContract, resources, audit, log, settings }: Collaborators) => {
  const manifestOf = ({ prefix }: Pick<Feed, 'prefix'>): Promise<UploadManifest> =>
    readable('manifest', async () => UploadManifest.parse(JSON.parse((await curated.whole(`${prefix}manifest.json`)).toString('utf8'))));

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
        const { lines, end } = await readable('object', async () => wholeLines(await curated.slice(key, feed.offset, sliceBytes), key));
        if (lines.length === 0) break;
        if (timeIsUp()) throw new TryAgain(`the rows of ${feed.uploadId} were not written in time`);
        const records = await readable('record', () => lines.map((line) => CuratedRecord.parse(JSON.parse(line))));
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
  const load = async (lane: Lane, turn: string | undefined, work: Work, isLate: () => boolean): Promise<Loading | undefined> => {
    for (let first = true; ; first = false) {
      const its = await feeds.lane(lane, work.now);
      if (!its.wanted || its.visible === its.feeds) return its;
      const begun = await feeds.find(lane, its.visible + 1);
      if (!begun) throw new Unprocessable(`the feed ${String(its.visible + 1)} of ${lane.dataset} of ${lane.department} is missing`);
      if (first && turn?.startsWith('load-') && turn !== turnOfLoading(begun)) return undefined;
      const { feed, whole } = await write(lane, begun, work, isLate).catch((error: unknown) =>
        stuck(lane, its, begun, error, work.clock()),
      );
      const now = work.clock();
      if (!feed) return undefined;
      if (!whole) {
        await feeds.keepProgress(lane, feed, lookAtOfLane(its, now));
        await toLoad.send([{ lane, turn: turnOfLoading(feed) }]);
        return undefined;
      }
      const counted = {
        rows: Math.max(its.rows + feed.added - feed.gone, 0),
        uncounted: (its.uncounted ?? 0) + feed.replacing + feed.gone,
      };
      const replaced = feed.replacing + feed.gone > 0 ? nextPruning('versions', now, settings.snapshotSeconds) : undefined;
      const pruneAt = mustCount(counted) ? now.toISOString() : (its.pruneAt ?? replaced);
      await feeds.show(lane, feed, {
        ...{ ...counted, pruneAt },
        // Never before the feed before it, whatever this machine's clock says: what can be pruned follows from it.
        at: now.toISOString() > its.at ? now.toISOString() : its.at,
        listKey: lookAtOfLane({ ...its, visible: feed.number, stuck: undefined, pruneAt }, now),
      });
      log.info('rowsLoaded', { uploadId: feed.uploadId, ...lane, count: feed.added + feed.replacing });
      await audit.send([loadedEvent(lane, feed, now)]);
    }
  };

  const prune = async (
    lane: Lane,
    its: Loading,
    turn: string | undefined,
    { clock, deadline }: Work,
    isLate: () => boolean,
  ): Promise<void> => {
    const now = clock();
    const isDue = (at: string | undefined): boolean => at !== undefined && at <= now.toISOString();
    if (its.pruning ? turn !== turnOfPruning(its.pruning) && !isDue(its.listKey) : !isDue(its.pruneAt)) return;
    const begin = async () => {
      const horizons = horizonsAt(now, settings.snapshotSeconds);
      const [read, late] = await Promise.all([
        feeds.visibleAt(lane, its.visible, horizons.read),
        feeds.visibleAt(lane, its.visible, horizons.late),
      ]);
      const { visible, rows: said, uncounted = 0 } = its;
      return { read, late, visible, partition: 0, after: '', left: 'nothing' as const, standing: 0, rows: said, uncounted };
    };
    const pruning = its.pruning ?? (await begin());
    const { next, ...found } = await rows.prune(lane, {
      ...{ place: pruning, horizon: pruning, upTo: pruning.visible },
      ...{ deadline, timeIsUp: isLate },
    });
    const left = moreOf(pruning.left, found.left);
    const standing = pruning.standing + found.standing;
    if (next) {
      const further = { ...pruning, ...next, left, standing };
      await feeds.keepPruning(lane, { pruning: further, listKey: lookAtOfLane({ ...its, pruning: further }, clock()) });
      await toLoad.send([{ lane, turn: turnOfPruning(further) }]);
      return;
    }
    // As they were when the walk began, and what came since then.
    const counted = {
      rows: Math.max(standing + its.rows - pruning.rows, 0),
      uncounted: Math.max((its.uncounted ?? 0) - pruning.uncounted, 0),
    };
    const later = its.visible > pruning.visible ? 'versions' : left;
    const usual = later === 'nothing' ? undefined : nextPruning(later, now, settings.snapshotSeconds);
    const pruneAt = mustCount(counted) ? now.toISOString() : usual;
    const listKey = lookAtOfLane({ ...its, pruning: undefined, pruneAt }, now);
    await feeds.keepPruning(lane, { pruning: undefined, ...counted, pruneAt, listKey });
  };

  /** What cannot be read is said once, and then stands on the lane; anything else is no fault of the feed. */
  const stuck = async (
    lane: Lane,
    its: Loading,
    { number, uploadId }: Feed,
    error: unknown,
    now: Date,
  ): Promise<{ feed?: undefined; whole: false }> => {
    if (!(error instanceof Unprocessable)) throw error;
    const fault = { feed: number, because: error.message, at: now.toISOString() };
    await feeds.keepStuck(lane, fault, lookAtOfLane({ ...its, stuck: fault }, now));
    log.error('rowsStuck', { uploadId, ...lane, because: error.message });
    if (its.stuck?.feed !== number || its.stuck.because !== error.message) throw error;
    return { whole: false };
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
    const turn = 'lane' in heard ? heard.turn : undefined;
    const loaded = await load(lane, turn, work, isLate);
    if (loaded && !isLate()) await prune(lane, loaded, turn, work, isLate);
  };
};

const turnOfLoading = ({ number, object, offset }: Feed): string => `load-${String(number)}-${String(object)}-${String(offset)}`;
const turnOfPruning = ({ visible, partition, after }: Pruning): string => `prune-${String(visible)}-${String(partition)}-${after}`;

/** What lies there and cannot be read is no better the next time. Nothing of it is said: it is somebody's record. */
const readable = async <Its>(what: string, read: () => Its | Promise<Its>): Promise<Its> => {
  try {
    return await read();
  } catch (error) {
    const isLost = error instanceof Error && error.name === 'NoSuchKey';
    if (isLost || error instanceof z.ZodError || error instanceof SyntaxError)
      throw new Unprocessable(`a ${what} that cannot be read: ${error.name}`);
    throw error;
  }
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
