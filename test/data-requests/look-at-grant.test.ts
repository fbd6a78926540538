import { describe, expect, it } from 'vitest';
import { lookAtGrant } from '../../functions/data-requests/grants/grant-alert.ts';
import type { Grant } from '../../functions/data-requests/grants/grant.ts';
import type { Use } from '../../functions/data-requests/grants/terms.ts';
import { grant, now, resource, today, used } from './granted.ts';

const settings = { alertAtShare: 0.7, unusedDays: 90, unusualTimes: 5, overuses: 20 };
const look = (the: Partial<Grant>, uses: readonly Use[] = [used({ calls: 1 })], more = {}) =>
  lookAtGrant(grant(the), { resource: resource(), uses, settings, now, ...more });
const kinds = (found: ReturnType<typeof look>): string[] => found.alerts.map(({ kind, day }) => `${kind} ${day}`);
const daysAgo = (days: number): string => new Date(Date.parse(today) - days * 86_400_000).toISOString().slice(0, 10);

describe('A look at a grant', () => {
  it('finds nothing to say of one that is used as usual, and looks again in ten minutes', () => {
    expect(look({})).toMatchObject({ act: undefined, alerts: [], next: new Date(now.getTime() + 600_000) });
  });

  it('ends what has run out, whatever else is true, and comes in time for that', () => {
    const until = new Date(now.getTime() + 90_000).toISOString();
    expect(look({ until }).next.toISOString()).toBe(until);
    for (const state of ['active', 'suspended'] as const)
      expect(look({ until: now.toISOString(), state }, [used({ refused: 50 })])).toMatchObject({ act: { move: 'expire' }, alerts: [] });
  });

  it('looks at what rests or has not begun when a day begins, when it begins and when it ends', () => {
    const nextOf = (the: Partial<Grant>) => look(the, []).next.toISOString();
    expect(nextOf({ state: 'suspended' })).toBe('2026-11-25T16:00:00.000Z');
    expect(nextOf({ state: 'suspended', until: '2026-11-25T04:00:00.000Z' })).toBe('2026-11-25T04:00:00.000Z');
    expect(nextOf({ from: '2026-11-28T16:00:00.000Z' })).toBe('2026-11-25T16:00:00.000Z');
    expect(nextOf({ from: '2026-11-25T02:00:00.000Z' })).toBe('2026-11-25T02:00:00.000Z');
  });

  it('rests what the resource no longer allows, and says why', () => {
    const found = look({}, undefined, { resource: resource({ shareClass: 'withheld' }) });
    expect(found.act).toMatchObject({ move: 'rest', because: 'outdated', reason: '数据资源已改为不予共享' });
    expect(kinds(found)).toEqual([`suspended ${today}`]);
    expect(look({ state: 'suspended' }, undefined, { resource: undefined }).act).toBeUndefined();
  });

  it('rests what is called too often beyond its quota, once for a day if the owner lets it go on', () => {
    expect(look({}, [used({ refused: 19 })]).act).toBeUndefined();
    const found = look({}, [used({ refused: 20 })]);
    expect(found.act).toMatchObject({ move: 'rest', because: 'over-use' });
    expect(kinds(found)).toEqual([`suspended ${today}`, `over-use ${today}`]);
    expect(look({ pardonedOn: today }, [used({ refused: 40 })]).act).toBeUndefined();
    expect(look({ pardonedOn: daysAgo(1) }, [used({ refused: 40 })]).act).toBeDefined();
    expect(look({}, [used({ day: daysAgo(1), refused: 40, calls: 1 })]).act, 'yesterday is over').toBeUndefined();
    expect(look({}, [used({ refused: 1 })]).next).toEqual(new Date(now.getTime() + 60_000));
  });

  it('says when seven tenths of a day’s quota are used', () => {
    expect(kinds(look({}, [used({ rows: 699 })]))).toEqual([]);
    expect(kinds(look({}, [used({ rows: 700 })]))).toEqual([`quota ${today}`]);
    expect(kinds(look({}, [used({ day: daysAgo(1), rows: 1000 })]))).toEqual([]);
  });

  it('says when a day’s volume is unusual, against days with use of the last 30', () => {
    const quota = { rowsPerDay: 1_000_000, callsPerMinute: 10 };
    const before = (rows: number, days = 5) => Array.from({ length: days }, (_, at) => used({ day: daysAgo(at * 3 + 1), rows }));
    const unusual = (rows: number, uses: readonly Use[]) => kinds(look({ quota }, [used({ rows }), ...uses]));
    expect(unusual(5000, before(1000))).toEqual([`unusual ${today}`]);
    expect(unusual(4999, before(1000))).toEqual([]);
    expect(unusual(999, before(1))).toEqual([]);
    expect(unusual(5000, before(1000, 4))).toEqual([]);
    expect(unusual(5000, [...before(1000, 4), used({ day: daysAgo(31), rows: 1000 })])).toEqual([]);
  });

  it('says when it was not used for 90 days, once for that stretch', () => {
    const unused = (uses: readonly Use[], the: Partial<Grant> = {}) =>
      kinds(look({ from: '2026-01-01T00:00:00.000Z', grantedAt: '2026-01-01T00:00:00.000Z', ...the }, uses));
    expect(unused([used({ day: daysAgo(89), rows: 1 })])).toEqual([]);
    expect(unused([used({ day: daysAgo(90), rows: 1 })])).toEqual([`unused ${today}`]);
    // A move's stamp is no use.
    expect(unused([used({ day: daysAgo(2) }), used({ day: daysAgo(95), calls: 1 })])).toEqual([`unused ${daysAgo(5)}`]);
    expect(unused([])).toEqual(['unused 2026-04-01']);
    expect(unused([], { from: '2026-11-01T00:00:00.000Z' })).toEqual([]);
    expect(unused([], { grantedAt: '2026-11-01T00:00:00.000Z' }), 'granted for a time that had begun').toEqual([]);
    expect(unused([], { state: 'suspended' })).toEqual([]);
  });

  it('says when review or end come near, each for its date', () => {
    expect(kinds(look({ reviewBy: '2026-12-09' }))).toEqual(['review 2026-12-09']);
    expect(kinds(look({ reviewBy: '2026-12-10' }))).toEqual([]);
    expect(kinds(look({ until: '2026-12-25T00:00:00.000Z' }))).toEqual(['ending 2026-12-25']);
    expect(kinds(look({ until: '2026-12-25T16:00:00.000Z' })), 'the 26th of Shanghai').toEqual([]);
  });
});
