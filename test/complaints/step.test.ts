import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clockRuleSeed } from '../../functions/complaints/clocks/clock-rule-seed.ts';
import { clocksOf } from '../../functions/complaints/clocks/clocks.ts';
import { CaseState, type Complaint, openStates } from '../../functions/complaints/complaint.ts';
import { MoveName } from '../../functions/complaints/move-name.ts';
import { Act, type DownwardKind, moves, stateTitles, toldOf } from '../../functions/complaints/moves.ts';
import type { Outgoing } from '../../functions/complaints/outgoing.ts';
import { type Actor, allowed, registered, step } from '../../functions/complaints/step.ts';
import {
  after,
  begun,
  city,
  clerk,
  colleague,
  contextAt,
  dispatch,
  environment,
  health,
  helper,
  madeBy,
  market,
  morning,
  officer,
  registration,
  reviewer,
  system,
  until,
} from './small-desk.ts';

const refusalOf = (the: Complaint, act: Act, actor: Actor, at = morning, more = {}) => {
  const outcome = step(the, act, actor, contextAt(at, more));
  if (outcome.outcome !== 'refused') throw new Error(`${act.move} was made`);
  return outcome;
};

/** Where a move may lead. */
const edges = Object.values(moves).flatMap(({ from, to, staysIn = [] }) =>
  to === undefined ? [] : from.filter((state) => !staysIn.includes(state)).map((state) => [state, to] as const),
);
const reachableFrom = (start: CaseState): Set<CaseState> => {
  const seen = new Set([start]);
  for (const state of seen) for (const [from, to] of edges) if (from === state) seen.add(to);
  return seen;
};

describe('The table of moves', () => {
  it('reaches every state, and from every open state an end', () => {
    expect([...reachableFrom('registered')].sort()).toEqual([...CaseState.options].sort());
    for (const state of openStates) expect(reachableFrom(state)).toContain('closed');
  });

  it('leaves no state that has no way out but by what it says: closed, withdrawn and merged cases stay so, returned ones wait for what was missing', () => {
    for (const state of CaseState.options.filter((one) => !openStates.includes(one) && one !== 'returned-up'))
      expect(reachableFrom(state)).toEqual(new Set([state]));
    expect(edges.filter(([from]) => from === 'returned-up')).toEqual([['returned-up', 'registered']]);
  });

  it('says of every move what it is called and who may make it, and knows what it carries', () => {
    const carried = Act.options.map((option) => option.shape.move.value);
    expect([...carried].sort()).toEqual([...MoveName.options].sort());
    for (const { title, by } of Object.values(moves)) expect([title.length > 0, by.length > 0]).toEqual([true, true]);
    expect(new Set(Object.values(moves).map(({ title }) => title)).size).toBe(MoveName.options.length);
    expect(new Set(Object.values(stateTitles)).size).toBe(CaseState.options.length);
  });

  it('lets nobody decide about his own request: where one move answers another, the two differ', () => {
    for (const [answer, asked] of [
      ['return-approve', 'return-request'],
      ['return-reject', 'return-request'],
      ['extension-approve', 'extension-request'],
      ['extension-reject', 'extension-request'],
      ['review-approve', 'submit'],
      ['review-reject', 'submit'],
      ['visit', 'submit'],
    ] as const)
      expect(moves[answer].differsFrom).toContain(asked);
  });
});

