import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alarmsOf, alarmsToSay, nextLookAt } from '../../functions/complaints/clocks/alarms.ts';
import { breachesUnder } from '../../functions/complaints/clocks/breaches-under.ts';
import { clockDefinitions } from '../../functions/complaints/clocks/clock-definitions.ts';
import { clockRuleSeed } from '../../functions/complaints/clocks/clock-rule-seed.ts';
import { ClockName, ClockRules } from '../../functions/complaints/clocks/clock-rules.ts';
import { type Clock, type Timed, clocksOf, dueOf, isOver, runningOf } from '../../functions/complaints/clocks/clocks.ts';
import type { CaseState, Mark } from '../../functions/complaints/complaint.ts';
import { MoveName } from '../../functions/complaints/move-name.ts';
import { moves } from '../../functions/complaints/moves.ts';
import { endOfTerm } from '../../shared/calendar/end-of-term.ts';
import { isInService } from '../../shared/calendar/service-hours.ts';
import { shanghaiDate } from '../../shared/calendar/shanghai-time.ts';
import { isWorkday } from '../../shared/calendar/working-days.ts';
import { at, briefly, history, rowsOf, rulesWith, shown } from './history.ts';

const hours = clockRuleSeed.serviceHours;
const lastMark = (the: Timed): Date => new Date(the.marks.at(-1)?.at ?? '');
const clocksNow = (the: Timed, rules: ClockRules = clockRuleSeed): Clock[] => clocksOf(the, rules, lastMark(the));
const running = (the: Timed, rules?: ClockRules): string[] => runningOf(clocksNow(the, rules)).map(briefly);

const termOf = (text: string) => {
  const [length = '', ...more] = text.split(', ');
  const [n, unit] = length.split(' ');
  return ClockRules.shape.rules.parse([
    {
      ruleId: 'TERM',
      clock: 'whole',
      n: Number(n),
      unit,
      rollToWorkday: more.includes('roll'),
      dayEnds: more.includes('service') ? 'service' : 'midnight',
      validFrom: '2020-01-01',
      lawRef: '试验',
    },
  ])[0]!;
};

const ownHousing = { ruleId: 'OWN.HOUSING', clock: 'handle', n: 15, unit: 'WORKDAY', departments: ['d-hous'] } satisfies Parameters<
  typeof rulesWith
>[0];

