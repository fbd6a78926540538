import { describe, expect, it } from 'vitest';
import { clockRuleSeed } from '../../functions/complaints/clocks/clock-rule-seed.ts';
import type { Complaint } from '../../functions/complaints/complaint.ts';
import { look, watchClocks } from '../../functions/complaints/watch-clocks.ts';
import { log } from '../../shared/runtime/log.ts';
import { city, environment, madeBy, market, officer, until } from './small-desk.ts';

const none = new Set<string>();
const at = (instant: string): Date => new Date(instant);
const looked = (the: Complaint, instant: string, said = none, systems = none) => look(the, clockRuleSeed, said, systems, at(instant));
const said = ({ alarms }: ReturnType<typeof looked>) => alarms.map(({ alarm, whom }) => `${alarm.clock} ${alarm.stage} → ${whom}`);

/** Dispatched on a Thursday at 09:30 (Shanghai), to be signed within four hours of service: 14:30, the break at noon left out. */
const dispatched = until('dispatch');

describe('A look at the clocks', () => {
  it('says nothing before its time, warns, and says expiry to those who must know it', () => {
    expect(said(looked(dispatched, '2026-11-05T02:00:00.000Z'))).toEqual([]);
    // An unsigned case lies in a department's inbox where perhaps nobody looks: so the desk hears of it too.
    expect(said(looked(dispatched, '2026-11-05T05:50:00.000Z')).sort()).toEqual([`sign warning → ${market}`, 'sign warning → desk'].sort());
    const expired = looked(dispatched, '2026-11-05T06:40:00.000Z');
    expect(said(expired)).toContain(`sign expired → ${market}`);
    expect(said(expired)).toContain('sign expired → desk');
  });

  it('says each thing once: what is stored is not said again, however late or often somebody looks', () => {
    const first = looked(dispatched, '2026-11-05T06:40:00.000Z');
    const stored = new Set(first.alarms.map(({ alarm, whom }) => `${alarm.alarmId}#${whom}`));
    expect(looked(dispatched, '2026-11-05T06:40:00.000Z', stored).alarms).toEqual([]);
    expect(said(looked(dispatched, '2026-11-05T08:00:00.000Z', stored))).toEqual([]);
  });

  it('keeps quiet out of service hours and looks again when they begin', () => {
    const night = looked(dispatched, '2026-11-05T16:00:00.000Z');
    expect(night.alarms).toEqual([]);
    expect(night.outlook.lookAt).toBe('2026-11-06T01:00:00.000Z');
    expect(said(looked(dispatched, '2026-11-06T01:00:00.000Z'))).toContain(`sign expired → ${market}`);
  });

  it('tells a department’s own system by messages in their order, and nobody who has none', () => {
    const { messages } = looked(dispatched, '2026-11-05T06:40:00.000Z', none, new Set([market]));
    const before = dispatched.sequences[market] ?? 0;
    expect(messages.map(({ destination, kind, sequence }) => [destination, kind, sequence])).toEqual(
      messages.map((_, index) => [market, 'alarm', before + index + 1]),
    );
    expect(messages.length).toBeGreaterThan(0);
    expect(looked(dispatched, '2026-11-05T06:40:00.000Z', none, new Set([environment])).messages).toEqual([]);
  });

  it('of a case that has ended is not needed', () => {
    const ended = madeBy(until('feed-back'), { move: 'archive' }, officer).complaint;
    expect(looked(ended, '2027-01-04T02:00:00.000Z')).toMatchObject({ alarms: [], messages: [], outlook: { lookAt: undefined } });
  });
});

describe('The watch', () => {
  it('says at most so many alarms at once that a transaction holds them, the oldest first, and the others a minute later', () => {
    const supervised = Array.from({ length: 30 }).reduce<Complaint>(
      (the, _, number) =>
        madeBy(
          the,
          {
            move: 'supervise',
            supervisionId: `DB-${String(number)}`,
            level: 'listed',
            requirement: '办结。',
            dueAt: '2026-11-05T03:00:00.000Z',
          },
          city,
        ).complaint,
      dispatched,
    );
    const late = '2026-11-09T02:00:00.000Z';
    const stored = new Set<string>();
    const rounds: string[][] = [];
    for (;;) {
      const { alarms, messages, outlook } = looked(supervised, late, stored, new Set([market]));
      expect(alarms.length + messages.length).toBeLessThanOrEqual(60);
      for (const { alarm, whom } of alarms) stored.add(`${alarm.alarmId}#${whom}`);
      if (alarms.length > 0) rounds.push(alarms.map(({ alarm }) => alarm.at));
      if ((outlook.lookAt ?? '~') > late) break;
      expect(outlook.lookAt).toBe(late);
    }
    expect(rounds.length).toBeGreaterThan(2);
    expect(rounds.flat()).toEqual(rounds.flat().toSorted());
    expect(looked(supervised, late).outlook.lookAt).toBe(late);
    expect(looked(supervised, late, stored).alarms).toEqual([]);
  });

  it('loses nobody’s alarms over one case that cannot be looked at', async () => {
    const stored: string[] = [];
    const putOff: [string, string][] = [];
    const watch = watchClocks({
      complaints: {
        toLookAt: (shard) => Promise.resolve(shard === 0 ? ['k-broken', 'k-01'] : []),
        find: (id) => (id === 'k-broken' ? Promise.reject(new Error('unreadable')) : Promise.resolve(dispatched)),
        saidOf: () => Promise.resolve(none),
        putOff: (id, _now, until) => {
          putOff.push([id, until.toISOString()]);
          return Promise.resolve('done');
        },
        looked: (the, { alarms }) => {
          stored.push(the.complaintId);
          return Promise.resolve(alarms.length > 0 ? 'stored' : 'stale');
        },
      },
      rules: { clockRulesOn: () => Promise.resolve(clockRuleSeed) },
      destinations: { all: () => Promise.resolve([]) },
      shards: [0, 1],
      log: { ...log, error: () => undefined },
    });
    expect(await watch({ now: at('2026-11-05T06:40:00.000Z'), timeIsUp: () => false })).toBeGreaterThan(1);
    expect(stored).toEqual(['k-01']);
    expect(putOff).toEqual([['k-broken', '2026-11-05T07:40:00.000Z']]);
    expect(await watch({ now: at('2026-11-05T06:40:00.000Z'), timeIsUp: () => true })).toBe(0);
  });
});