// One person with two roles, so that four eyes have something to forbid.
const both: Actor = { ...clerk, part: 'desk' };
const actors = [officer, reviewer, clerk, colleague, helper, city, system, both] as const;
const acts: readonly Act[] = [
  dispatch,
  { move: 'dispatch', lead: environment, helpers: [], copied: [market] },
  { move: 'sign' },
  { move: 'accept', way: 'inquiry' },
  { move: 'refuse', ground: 'HL_1', explanation: '已在诉讼中。' },
  { move: 'return-request', reason: '不属本职', explanation: '属生态环境。', suggestedOwner: environment },
  { move: 'return-approve' },
  { move: 'return-reject', opinion: '指定承办。' },
  { move: 'return-up', reason: '重复受理', explanation: '已有同件。' },
  { move: 'progress', text: '已到现场。' },
  { move: 'suspend', reason: '鉴定检测', explanation: '送检。' },
  { move: 'resume' },
  { move: 'extension-request', days: 3, reason: '情况复杂。' },
  { move: 'extension-approve' },
  { move: 'extension-reject', opinion: '尽快。' },
  { move: 'submit', reply: '已办。', result: 'done' },
  { move: 'review-approve' },
  { move: 'review-reject', opinion: '未答复诉求。' },
  { move: 'feed-back', receipt: 'r-1' },
  { move: 'visit', contacted: true, satisfaction: 'satisfied' },
  { move: 'evaluate', contacted: true, satisfaction: 'dissatisfied' },
  { move: 'archive' },
  { move: 'reopen', reason: '不满意。' },
  { move: 'withdraw' },
  { move: 'urge', text: '请尽快。' },
  { move: 'supervise', level: 'important', requirement: '三日内报结果。' },
  { move: 'answer-supervision', supervisionId: 'district-4', text: '已整改。' },
  { move: 'update', contentVersion: 3, content: { title: '噪声', text: '又有。', category: '噪声' } },
];

const frozen = <Value>(value: Value): Value => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
};

/** An actor of a department acts for whoever is lead now, as the store's reader would say. */
const asNow = (actor: Actor, { lead }: Complaint): Actor =>
  actor.part === 'lead' && lead !== undefined ? { ...actor, department: lead } : actor;

/** Mostly what the table has for the state, else a walk would stand still; what ends a case comes seldom, else it would never get far. */
const choose = ({ state }: Complaint, pick: number): Act => {
  const legal = acts.filter(({ move }) => moves[move].from.includes(state));
  const usual = legal.filter(({ move }) => !['withdraw', 'return-up', 'refuse'].includes(move));
  const among = [acts, legal][pick % 8] ?? usual;
  return among[Math.floor(pick / 8) % among.length] ?? dispatch;
};

const walk = fc.array(fc.record({ pick: fc.nat(1_000_000), who: fc.constantFrom(...actors), minutes: fc.nat(60) }), {
  minLength: 60,
  maxLength: 120,
});

describe('However a case is moved', () => {
  it('it counts its moves, numbers its messages without a gap, never changes what was, and every rule holds at every step', () => {
    const reached = new Set<CaseState>();
    fc.assert(
      fc.property(walk, (steps) => {
        const start = registered(registration(), system, contextAt(morning));
        let the = frozen(start.complaint);
        const messages: Outgoing[] = [...start.messages];
        const made: { act: Act; actor: Actor; at: string }[] = [];
        let at = Date.parse(morning);
        for (const { pick, who, minutes } of steps) {
          const act = choose(the, pick);
          at += minutes * 60_000;
          const now = new Date(at).toISOString();
          const actor = asNow(who, the);
          const outcome = step(the, act, actor, contextAt(now));
          if (outcome.outcome === 'refused') continue;
          const { complaint, moved } = outcome;

          expect(moves[act.move].from).toContain(the.state);
          expect(moves[act.move].by).toContain(actor.part);
          expect(complaint.version).toBe(complaint.marks.length);
          expect([moved.number, moved.mark]).toEqual([complaint.version, complaint.marks.at(-1)]);
          expect(complaint.marks.slice(0, -1)).toEqual(the.marks);
          if (!openStates.includes(the.state) && the.state !== 'returned-up') expect(complaint.state).toBe(the.state);
          if (act.move.startsWith('review-')) expect(the.marks.findLast(({ move }) => move === 'submit')?.by).not.toBe(actor.by);
          if (act.move === 'return-request') expect(the.designated).toBe(false);
          if (!['upper', 'system'].includes(actor.part)) expect(allowed(the, actor, contextAt(now))).toContain(act.move);

          reached.add(complaint.state);
          messages.push(...outcome.messages);
          made.push({ act, actor, at: now });
          the = frozen(complaint);
        }
        for (const destination of new Set(messages.map((message) => message.destination))) {
          const its = messages.filter((message) => message.destination === destination).map(({ sequence }) => sequence);
          expect(its).toEqual(its.map((_, index) => index + 1));
          expect(the.sequences[destination]).toBe(its.length);
        }
        expect(new Set(messages.map(({ messageId }) => messageId)).size).toBe(messages.length);
        const again = made.reduce((before, one) => madeBy(before, one.act, one.actor, one.at).complaint, start.complaint);
        expect(again).toEqual(the);
      }),
      { numRuns: 40, seed: 5 },
    );
    // A walk that never came far would have shown nothing.
    expect([...reached].sort()).toEqual([...CaseState.options].filter((state) => state !== 'merged').sort());
  });
});