describe('The tables of docs/complaint-clocks.md', () => {
  it('say what starts and stops each clock', () => {
    const rows = rowsOf('definitions').map(([name = '', ...row]) => [name.split(/[ ,;]/)[0], ...row]);
    expect(rows).toEqual(
      ClockName.options.map((clock) => {
        const { starts, stops, runsOnAfter = [], lapses = [], for: whom } = clockDefinitions[clock];
        return [clock, ...[starts, stops, runsOnAfter, lapses, whom].map((of) => of.join(', '))];
      }),
    );
  });

  it.each(rowsOf('terms'))('%s from %s, standing still %s, end on %s', (limit = '', start = '', still = '', end = '') => {
    const pauses = still === '' ? [] : still.split('; ').map((pause) => pause.split(' – ').map(at));
    const its = endOfTerm(
      termOf(limit),
      at(start),
      pauses.map(([from, to]) => ({ from: from!, to: to! })),
      hours,
    );
    expect(`${shown(its.at.toISOString())}${its.provisional ? ' provisional' : ''}`).toBe(end);
  });

  it.each(rowsOf('rules'))('%s received %s, %s in %s: by %s', (clock = '', received = '', what = '', department = '', ruleId = '') => {
    const [track = '', ...more] = what.split(' ');
    const urgency = (['urgent', 'emergency'] as const).find((one) => more.includes(one)) ?? 'ordinary';
    const level = (['ordinary', 'listed'] as const).find((one) => more.includes(one));
    const category = more.find((one) => /\p{Script=Han}/u.test(one));
    const the = history(
      'complaint',
      [
        `${received} register`,
        `${received} dispatch department=${department}`,
        `${received} accept`,
        `${received} supervise overlay=s-1 level=${level ?? 'ordinary'}`,
      ],
      { urgency, track: track as Timed['track'], ...(category !== undefined && { category }) },
    );
    const rules = rulesWith(
      ownHousing,
      { ruleId: 'OWN.CATEGORY', clock: 'handle', n: 9, unit: 'WORKDAY', categories: ['住房'], validFrom: '2026-01-01' },
      { ruleId: 'OWN.BOTH', clock: 'handle', n: 8, unit: 'WORKDAY', departments: ['d-hous'], categories: ['物业'] },
    );
    const backwards = { ...rules, rules: rules.rules.toReversed() };
    for (const its of [rules, backwards]) expect(clocksNow(the, its).find((one) => one.clock === clock)?.ruleId ?? 'none').toBe(ruleId);
  });

  it.each(rowsOf('alarms'))(
    '%s from %s: warned %s, expired %s, again %s',
    (limit = '', start = '', warning = '', expired = '', again = '') => {
      const rules = { ...clockRuleSeed, rules: [termOf(limit)] };
      const said = alarmsOf(clocksNow(history('request', [`${start} register`]), rules), rules);
      const when = (stage: string): string => {
        const alarm = said.find((one) => one.stage === stage);
        return alarm ? shown(alarm.at) : 'none';
      };
      expect([when('warning'), when('expired'), when('overdue-1')]).toEqual([warning, expired, again]);
    },
  );

  const rules = rulesWith(ownHousing);
  const rows = rowsOf('case');
  const lines = rows.map(([when = '', what = '']) => `${when} ${what}`);

  it.each(rows.map(([when, what, then], row) => ({ when, what, then, row })))('at $when $what, and then $then', ({ then, row }) => {
    expect(running(history('request', lines.slice(0, row + 1)), rules).join('; ')).toBe(then);
  });

  it('say every alarm of the case: none out of hours, none of the department that had it first', () => {
    const said = new Map<string, string[]>();
    let looks = 0;
    lines.forEach((_, row) => {
      const the = history('request', lines.slice(0, row + 1));
      const next = history('request', lines.slice(0, row + 2)).marks.at(-1)?.at ?? '';
      let look = nextLookAt(clocksNow(the, rules), rules, lastMark(the));
      while (look !== undefined && look < next) {
        const now = new Date(look);
        const clocks = clocksOf(the, rules, now);
        expect(isInService(now, hours)).toBe(true);
        for (const { alarmId, clock, stage, department = '', to } of alarmsToSay(clocks, rules, now))
          if (!said.has(alarmId))
            said.set(alarmId, [
              shown(look),
              `${clock} ${stage}`,
              to.map((one) => (one === 'department' ? `${one} ${department}` : one)).join(', '),
            ]);
        look = nextLookAt(clocks, rules, now, now);
        looks += 1;
      }
    });
    expect([...said.values()]).toEqual(rowsOf('case alarms'));
    // Two clocks stand still from 02-13 until 02-24: a look each working morning.
    expect(looks).toBeLessThan(15);
  });
});

