import { describe, expect, it } from 'vitest';
import type { Grant } from '../../functions/data-requests/grants/grant.ts';
import { watchGrants } from '../../functions/data-requests/grants/watch-grants.ts';
import { log } from '../../shared/runtime/log.ts';
import { grant, now, resource } from './granted.ts';

const settings = {
  ...{ linkSeconds: 300, snapshotSeconds: 86_400, fileRows: 1000, smallestCell: 5, mostCells: 1000 },
  ...{ longestMonths: 12, alertAtShare: 0.7, unusedDays: 90, unusualTimes: 5, overuses: 20 },
};

/** So many grants whose time has come. `lags`: a list that does not yet know what was noted. */
const watching = (many: number, { lags = false, broken = '' } = {}) => {
  const due = Array.from({ length: many }, (_, at) => `g-checks.d-k7m2.${String(at).padStart(10, '0')}`);
  const looked: string[] = [];
  const stored: Grant[] = [];
  const watch = watchGrants({
    grants: {
      find: (grantId) =>
        grantId === broken
          ? Promise.reject(new Error('unreadable'))
          : Promise.resolve(grant({ grantId, until: '2026-11-26T00:00:00.000Z' })),
      usesOf: () => Promise.resolve([]),
      store: (one) => Promise.resolve(stored.push(one) > 0 ? ('stored' as const) : ('stale' as const)),
      toLookAt: (_now, limit) => Promise.resolve((lags ? due : due.filter((one) => !looked.includes(one))).slice(0, limit)),
      lookedAt: (grantId) => Promise.resolve(looked.push(grantId) > 0 ? ('done' as const) : ('condition-failed' as const)),
      say: () => Promise.resolve('known' as const),
    },
    resources: { live: () => Promise.resolve({ terms: resource() }) },
    settings,
    log,
  });
  return { watch, due, looked };
};

describe('The watch over grants', () => {
  it('looks at all whose time has come, however many, each once', async () => {
    const { watch, due, looked } = watching(250);
    await watch({ now, timeIsUp: () => false });
    expect(looked.toSorted()).toEqual(due);
  });

  it('ends where its list still shows what was looked at', async () => {
    const { watch, due, looked } = watching(30, { lags: true });
    await watch({ now, timeIsUp: () => false });
    expect(looked.toSorted()).toEqual(due);
  });

  it('ends when its time is up, and one that cannot be read keeps no other', async () => {
    let asked = 0;
    const late = watching(250);
    await late.watch({ now, timeIsUp: () => ++asked > 50 });
    expect(late.looked.length).toBeGreaterThan(0);
    expect(late.looked.length).toBeLessThan(60);
    const broken = watching(30, { broken: 'g-checks.d-k7m2.0000000003' });
    await broken.watch({ now, timeIsUp: () => false });
    expect(broken.looked.toSorted()).toEqual(broken.due);
  });
});