describe('A move that is not legal now', () => {
  it('is refused with what would be', () => {
    const { because, detail } = refusalOf(until('sign'), { move: 'submit', reply: '好。', result: 'done' }, clerk);
    expect(because).toBe('move-illegal');
    expect(detail).toContain('“已签收待受理”');
    for (const title of ['受理', '不予受理', '申请退回', '报告进展']) expect(detail).toContain(title);
    expect(detail).not.toContain('派单');
  });

  it('says so where nothing is', () => {
    const the = madeBy(begun(), { move: 'withdraw' }, city).complaint;
    expect(refusalOf(the, { move: 'sign' }, clerk).detail).toContain('没有可做的操作');
  });

  it('helps nobody who only helps: a co-operating department reports and does not answer', () => {
    const the = until('accept');
    expect(madeBy(the, { move: 'progress', text: '已配合。' }, helper).messages.map(({ destination }) => destination)).toEqual(['c-city']);
    expect(refusalOf(the, { move: 'submit', reply: '好。', result: 'done' }, helper).because).toBe('move-illegal');
  });
});

describe('Four eyes', () => {
  it('keep whoever replied from reviewing, and let a colleague', () => {
    const the = until('submit');
    expect(refusalOf(the, { move: 'review-approve' }, both).because).toBe('own-decision');
    expect(madeBy(the, { move: 'review-approve' }, reviewer).complaint.state).toBe('completed');
  });

  it('keep everybody of the lead department from deciding about what it did, and nobody of another one', () => {
    const approve: Act = { move: 'review-approve' };
    const own: Actor = { by: 'm-someone', part: 'desk', department: market };
    // The desk sits in a department too: what that one handles is decided by a member of the desk from another.
    const visitor: Actor = { by: 'm-visitor', part: 'desk', department: health };
    const asked = (act: Act): Complaint => madeBy(until(act.move === 'return-request' ? 'sign' : 'accept'), act, clerk).complaint;
    const returning = asked({ move: 'return-request', reason: '其他原因', explanation: '另有安排。' });
    const extending = asked({ move: 'extension-request', days: 3, reason: '需检测。' });
    const supervised = madeBy(
      until('accept'),
      { move: 'supervise', supervisionId: 'DB-1', level: 'listed', requirement: '办结。' },
      city,
    ).complaint;
    for (const [the, act] of [
      [until('submit'), approve],
      [until('submit'), { move: 'review-reject', opinion: '补充。' }],
      [returning, { move: 'return-approve' }],
      [extending, { move: 'extension-approve' }],
      [extending, { move: 'extension-reject', opinion: '尽快。' }],
      [supervised, { move: 'answer-supervision', supervisionId: 'DB-1', text: '已办。' }],
    ] as const) {
      expect(refusalOf(the, act, own).because).toBe('own-decision');
      expect(step(the, act, visitor, contextAt(morning)).outcome).toBe('stepped');
    }
  });

  it('keep the handling body from recording its own evaluation', () => {
    const visit: Act = { move: 'visit', contacted: true, satisfaction: 'very-satisfied' };
    expect(refusalOf(until('feed-back'), visit, { by: 'm-someone', part: 'desk', department: market }).because).toBe('own-decision');
    expect(madeBy(until('feed-back'), visit, officer).complaint.state).toBe('visited');
  });
});

