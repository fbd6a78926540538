import { shanghaiDate } from '../../shared/calendar/shanghai-time.ts';
import { move } from '../../shared/runtime/move.ts';
import { refuse } from '../../shared/runtime/outcome.ts';
import { answering, done, reaches } from '../../shared/runtime/route.ts';
import { leftOf, type Quota, renewalAfter } from './quota.ts';
import type { Quotas, SetQuota } from './quotas.store.ts';
import { readQuota, setQuota } from './routes.ts';

interface Collaborators {
  quotas: Quotas;
  /** The stage's, for departments for which nothing else was set. */
  defaults: Quota;
}

export const keepQuotas = ({ quotas, defaults }: Collaborators) => {
  const shown = async (departmentId: string, set: SetQuota | undefined, now: Date) => {
    const day = shanghaiDate(now);
    const quota = set?.quota ?? defaults;
    const usage = await quotas.usageOf(departmentId, day);
    return {
      department: departmentId,
      quota,
      ...(set && { set: { by: set.move.by, at: set.move.at, reason: set.move.reason ?? '' } }),
      today: { date: day, bytes: usage.bytes, files: usage.files, renewsAt: renewalAfter(now).toISOString() },
      open: usage.open,
      left: leftOf(quota, usage),
    };
  };

  return [
    answering(readQuota, async (call) => {
      const { departmentId } = call.params;
      if (!reaches(call, departmentId)) return refuse('not-yours');
      const set = await quotas.setFor(departmentId);
      return done(await shown(departmentId, set, call.now), { etag: String(set?.version ?? 0) });
    }),

    answering(setQuota, async ({ params: { departmentId }, body: { reason, ...quota }, ifMatch, now }) => {
      const seen = Number(ifMatch);
      const made = move('quotas:keep', now, { department: departmentId, reason });
      if (!Number.isInteger(seen) || (await quotas.set(departmentId, { quota, move: made }, seen)) === 'stale')
        return refuse('version-stale');
      const version = seen + 1;
      return done(await shown(departmentId, { departmentId, quota, version, move: made }, now), { etag: String(version) });
    }),
  ];
};
