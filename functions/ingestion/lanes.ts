import type * as z from 'zod';
import { shanghaiDate } from '../../shared/calendar/shanghai-time.ts';
import type { Queue } from '../../shared/runtime/queue.queue.ts';
import type { SplitUpload } from './messages.ts';
import { ruleSetFaults } from './rule-set.ts';
import type { Standards } from './standards.store.ts';
import { mayLease, unitKeys } from './unit.ts';
import { type Pins, sectionsFor } from './upload.ts';
import type { Lane, Uploads } from './uploads.store.ts';

export interface Clocks {
  chunkBytes: number;
  sectionBytes: number;
  deadlineSeconds: number;
  stuckSeconds: number;
}

export interface LaneCollaborators {
  uploads: Uploads;
  standards: Standards;
  toSplit: Queue<z.input<typeof SplitUpload>>;
  clocks: Clocks;
}

export const later = (now: Date, seconds: number): Date => new Date(now.getTime() + seconds * 1000);

/**
 * Takes up the lane's next upload, if the lane is free. Arrival, release and sweeper all try: whoever comes first does it, the others find the lane taken.
 * Everything its verdicts depend on is pinned here. `again`: whoever comes a second time may have taken it up the first time without anybody having been told.
 */
export const startNext =
  ({ uploads, standards, toSplit, clocks }: LaneCollaborators) =>
  async (lane: Lane, now: Date, again = false): Promise<void> => {
    const current = again ? await uploads.currentOf(lane) : undefined;
    if (current?.state === 'splitting') {
      const split = await uploads.unitOf(current.uploadId, unitKeys.split);
      if (split && mayLease(split, now.getTime()) === 'yes') await toSplit.send([{ uploadId: current.uploadId }]);
      return;
    }
    for (;;) {
      const next = await uploads.nextOf(lane);
      if (!next) return;
      const today = shanghaiDate(now);
      const [contract, ruleSet] = await Promise.all([standards.contractOn(lane.dataset, today), standards.ruleSetOn(lane.dataset, today)]);
      if (!contract) {
        const refused = await uploads.refuseQueued(next, { reason: 'dataset-retired', message: '数据标准已停用，请联系数据局' }, now);
        if (refused === 'stale') return;
        continue;
      }
      // Each is compared with its counterpart when it is approved; of versions that take turns by their dates two may meet all the same that do not go together.
      const faults = ruleSet ? ruleSetFaults(ruleSet, contract) : [];
      if (faults.length > 0) {
        const message = `规则集与数据标准不一致（${faults.join('；')}），请联系数据局`;
        if ((await uploads.refuseQueued(next, { reason: 'standards-disagree', message: message.slice(0, 1000) }, now)) === 'stale') return;
        continue;
      }
      const pins: Pins = {
        contractVersion: contract.version,
        ruleSetVersion: ruleSet?.version ?? 0,
        chunkBytes: clocks.chunkBytes,
        sections: sectionsFor(next.size, clocks.sectionBytes),
        today,
        takenUpAt: now.toISOString(),
        deadline: later(now, clocks.deadlineSeconds).toISOString(),
      };
      // Also when it was taken up already, by another or by a call whose answer was lost: a double does nothing.
      await uploads.takeUp(next, pins, now, later(now, clocks.stuckSeconds));
      return toSplit.send([{ uploadId: next.uploadId }]);
    }
  };