describe('A return', () => {
  const request: Act = { move: 'return-request', reason: '不属本职', explanation: '属生态环境。', suggestedOwner: environment };

  it('names who is responsible instead, and not the department itself', () => {
    expect(refusalOf(until('sign'), { ...request, suggestedOwner: undefined }, clerk).because).toBe('owner-missing');
    expect(refusalOf(until('sign'), { ...request, suggestedOwner: market }, clerk).because).toBe('owner-unfit');
  });

  it('once refused is refused for good (指定承办), until the case goes to another department', () => {
    const asked = madeBy(until('sign'), request, clerk).complaint;
    const designated = madeBy(asked, { move: 'return-reject', opinion: '指定承办。' }, officer).complaint;
    expect(designated).toMatchObject({ state: 'signed', designated: true });
    expect(refusalOf(designated, request, clerk).because).toBe('designated');
    expect(allowed(designated, clerk, contextAt(morning))).not.toContain('return-request');
  });

  it('takes it from all of its departments and tells them', () => {
    const asked = madeBy(until('sign'), request, clerk).complaint;
    const { complaint, messages } = madeBy(asked, { move: 'return-approve' }, officer);
    expect(complaint).toMatchObject({ state: 'registered', helpers: [], copied: [], lead: undefined });
    expect(messages.map(({ destination, kind }) => [destination, kind])).toEqual([[market, 'taken-away']]);
  });

  it('comes too late after a working day', () => {
    expect(refusalOf(until('sign'), request, clerk, '2026-11-06T16:00:00.000Z').because).toBe('return-too-late');
    expect(madeBy(until('sign'), request, clerk, '2026-11-06T08:59:00.000Z').complaint.state).toBe('return-requested');
  });
});

describe('An extension', () => {
  const ask = (days: number): Act => ({ move: 'extension-request', days, reason: '需检测。' });

  it('is asked for before the limit is over, once, and by no more than the rule gives', () => {
    expect(refusalOf(until('accept'), ask(6), clerk).because).toBe('extension-too-long');
    // Five working days from Thursday: Thursday next.
    expect(refusalOf(until('accept'), ask(5), clerk, '2026-11-13T01:00:00.000Z').because).toBe('extension-too-late');
    const asked = madeBy(until('accept'), ask(5), clerk, '2026-11-11T01:00:00.000Z').complaint;
    const given = madeBy(asked, { move: 'extension-approve' }, officer, '2026-11-11T02:00:00.000Z');
    expect(given.complaint.marks.at(-1)?.days).toBe(5);
    expect(given.messages.find(({ kind }) => kind === 'progress')?.body).toMatchObject({ days: 5 });
    expect(refusalOf(given.complaint, ask(1), clerk, '2026-11-11T03:00:00.000Z').because).toBe('extension-too-long');
  });
});

describe('The law of the day of receipt', () => {
  const refusing = (ground: string): Act => ({ move: 'refuse', ground, explanation: '不属于消费争议。' });
  const signedOn = (receivedAt: string, track: 'complaint' | 'tip') =>
    [dispatch, { move: 'sign' } as const].reduce(
      (the, act, index) => madeBy(the, act, index === 0 ? officer : clerk, receivedAt).complaint,
      begun({ receivedAt, track }),
    );
  // 15:59 UTC is the last minute of the day in Shanghai.
  const lastOf20 = '2026-04-14T15:59:00.000Z';
  const firstOf121 = '2026-04-14T16:00:00.000Z';

  it.each([
    [lastOf20, 'ART15_3', 'ART16_3', '令20号'],
    [firstOf121, 'ART16_3', 'ART15_3', '令121号'],
  ])('decides the grounds of a refusal (%s)', (receivedAt, fits, other, law) => {
    expect(madeBy(signedOn(receivedAt, 'complaint'), refusing(fits), clerk, receivedAt).complaint).toMatchObject({
      state: 'refused',
      answer: { result: 'refused', ground: fits },
    });
    const { because, detail } = refusalOf(signedOn(receivedAt, 'complaint'), refusing(other), clerk, receivedAt);
    expect([because, detail?.includes(law)]).toEqual(['ground-unfit', true]);
    // With what it means, for whoever must choose.
    expect(detail).toContain(`${fits} 不是为生活消费需要`);
  });

  it('lets a tip be refused only because it repeats another, and only under 令121号', () => {
    expect(madeBy(signedOn(firstOf121, 'tip'), refusing('TIP_REPEATED'), clerk, firstOf121).complaint.state).toBe('refused');
    expect(refusalOf(signedOn(lastOf20, 'tip'), refusing('TIP_REPEATED'), clerk, lastOf20).because).toBe('ground-unfit');
  });

  it.each([
    [lastOf20, 'ART21_5', 'ART23_5'],
    [firstOf121, 'ART23_5', 'ART21_5'],
  ])('decides the grounds of a termination, which needs one (%s)', (receivedAt, fits, other) => {
    const mediating = madeBy(signedOn(receivedAt, 'complaint'), { move: 'accept', way: 'mediation' }, clerk, receivedAt).complaint;
    const ending = (ground?: string): Act => ({ move: 'submit', reply: '终止调解。', result: 'terminated', ground });
    expect(madeBy(mediating, ending(fits), clerk, receivedAt).complaint.answer?.ground).toBe(fits);
    for (const ground of [other, undefined]) expect(refusalOf(mediating, ending(ground), clerk, receivedAt).because).toBe('ground-unfit');
  });

  it('keeps the two procedures apart: a complaint is mediated, a tip investigated', () => {
    expect(refusalOf(signedOn(firstOf121, 'complaint'), { move: 'accept', way: 'investigation' }, clerk, firstOf121).because).toBe(
      'ground-unfit',
    );
    expect(refusalOf(signedOn(firstOf121, 'tip'), { move: 'accept', way: 'mediation' }, clerk, firstOf121).because).toBe('ground-unfit');
  });
});