describe('Clocks', () => {
  const accepted = [
    '2026-11-23 09:00 register',
    '2026-11-23 09:10 dispatch department=d-city',
    '2026-11-23 09:20 sign',
    '2026-11-23 09:30 accept',
  ];

  it.each(['withdraw', 'merge'])('all end with %s, but the answer to a supervision is still waited for', (move) => {
    const the = history('complaint', [...accepted, '2026-11-23 10:00 supervise overlay=s-1 level=listed', `2026-11-24 09:00 ${move}`]);
    expect(running(the)).toEqual(['supervise:s-1 until 2026-11-25 24:00']);
    expect(
      clocksNow(the)
        .filter(({ fulfilled }) => fulfilled)
        .map(({ id }) => id),
    ).toEqual(['accept', 'sign', 'return']);
  });

  it('go on after a withdrawal that comes when all is decided, or from one complainant of several', () => {
    const decided = [...accepted, '2026-11-24 09:00 submit', '2026-11-24 10:00 review-approve', '2026-11-24 11:00 withdraw'];
    expect(running(history('request', decided))).toEqual(['whole until 2026-12-09 24:00', 'feedback until 2026-11-25 24:00']);
    const several = [...accepted, '2026-11-24 09:00 absorb', '2026-11-24 11:00 withdraw'];
    expect(running(history('request', several))).toEqual(['whole until 2026-12-09 24:00', 'handle until 2026-11-30 24:00']);
  });

  it('take the limit of an update that has one', () => {
    const the = history('request', [...accepted, '2026-11-24 09:00 update', '2026-11-24 10:00 update dueAt=2026-11-26T12:00']);
    expect(running(the)).toEqual(['whole until 2026-11-26 12:00', 'handle until 2026-11-30 24:00']);
  });

  it('begin by the urgency that was said last, and keep it', () => {
    const urged = [...accepted, '2026-11-24 09:00 update urgency=urgent', '2026-11-24 10:00 update'];
    expect(running(history('request', urged))).toContain('handle until 2026-11-30 24:00');
    const again = [...urged, '2026-11-24 11:00 return-approve', '2026-11-24 12:00 dispatch department=d-hous'];
    expect(running(history('request', again))).toContain('handle:2 until 2026-11-27 24:00');
  });

  it('of supervisions run beside each other, each to its own limit', () => {
    const supervised = [
      ...accepted,
      '2026-11-23 10:00 supervise overlay=s-1 level=ordinary',
      '2026-11-23 11:00 supervise overlay=s-2 level=listed',
      '2026-11-23 12:00 supervise overlay=s-3 level=listed dueAt=2026-11-23T18:00',
    ];
    expect(running(history('request', supervised)).filter((one) => one.startsWith('supervise'))).toEqual([
      'supervise:s-1 until 2026-11-30 24:00',
      'supervise:s-2 until 2026-11-25 24:00',
      'supervise:s-3 until 2026-11-23 18:00',
    ]);
    const answered = history('request', [...supervised, '2026-11-24 10:00 answer-supervision overlay=s-2']);
    expect(running(answered).filter((one) => one.startsWith('supervise'))).toEqual([
      'supervise:s-1 until 2026-11-30 24:00',
      'supervise:s-3 until 2026-11-23 18:00',
    ]);
  });

  it('take the limit that the upper platform set, which neither suspension nor extension moves', () => {
    const the = history('request', [
      '2026-11-23 09:00 register dueAt=2026-11-27T17:00',
      ...accepted.slice(1),
      '2026-11-23 10:00 suspend reason=不可抗力',
      '2026-11-25 10:00 resume',
      '2026-11-25 11:00 extension-approve days=5',
    ]);
    expect(running(the)).toEqual(['whole until 2026-11-27 17:00', 'handle until 2026-12-08 24:00']);
    expect(dueOf(clocksNow(the))).toBe(at('2026-11-27 17:00').toISOString());
    expect(clocksNow(the)[0]).toMatchObject({ ruleId: 'SET', lawRef: '交办时指定的期限' });
  });

  it('are extended by what the rule allows at most, once', () => {
    const extended = (...days: number[]) =>
      clocksNow(history('request', [...accepted, ...days.map((of, day) => `2026-11-24 1${day}:00 extension-approve days=${of}`)])).find(
        ({ clock }) => clock === 'handle',
      );
    expect(extended()).toMatchObject({ extended: 0, mayExtendBy: 5, due: at('2026-11-30 24:00').toISOString() });
    expect(extended(3)).toMatchObject({ extended: 3, mayExtendBy: 0, due: at('2026-12-03 24:00').toISOString() });
    expect(extended(60)).toMatchObject({ extended: 5, mayExtendBy: 0, due: at('2026-12-07 24:00').toISOString() });
    expect(extended(3, 5)).toMatchObject({ extended: 3, mayExtendBy: 0 });
  });

  it('stand still for the reasons of their rule alone', () => {
    const suspended = (reason: string) =>
      clocksOf(history('complaint', [...accepted, `2026-11-24 10:00 suspend reason=${reason}`]), clockRuleSeed, at('2026-12-04 10:00'));
    const standing = (reason: string): string[] =>
      runningOf(suspended(reason))
        .filter(({ standsStill }) => standsStill)
        .map(({ clock }) => clock);
    expect(standing('鉴定检测')).toEqual(['whole', 'mediate']);
    expect(standing('补正材料')).toEqual(['whole']);
    expect(standing('其他原因')).toEqual([]);
    expect(suspended('鉴定检测').find(({ clock }) => clock === 'mediate')?.due).toBe(at('2027-02-01 24:00').toISOString());
  });

  it('win nothing by suspensions from night to night', () => {
    const nights = ['24', '25', '26', '27', '28', '29'].flatMap((day, index) => [
      `2026-11-${day} 23:50 suspend reason=鉴定检测`,
      `2026-11-${String(25 + index)} 00:10 resume`,
    ]);
    expect(running(history('request', [...accepted, ...nights]))).toEqual(running(history('request', accepted)));
  });

  it('that have run out go on being said, however they are suspended afterwards', () => {
    const late = history('request', [...accepted, '2026-12-01 08:00 suspend reason=鉴定检测']);
    const stages = (the: Timed, now: string) =>
      alarmsToSay(clocksOf(the, clockRuleSeed, at(now)), clockRuleSeed, at(now))
        .filter(({ clock, at: time }) => clock === 'handle' && time >= the.marks.at(-1)!.at)
        .map(({ stage }) => stage);
    expect(stages(late, '2026-12-08 10:00')).toEqual(['expired', 'overdue-1', 'overdue-2', 'overdue-5']);
    // On the last day, too late to put it off: silent until the limit, and then no longer.
    const lastDay = history('request', [...accepted, '2026-11-30 15:00 suspend reason=鉴定检测']);
    expect([stages(lastDay, '2026-11-30 16:00'), stages(lastDay, '2026-12-01 10:00')]).toEqual([[], ['expired']]);
    const inTime = history('request', [...accepted, '2026-11-27 15:00 suspend reason=鉴定检测']);
    expect(stages(inTime, '2026-12-08 10:00')).toEqual([]);
  });

  it('that stand still are said to the desk every twenty working days, once for a case', () => {
    const the = history('request', [...accepted, '2026-11-24 10:00 suspend reason=不可抗力']);
    const said = (now: string) => alarmsToSay(clocksOf(the, clockRuleSeed, at(now)), clockRuleSeed, at(now));
    expect(said('2026-12-22 09:59')).toEqual([]);
    expect(said('2026-12-22 10:00')).toMatchObject([{ stage: 'suspended-20', to: ['desk'], at: at('2026-12-22 10:00').toISOString() }]);
    // Named alike the day after, though the limit has moved.
    expect(said('2026-12-23 10:00').map(({ alarmId }) => alarmId)).toEqual(said('2026-12-22 10:00').map(({ alarmId }) => alarmId));
    expect(said('2027-01-20 10:00').map(({ stage }) => stage)).toEqual(['suspended-20', 'suspended-40']);
  });

  it('that stopped during a suspension do not hear of its end', () => {
    const rules = rulesWith({
      ruleId: 'OWN.STILL',
      clock: 'supervise',
      n: 3,
      unit: 'WORKDAY',
      pausedBy: ['不可抗力'],
      departments: ['d-city'],
    });
    const answered = [
      ...accepted,
      '2026-11-23 10:00 supervise overlay=s-1 level=listed',
      '2026-11-23 11:00 suspend reason=不可抗力',
      '2026-11-24 17:30 answer-supervision overlay=s-1',
    ];
    const supervision = (...more: string[]) =>
      clocksNow(history('request', [...answered, ...more]), rules).find(({ clock }) => clock === 'supervise');
    expect(supervision()).toMatchObject({ ruleId: 'OWN.STILL', due: at('2026-11-27 24:00').toISOString(), fulfilled: true });
    expect(supervision('2026-12-04 10:00 resume')).toEqual(supervision());
  });

  it('say until when a case may be returned', () => {
    const dispatched = clocksNow(history('request', accepted.slice(0, 2)));
    expect(isOver(dispatched, 'return', at('2026-11-24 23:59'))).toBe(false);
    expect(isOver(dispatched, 'return', at('2026-11-24 24:00'))).toBe(true);
    expect(isOver([], 'return', at('2026-11-24 24:00'))).toBe(false);
    expect(runningOf(dispatched).map(({ clock }) => clock)).not.toContain('return');
  });

  it('begin at receipt, however late a case is registered, and say nothing of the time before', () => {
    const the = history('complaint', ['2026-11-23 20:00 register'], { receivedAt: at('2026-11-02 10:00').toISOString() });
    const clocks = clocksNow(the);
    expect(clocks.map(briefly)).toContain('accept until 2026-11-11 24:00');
    expect(
      alarmsOf(clocks, clockRuleSeed)
        .filter(({ clock }) => clock === 'accept')
        .slice(0, 2),
    ).toMatchObject([
      { stage: 'expired', at: at('2026-11-24 09:00').toISOString(), to: ['desk'] },
      { stage: 'overdue-1', at: at('2026-11-25 09:00').toISOString() },
    ]);
    // Nobody reads at 20:00.
    expect(alarmsToSay(clocks, clockRuleSeed, at('2026-11-23 20:01'))).toEqual([]);
    expect(nextLookAt(clocks, clockRuleSeed, at('2026-11-23 20:01'))).toBe(at('2026-11-24 09:00').toISOString());
  });

  it('are heard by the desk too while nobody has signed, and by the next department anew', () => {
    const to = (...lines: string[]) => {
      const the = history('complaint', lines);
      return alarmsOf(clocksNow(the), clockRuleSeed).find(({ clock, stage }) => clock === 'accept' && stage === 'warning');
    };
    const [registered = '', dispatched = '', signed = ''] = accepted;
    expect(to(registered)?.to).toEqual(['desk']);
    expect(to(registered, dispatched)?.to).toEqual(['department', 'desk']);
    expect(to(registered, dispatched, signed)?.to).toEqual(['department']);
    expect(to(registered, dispatched, signed, '2026-11-23 10:00 return-request reason=不属本职')?.to).toEqual(['department', 'desk']);
    const next = to(registered, dispatched, '2026-11-23 10:00 return-approve', '2026-11-23 11:00 dispatch department=d-hous');
    expect(next).toMatchObject({ department: 'd-hous', to: ['department', 'desk'] });
    expect(next?.alarmId).not.toBe(to(registered, dispatched)?.alarmId);
  });

  it('are looked at each working morning while a holiday notice is missing', () => {
    const the = history('request', ['2026-12-30 09:00 register', '2026-12-30 09:10 dispatch department=d-city']);
    const clocks = clocksNow(the);
    expect(clocks.filter(({ provisional }) => provisional).map(({ clock }) => clock)).toEqual(['whole', 'handle']);
    expect(nextLookAt(clocks, clockRuleSeed, at('2026-12-30 18:00'), at('2026-12-30 18:00'))).toBe(at('2026-12-31 09:00').toISOString());
  });

  it('show what would have breached under other rules', () => {
    const the = history('request', [...accepted, '2026-11-27 10:00 submit']);
    expect(breachesUnder(the, clockRuleSeed, at('2026-12-01 10:00'))).toEqual([]);
    const stricter = rulesWith({ ruleId: 'STRICT', clock: 'handle', n: 2, unit: 'WORKDAY', departments: ['d-city'] });
    expect(breachesUnder(the, stricter, at('2026-12-01 10:00'))).toMatchObject([
      { id: 'handle', ruleId: 'STRICT', department: 'd-city', due: at('2026-11-25 24:00').toISOString(), workdaysOver: 2 },
    ]);
    expect(breachesUnder(the, stricter, at('2026-11-25 23:59'))).toEqual([]);
    // What runs on has breached with the moment that is too late.
    expect(breachesUnder(the, stricter, at('2026-11-25 24:00'))).toMatchObject([{ id: 'handle', workdaysOver: 1 }]);
  });
});

