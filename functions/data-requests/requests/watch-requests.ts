import { shanghaiDate } from '../../../shared/calendar/shanghai-time.ts';
import type { DataRequestRules } from '../clocks/clock-rules.store.ts';
import type { WatchedKind } from '../clocks/watch-clocks.ts';
import { runsOf } from './request-runs.ts';
import { step } from './request-step.ts';
import type { Requests } from './requests.store.ts';

/** Requests as the watcher of clocks sees them. */
export const watchRequests = ({
  requests,
  rules,
}: {
  requests: Pick<Requests, 'find' | 'store'>;
  rules: Pick<DataRequestRules, 'clockRulesOn'>;
}): WatchedKind => ({
  async running(id) {
    const the = await requests.find(id);
    return the && { title: the.title, runs: runsOf(the) };
  },

  /** A move that comes in between is the better end: then nothing lapses. */
  async lapse(id, now) {
    const the = await requests.find(id);
    if (!the) return;
    const clockRules = await rules.clockRulesOn(shanghaiDate(now));
    const actor = { by: 'system:watch-data-requests', part: 'system' } as const;
    const lapsed = step(the, { move: 'lapse' }, actor, { now, rules: clockRules, held: [], longestMonths: 0, random: '' });
    if (lapsed.outcome === 'stepped') await requests.store(lapsed, clockRules);
  },
});