describe('A withdrawal', () => {
  it('ends an open case, acknowledges, and tells its departments', () => {
    const { complaint, messages } = madeBy(until('accept'), { move: 'withdraw', reason: '已解决' }, city);
    expect(complaint.state).toBe('withdrawn');
    expect(messages.map(({ destination, kind }) => [destination, kind])).toEqual([
      ['c-city', 'withdrawal-noted'],
      [market, 'withdrawn'],
    ]);
  });

  it.each(['review-approve', 'feed-back'] as const)('after %s is noted, and the reply stands', (move) => {
    const before = until(move);
    const { complaint, messages } = madeBy(before, { move: 'withdraw' }, city);
    expect(complaint).toMatchObject({ state: before.state, answer: before.answer });
    expect(messages[0]?.kind).toBe('withdrawal-noted');
  });

  it('keeps the reply from coming afterwards', () => {
    const the = madeBy(until('accept'), { move: 'withdraw' }, city).complaint;
    expect(refusalOf(the, { move: 'submit', reply: '好。', result: 'done' }, clerk).because).toBe('move-illegal');
  });

  it('by one does not end what others wait for whose cases were merged into it', () => {
    const one = begun({ complaintId: 'k-02', upperId: 'SZ-2026-0002' });
    const [absorbed] = madeBy(one, { move: 'merge', into: 'k-01' }, officer, morning, { into: until('accept') }).others;
    expect(madeBy(absorbed?.complaint ?? one, { move: 'withdraw' }, city).complaint.state).toBe('handling');
  });
});