describe('Rules of clocks', () => {
  it('all name their law, and say so where it is a local one', () => {
    for (const { lawRef, validTo } of clockRuleSeed.rules) expect(lawRef).toMatch(validTo === undefined ? /第.+条|本地规则/ : /第.+条/);
  });

  it('are refused with one id for two of them, and with service hours that overlap', () => {
    const [first] = clockRuleSeed.rules;
    expect(ClockRules.safeParse({ ...clockRuleSeed, rules: [first, first] }).success).toBe(false);
    for (const serviceHours of [[{ from: '12:00', to: '09:00' }], [hours[1], hours[0]], [hours[0], { from: '11:00', to: '17:00' }]])
      expect(ClockRules.safeParse({ ...clockRuleSeed, serviceHours }).success).toBe(false);
  });
});

const rare: readonly MoveName[] = ['withdraw', 'merge', 'return-up', 'refuse', 'archive'];

/** A history that the table of moves allows: each number chooses one of the moves that are possible then, and how much later it is made. */
const walk = fc
  .record({
    track: fc.constantFrom('complaint', 'tip', 'request'),
    urgency: fc.constantFrom('ordinary', 'urgent', 'emergency'),
    start: fc.integer({ min: at('2026-01-20 00:00').getTime(), max: at('2026-12-20 00:00').getTime() }),
    steps: fc.array(fc.tuple(fc.nat(), fc.oneof(fc.nat(3_600_000), fc.nat(6 * 86_400_000))), { minLength: 5, maxLength: 40 }),
  })
  .map(({ track, urgency, start, steps }): Timed & { state: CaseState } => {
    const receivedAt = new Date(start).toISOString();
    const marks: Mark[] = [{ move: 'register', at: receivedAt, by: 'system:test', urgency }];
    let state: CaseState = 'registered';
    let now = start;
    let absorbed = false;
    for (const [choice, later] of steps) {
      // Most cases go their way, so that what comes late in it is reached.
      const late = choice % 8 === 0;
      const possible = MoveName.options.filter(
        (move) => moves[move].from.includes(state) && (late || (moves[move].to !== undefined && !rare.includes(move))),
      );
      const move = possible[choice % possible.length];
      if (move === undefined) break;
      const { to, staysIn } = moves[move];
      absorbed ||= move === 'absorb';
      if (to !== undefined && !staysIn?.includes(state) && !(move === 'withdraw' && absorbed)) state = to;
      now += later + 1;
      const reasons = ['鉴定检测', '补正材料', '其他原因'];
      marks.push({
        move,
        at: new Date(now).toISOString(),
        by: 'm-00000000',
        ...(move === 'dispatch' && { department: ['d-city', 'd-hous'][choice % 2]! }),
        ...(move === 'suspend' && { reason: reasons[choice % 3]! }),
        ...(move === 'extension-approve' && { days: 1 + (choice % 20) }),
        ...((move === 'supervise' || move === 'answer-supervision') && { overlay: `s-${choice % 2}`, level: 'ordinary' as const }),
      });
    }
    return { track, receivedAt, marks, state };
  });