describe('A merge', () => {
  const other = begun({ complaintId: 'k-02', upperId: 'SZ-2026-0002' });
  const merge: Act = { move: 'merge', into: 'k-01', reason: '同一工地' };

  it('makes two moves or none, and the answer goes up for both documents', () => {
    const { complaint, others } = madeBy(other, merge, officer, morning, { into: until('accept') });
    expect(complaint).toMatchObject({ state: 'merged', mergedInto: 'k-01' });
    const absorbed = others[0]?.complaint ?? other;
    expect(absorbed).toMatchObject({ complaintId: 'k-01', state: 'handling', merged: [{ upperId: 'SZ-2026-0002' }] });

    const submitted = madeBy(absorbed, { move: 'submit', reply: '已停工。', result: 'done' }, clerk).complaint;
    const { messages } = madeBy(submitted, { move: 'review-approve' }, reviewer);
    const results = messages.filter(({ kind }) => kind === 'result');
    expect(results.map(({ body, sequence }) => [(body as { upperId: string }).upperId, sequence])).toEqual([
      ['SZ-2026-0001', (absorbed.sequences['c-city'] ?? 0) + 1],
      ['SZ-2026-0002', (absorbed.sequences['c-city'] ?? 0) + 2],
    ]);
    for (const { body } of results) expect(body).toMatchObject({ answer: { reply: '已停工。' } });
  });

  it('tells departments of no other case', () => {
    const { messages, others } = madeBy(until('accept', other), merge, officer, morning, { into: until('accept') });
    const told = [...messages, ...(others[0]?.messages ?? [])].filter(({ destination }) => destination === market);
    expect(told.map(({ kind }) => kind)).toEqual(['taken-away', 'updated']);
    expect(JSON.stringify(told[0]?.body)).not.toContain('k-01');
    expect(JSON.stringify(told[1]?.body)).not.toMatch(/k-02|SZ-2026-0002/);
  });

  it('carries on those that were merged before', () => {
    const first = madeBy(begun({ complaintId: 'k-03', upperId: 'SZ-2026-0003' }), { ...merge, into: 'k-02' }, officer, morning, {
      into: other,
    });
    const second = madeBy(first.others[0]?.complaint ?? other, merge, officer, morning, { into: begun() });
    expect(second.others[0]?.complaint.merged.map(({ complaintId }) => complaintId)).toEqual(['k-02', 'k-03']);
  });

  it.each([
    ['itself', {}],
    ['another procedure', { complaintId: 'k-04', track: 'tip' }],
  ] as const)('is not made with %s', (_what, facts) => {
    expect(refusalOf(begun(), merge, officer, morning, { into: begun(facts) }).because).toBe('merge-unfit');
  });

  it('is not made with one that holds as many as can be answered at once', () => {
    const full = {
      ...begun(),
      merged: Array.from({ length: 50 }, (_, at) => ({
        complaintId: `k-${String(at)}`,
        source: 'c-city',
        upperId: `SZ-${String(at)}`,
        part: 1,
      })),
    };
    expect(refusalOf(other, merge, officer, morning, { into: full }).because).toBe('merge-unfit');
  });

  it('does not win time: a case goes into one that was received before it, or at the same time', () => {
    const younger = { ...begun(), receivedAt: '2026-11-05T01:30:00.001Z' };
    expect(refusalOf(other, merge, officer, morning, { into: younger })).toMatchObject({
      because: 'merge-unfit',
      detail: expect.stringContaining('反过来'),
    });
    expect(madeBy({ ...younger, complaintId: 'k-02' }, merge, officer, morning, { into: begun() }).complaint.state).toBe('merged');
  });

  it('is not made with a case that has been answered', () => {
    expect(refusalOf(other, merge, officer, morning, { into: until('submit') }).because).toBe('merge-unfit');
  });
});

describe('A split', () => {
  const cases = [{ part: 1, track: 'request' as const }];
  it('adds a second case of the document, whose end is its own', () => {
    const { complaint, others } = madeBy(until('accept'), { move: 'split', track: 'tip' }, officer, morning, {
      beside: { complaintId: 'k-05', cases },
    });
    expect(complaint.state).toBe('handling');
    expect(others[0]?.complaint).toMatchObject({
      complaintId: 'k-05',
      part: 2,
      track: 'tip',
      state: 'registered',
      version: 1,
      receivedAt: morning,
    });
    expect(madeBy(others[0]?.complaint ?? complaint, dispatch, officer).complaint.state).toBe('dispatched');
  });

  it('adds no second of a kind', () => {
    expect(
      refusalOf(begun(), { move: 'split', track: 'request' }, officer, morning, { beside: { complaintId: 'k-05', cases } }).because,
    ).toBe('split-unfit');
  });
});

describe('A supervision (督办)', () => {
  const supervise: Act = { move: 'supervise', supervisionId: 'DB-1', level: 'listed', requirement: '两日内办结。' };
  const answer = (supervisionId: string): Act => ({ move: 'answer-supervision', supervisionId, text: '已办结。' });

  it('lies over the state, and is answered upward on its own, once', () => {
    const supervised = madeBy(until('accept'), supervise, city).complaint;
    expect(supervised.state).toBe('handling');
    const { complaint, messages } = madeBy(supervised, answer('DB-1'), clerk);
    expect(messages.map(({ kind, body }) => [kind, body])).toEqual([
      ['supervision-answer', expect.objectContaining({ supervisionId: 'DB-1', text: '已办结。' })],
    ]);
    expect(refusalOf(complaint, answer('DB-1'), clerk).because).toBe('supervision-unknown');
    expect(refusalOf(supervised, answer('DB-2'), clerk).because).toBe('supervision-unknown');
  });

  it('of the district is numbered by it, answered to it alone, and not by whoever issued it', () => {
    const supervised = madeBy(until('accept'), supervise, officer).complaint;
    const { supervisionId = '', source } = supervised.supervisions[0] ?? {};
    expect([supervisionId, source]).toEqual([`district-${String(supervised.version)}`, 'district']);
    expect(refusalOf(supervised, answer(supervisionId), officer).because).toBe('own-decision');
    expect(madeBy(supervised, answer(supervisionId), clerk).messages).toEqual([]);
  });

  it('is answered by whoever issued another one, and not the own', () => {
    const first = madeBy(until('accept'), supervise, officer).complaint;
    const both = madeBy(first, supervise, reviewer).complaint;
    const [own, others] = both.supervisions.map(({ supervisionId }) => supervisionId);
    expect(refusalOf(both, answer(own ?? ''), officer).because).toBe('own-decision');
    expect(madeBy(both, answer(others ?? ''), officer).complaint.supervisions.map((one) => one.answeredAt !== undefined)).toEqual([
      false,
      true,
    ]);
    expect(allowed(both, officer, contextAt(morning))).toContain('answer-supervision');
    expect(allowed(first, officer, contextAt(morning))).not.toContain('answer-supervision');
  });

  it('is still answered after the case was withdrawn', () => {
    const gone = madeBy(madeBy(until('accept'), supervise, city).complaint, { move: 'withdraw' }, city).complaint;
    expect(madeBy(gone, answer('DB-1'), officer).messages.map(({ kind }) => kind)).toEqual(['supervision-answer']);
  });
});

describe('What comes late or twice from the city', () => {
  it('an older content does not replace a newer one', () => {
    const update = (contentVersion: number, title: string): Act => ({
      move: 'update',
      contentVersion,
      content: { title, text: '内容。' },
    });
    const newer = madeBy(begun(), update(3, '新'), city).complaint;
    expect(newer.content.title).toBe('新');
    expect(refusalOf(newer, update(2, '旧'), city).because).toBe('update-superseded');
  });

  it('an evaluation may overtake our knowing that it has the result', () => {
    const early = madeBy(until('review-approve'), { move: 'evaluate', contacted: true, satisfaction: 'satisfied' }, city).complaint;
    expect(early.state).toBe('completed');
    expect(madeBy(early, { move: 'feed-back', receipt: 'r-1' }, system).complaint.state).toBe('fed-back');
  });

  it('an acknowledgement that comes twice is counted once', () => {
    expect(refusalOf(until('feed-back'), { move: 'feed-back', receipt: 'r-1' }, system).because).toBe('move-illegal');
  });
});

describe('Messages', () => {
  it('go to departments that have a system, and to whom the kind concerns', () => {
    const { messages } = madeBy(begun(), dispatch, officer, morning, { destinations: new Set([market, environment]) });
    const told = messages.filter(({ kind }) => kind === 'assigned');
    expect(told.map(({ destination, body }) => [destination, (body as { as: string }).as]).sort()).toEqual(
      [
        [market, 'lead'],
        [environment, 'copied'],
      ].sort(),
    );
    for (const kind of Object.keys(toldOf) as DownwardKind[]) expect(toldOf[kind]).toContain('lead');
  });

  it('keep opinions of the district in the district', () => {
    const { messages } = madeBy(until('submit'), { move: 'review-approve', opinion: '同意，注意舆情。' }, reviewer);
    const up = messages.filter(({ destination }) => destination === 'c-city');
    expect(up).toHaveLength(1);
    expect(JSON.stringify(up)).not.toContain('舆情');
  });

  it('say to a department that is no longer on a case that it was taken away', () => {
    const reopened = madeBy(until('feed-back'), { move: 'reopen', reason: '不满意' }, officer).complaint;
    const { messages } = madeBy(reopened, { move: 'dispatch', lead: health, helpers: [], copied: [] }, officer);
    expect(messages.filter(({ destination }) => destination === market).map(({ kind }) => kind)).toEqual(['taken-away']);
  });
});