const rules = rulesWith(ownHousing);
const after = (the: Timed, days: number): Date => new Date(lastMark(the).getTime() + days * 86_400_000);

describe('Whatever happens to a case', () => {
  it('its limits never move back, unless another department’s rule takes their place', () => {
    fc.assert(
      fc.property(walk, fc.nat(30), (the, days) => {
        for (let known = 1; known < the.marks.length; known += 1) {
          const next = new Date(the.marks[known]!.at);
          const before = clocksOf({ ...the, marks: the.marks.slice(0, known) }, rules, next);
          const then = new Map(clocksOf({ ...the, marks: the.marks.slice(0, known + 1) }, rules, next).map((clock) => [clock.id, clock]));
          for (const { id, due, ruleId } of before)
            if (then.get(id)?.ruleId === ruleId) expect(then.get(id)!.due >= due, `${id} after ${the.marks[known]!.move}`).toBe(true);
        }
        const [now, later] = [clocksNow(the, rules), clocksOf(the, rules, after(the, days))];
        now.forEach(({ due }, index) => expect(later[index]!.due >= due).toBe(true));
      }),
    );
  });

  it('a suspension or an extension more never brings a limit nearer', () => {
    const moment = fc.nat(40 * 24 * 60);
    const minutes = (of: number): string => new Date(at('2026-02-02 09:00').getTime() + of * 60_000).toISOString();
    const accepted = history('request', [
      '2026-02-02 08:00 register',
      '2026-02-02 08:30 dispatch department=d-city',
      '2026-02-02 08:45 accept',
    ]);
    fc.assert(
      fc.property(
        fc.uniqueArray(moment, { minLength: 2, maxLength: 9 }),
        fc.nat(),
        fc.option(fc.integer({ min: 1, max: 9 })),
        fc.constantFrom('WORKDAY', 'CALENDAR_DAY', 'HOUR', 'SERVICE_HOUR'),
        fc.boolean(),
        fc.integer({ min: 1, max: 12 }),
        (moments, drop, days, unit, rollToWorkday, n) => {
          const sorted = moments.sort((one, other) => one - other);
          const pairs = Array.from({ length: Math.floor(sorted.length / 2) }, (_, pair): Mark[] => [
            { move: 'suspend', at: minutes(sorted[pair * 2]!), by: 'm-00000000', reason: '鉴定检测' },
            { move: 'resume', at: minutes(sorted[pair * 2 + 1]!), by: 'm-00000000' },
          ]);
          const its = rulesWith({
            ruleId: 'ANY',
            clock: 'handle',
            n,
            unit,
            rollToWorkday,
            pausedBy: ['鉴定检测'],
            extension: { n: 5, maxTimes: 1 },
            departments: ['d-city'],
          });
          const due = (more: Mark[]) => {
            const the = { ...accepted, marks: [...accepted.marks, ...more] };
            return clocksOf(the, its, at('2026-06-01 09:00')).find(({ clock }) => clock === 'handle')!.due;
          };
          const fewer = pairs.filter((_, pair) => pair !== drop % pairs.length);
          expect(due(pairs.flat()) >= due(fewer.flat())).toBe(true);
          const extension: Mark[] = days === null ? [] : [{ move: 'extension-approve', at: minutes(0), by: 'm-00000000', days }];
          expect(due([...extension, ...pairs.flat()]) >= due(pairs.flat())).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('an update changes the limit of none that has begun, but that which it sets itself; and what ended stays as it ended', () => {
    const word = fc.record({
      urgency: fc.constantFrom('ordinary', 'urgent', 'emergency'),
      category: fc.constantFrom('住房', '噪声'),
      dueAt: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
    });
    const its = rulesWith(ownHousing, { ruleId: 'OWN.CATEGORY', clock: 'handle', n: 9, unit: 'WORKDAY', categories: ['住房'] });
    fc.assert(
      fc.property(walk, fc.array(word, { minLength: 1, maxLength: 4 }), (the, words) => {
        const last = lastMark(the);
        const updates = words.map(({ dueAt, ...said }, index): Mark => {
          const time = last.getTime() + index + 1;
          return {
            ...{ move: 'update', at: new Date(time).toISOString(), by: 'upper:c-city', ...said },
            ...(dueAt !== undefined && { dueAt: new Date(time + dueAt * 86_400_000).toISOString() }),
          };
        });
        const then = clocksOf({ ...the, marks: [...the.marks, ...updates] }, its, last);
        clocksOf(the, its, last).forEach((before, index) => {
          if (before.stoppedAt !== undefined) expect(then[index]).toEqual(before);
          else if (before.clock !== 'whole') expect(then[index]?.due).toBe(before.due);
        });
      }),
    );
  });

  it('moves that no clock knows change none, wherever they come', () => {
    const unrelated = fc.constantFrom('progress', 'urge', 'update', 'split', 'visit', 'evaluate', 'archive', 'extension-request');
    fc.assert(
      fc.property(walk, fc.array(fc.tuple(unrelated, fc.nat()), { maxLength: 10 }), (the, more) => {
        const marks = [...the.marks];
        for (const [move, place] of more) {
          const index = 1 + (place % marks.length);
          marks.splice(index, 0, { move, at: marks[index - 1]!.at, by: 'm-00000000' });
        }
        const now = after(the, 3);
        expect(clocksOf({ ...the, marks }, rules, now)).toEqual(clocksOf(the, rules, now));
      }),
    );
  });

  it('what has been computed is computed again: what ended stays as it ended, unless a review reopens it', () => {
    fc.assert(
      fc.property(walk, fc.nat(), (the, cut) => {
        const stored = JSON.stringify([the, rules]);
        const first = clocksOf(the, rules, after(the, 3));
        const [copy, copiedRules] = JSON.parse(stored) as [Timed, ClockRules];
        expect(clocksOf(copy, copiedRules, after(the, 3))).toEqual(first);
        expect(JSON.stringify([the, rules])).toBe(stored);

        const past = { ...the, marks: the.marks.slice(0, 1 + (cut % the.marks.length)) };
        const later = the.marks.slice(past.marks.length);
        if (later.some(({ move }) => move === 'review-reject')) return;
        for (const ended of clocksNow(past, rules).filter(({ stoppedAt }) => stoppedAt !== undefined)) expect(first).toContainEqual(ended);
      }),
    );
  });

  it('each clock runs once at a time, for the department that has the case', () => {
    fc.assert(
      fc.property(walk, (the) => {
        const now = runningOf(clocksNow(the, rules));
        const names = now.map(({ id }) => id.replace(/:\d+$/, ''));
        expect(new Set(names).size).toBe(names.length);
        const lead = the.marks.findLast(({ move }) => ['dispatch', 'return-approve', 'reopen'].includes(move))?.department;
        for (const { department, due, startedAt } of now) {
          expect(department).toBe(lead);
          expect(due > startedAt).toBe(true);
        }
        const bound = now.filter(({ clock }) => clock !== 'supervise').map(({ clock }) => clock);
        const open = !['fed-back', 'visited', 'closed', 'returned-up', 'withdrawn', 'merged'].includes(the.state);
        expect(bound.includes('whole')).toBe(open);
        expect(bound.length > 0).toBe(open);
        expect(bound.includes('sign')).toBe(the.state === 'dispatched');
        expect(bound.includes('feedback')).toBe(the.state === 'completed' || the.state === 'refused');
      }),
    );
  });

  it('alarms come in order, in service hours, once, not before what they are about, and the warning before the limit', () => {
    fc.assert(
      fc.property(walk, (the) => {
        const clocks = clocksNow(the, rules);
        const said = alarmsOf(clocks, rules);
        expect(said.map((alarm) => alarm.at)).toEqual(said.map((alarm) => alarm.at).sort());
        expect(new Set(said.map(({ alarmId }) => alarmId)).size).toBe(said.length);
        for (const alarm of said) {
          const clock = clocks.find(({ id }) => id === alarm.clock)!;
          expect(isInService(new Date(alarm.at), hours)).toBe(true);
          expect(alarm.at >= clock.changedAt).toBe(true);
          if (alarm.stage.startsWith('suspended')) expect(clock.standsStill).toBe(true);
          else expect(alarm.stage === 'warning' ? alarm.at < alarm.due : alarm.at >= alarm.due).toBe(true);
          expect(alarm.to.length).toBeGreaterThan(0);
        }
        const bound = runningOf(clocks).filter((clock) => !clock.standsStill);
        for (const stage of ['expired', 'overdue-1', 'overdue-2', 'overdue-5'])
          expect(
            said
              .filter((alarm) => alarm.stage === stage)
              .map(({ clock }) => clock)
              .sort(),
          ).toEqual(bound.map(({ id }) => id).sort());
      }),
    );
  });
});

describe('A limit in days', () => {
  it('wins nothing by a pause on the day it starts on, which does not count anyway', () => {
    const [start, until] = [at('2026-02-24 00:00'), at('2026-02-25 17:00')];
    const term = { n: 1, unit: 'WORKDAY', rollToWorkday: false, dayEnds: 'midnight' } as const;
    expect(shown(endOfTerm(term, start, [{ from: start, to: until }], hours).at.toISOString())).toBe('2026-02-26 24:00');
  });

  it('is what counting day by day comes to', () => {
    const moment = fc.nat(60 * 24).map((hour) => new Date(at('2026-01-25 00:00').getTime() + hour * 3_600_000));
    fc.assert(
      fc.property(
        moment,
        fc.uniqueArray(moment, { maxLength: 6, selector: (one) => one.getTime() }),
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom('WORKDAY', 'CALENDAR_DAY'),
        fc.boolean(),
        (start, moments, n, unit, rollToWorkday) => {
          const sorted = moments.filter((one) => one >= start).sort((one, other) => one.getTime() - other.getTime());
          const pauses = Array.from({ length: Math.floor(sorted.length / 2) }, (_, pair) => ({
            from: sorted[pair * 2]!,
            to: sorted[pair * 2 + 1]!,
          }));
          const [begins, ends] = unit === 'WORKDAY' ? ['09:00', '17:00'] : ['00:00', '24:00'];
          const still = (day: string) => pauses.some(({ from, to }) => from <= at(`${day} ${begins}`) && to >= at(`${day} ${ends}`));
          let left = n;
          let day = start;
          for (;;) {
            day = new Date(day.getTime() + 86_400_000);
            const date = shanghaiDate(day);
            if (still(date)) continue;
            if (left > 0 && (unit === 'CALENDAR_DAY' || isWorkday(date))) left -= 1;
            if (left === 0 && (!rollToWorkday || isWorkday(date))) break;
          }
          const end = endOfTerm({ n, unit, rollToWorkday, dayEnds: 'midnight' }, start, pauses, hours);
          expect(shown(end.at.toISOString())).toBe(`${shanghaiDate(day)} 24:00`);
        },
      ),
      { numRuns: 300 },
    );
  });
});