describe('A case that was dispatched to a wrong department', () => {
  const elsewhere: Act = { move: 'dispatch', lead: environment, helpers: [health], copied: [] };

  it('is dispatched anew while nobody has signed: the first lead hears that it was taken away, and the limits begin anew for the next', () => {
    const later = '2026-11-05T02:00:00.000Z';
    const both = new Set([market, environment]);
    const { complaint, messages } = madeBy(until('dispatch'), elsewhere, officer, later, { destinations: both });
    expect(complaint).toMatchObject({ state: 'dispatched', lead: environment, helpers: [health], copied: [] });
    expect(messages.map(({ destination, kind }) => [destination, kind])).toEqual([
      ['c-city', 'progress'],
      [environment, 'assigned'],
      [market, 'taken-away'],
    ]);
    const signing = clocksOf(complaint, clockRuleSeed, new Date(later)).filter(({ clock }) => clock === 'sign');
    expect(signing).toMatchObject([
      { department: market, stoppedAt: later, fulfilled: false },
      { department: environment, startedAt: later, id: 'sign:2' },
    ]);
    expect(signing[1]?.stoppedAt).toBeUndefined();
    expect(step(complaint, { move: 'sign' }, { ...clerk, department: environment }, contextAt(later)).outcome).toBe('stepped');
  });

  it('is not, once somebody has signed, nor to the same lead, nor by itself, nor for ever', () => {
    expect(refusalOf(until('sign'), elsewhere, officer).because).toBe('move-illegal');
    expect(refusalOf(until('dispatch'), { ...elsewhere, lead: market }, officer).because).toBe('owner-unfit');
    expect(refusalOf(until('dispatch'), elsewhere, system).because).toBe('move-illegal');
    let the = until('dispatch');
    for (let times = 1; times < 10; times++)
      the = madeBy(the, { ...elsewhere, lead: the.lead === market ? environment : market }, officer).complaint;
    expect(refusalOf(the, { ...elsewhere, lead: the.lead === market ? environment : market }, officer).because).toBe('too-many');
    expect(allowed(the, officer, contextAt(morning))).not.toContain('dispatch');
  });
});

describe('The usual way', () => {
  it('ends with what the city knows, each thing once', () => {
    expect(after(6).state).toBe('fed-back');
    expect(after(6).sequences).toEqual({ 'c-city': 5, [market]: 2 });
  });
});

describe('What the upper platform says of a case that is settled', () => {
  const newer: Act = { move: 'update', contentVersion: 2, content: { ...registration().content, address: '人民路100号' } };
  const returned = madeBy(begun(), { move: 'return-up', reason: '缺失要素', explanation: '没有地址' }, officer).complaint;

  it('brings a returned case back with what was missing: the desk sees it, the upper platform hears it, its clocks begin anew', () => {
    const at = '2026-11-06T02:00:00.000Z';
    const { complaint, messages, outlook } = madeBy(returned, newer, city, at);
    expect([complaint.state, complaint.content.address]).toEqual(['registered', '人民路100号']);
    expect(messages.map(({ destination, kind }) => [destination, kind])).toEqual([['c-city', 'progress']]);
    expect(outlook.entry.due! > at).toBe(true);
    expect(allowed(complaint, officer, contextAt(at))).toContain('dispatch');
  });

  it('says nothing upward of an update that moves nothing', () => {
    expect(madeBy(begun(), newer, city).messages.filter(({ destination }) => destination === 'c-city')).toEqual([]);
  });

  it('is supervised and has to answer, whatever became of the case', () => {
    const supervise: Act = { move: 'supervise', supervisionId: 'D-1', level: 'listed', requirement: '三日内说明' };
    const withdrawn = madeBy(after(1), { move: 'withdraw' }, city).complaint;
    for (const the of [returned, withdrawn]) {
      const { complaint } = madeBy(the, supervise, city);
      expect([complaint.state, complaint.supervisions.length]).toEqual([the.state, 1]);
    }
  });

  it('reaches who handles the case into which it was merged, until that has ended', () => {
    const first = { ...after(3), complaintId: 'k-02' };
    const merged = madeBy(begun(), { move: 'merge', into: 'k-02' }, officer, morning, { into: first });
    const [into] = merged.others;
    const updated = madeBy(merged.complaint, newer, city, morning, { into: into!.complaint });
    expect(updated.complaint.state).toBe('merged');
    const [told] = updated.others;
    expect(told!.complaint.merged).toEqual(into!.complaint.merged);
    const [message] = told!.messages;
    expect([message?.destination, message?.kind]).toEqual([market, 'updated']);
    expect(message?.body).not.toHaveProperty('complaintId');
    expect(message?.body).toMatchObject({ news: { address: '人民路100号' } });
    expect(madeBy(merged.complaint, newer, city, morning, { into: { ...into!.complaint, state: 'closed' } }).others).toEqual([]);
  });
});
