import { describe, expect, it } from 'vitest';
import { clockRuleSeed } from '../../functions/complaints/clocks/clock-rule-seed.ts';
import type { Complaint } from '../../functions/complaints/complaint.ts';
import { figuresOf } from '../../functions/complaints/figures.ts';
import type { Act } from '../../functions/complaints/moves.ts';
import { factOf, monthsBetween } from '../../functions/complaints/projections.ts';
import type { Actor } from '../../functions/complaints/step.ts';
import { after, begun, city, clerk, environment, madeBy, market, morning, officer, reviewer, system, until } from './small-desk.ts';

const later = new Date('2026-11-20T02:00:00.000Z');
const figures = (cases: readonly Complaint[], now = later) => figuresOf(cases, () => clockRuleSeed, now);
let number = 0;
const fresh = (more: Parameters<typeof begun>[0] = {}) => {
  number += 1;
  return begun({ complaintId: `k-${String(number)}`, upperId: `SZ-${String(number)}`, ...more });
};

const ended = (satisfaction?: 'satisfied' | 'dissatisfied' | 'not-evaluated') => {
  const the = after(6, fresh());
  return satisfaction === undefined ? the : madeBy(the, { move: 'visit', contacted: true, satisfaction }, officer).complaint;
};

describe('Figures', () => {
  it('count what ended in time among what ended or is late', () => {
    const handling = until('accept', fresh());
    expect(figures([ended(), handling]).all).toMatchObject({ endedInTime: { of: 1, among: 2, rate: 0.5 }, overdue: 1 });
    // Five working days from Thursday the 5th are not over on the 10th: neither late nor ended.
    expect(figures([ended(), handling], new Date('2026-11-10T02:00:00.000Z')).all).toMatchObject({
      endedInTime: { of: 1, among: 1 },
      overdue: 0,
    });
  });

  it('count signing in time among all that had to be signed', () => {
    const unsigned = after(1, fresh());
    const signedLate = madeBy(after(1, fresh()), { move: 'sign' }, clerk, '2026-11-06T08:00:00.000Z').complaint;
    expect(figures([ended(), unsigned, signedLate]).all.signedInTime).toEqual({ of: 1, among: 3, rate: 0.3333 });
  });

  it('count returns among what was dispatched, and reopened among what was answered', () => {
    const request = { move: 'return-request', reason: '类型有误', explanation: '类型不符。' } as const;
    const returned = madeBy(madeBy(until('sign', fresh()), request, clerk).complaint, { move: 'return-approve' }, officer).complaint;
    const reopened = madeBy(ended(), { move: 'reopen', reason: '不满意' }, officer).complaint;
    const { all } = figures([fresh(), returned, reopened, ended()]);
    expect(all.returned).toEqual({ of: 1, among: 3, rate: 0.3333 });
    expect(all.reopened).toEqual({ of: 1, among: 2, rate: 0.5 });
  });

  it('count satisfaction by the last word, among valid words', () => {
    const second = madeBy(ended('dissatisfied'), { move: 'evaluate', contacted: true, satisfaction: 'satisfied' }, city).complaint;
    const { satisfied } = figures([ended('satisfied'), ended('dissatisfied'), ended('not-evaluated'), ended(), second]).all;
    expect(satisfied).toEqual({ of: 2, among: 3, rate: 0.6667 });
  });

  it('leave withdrawn cases out, and say how many', () => {
    const withdrawn = madeBy(until('accept', fresh()), { move: 'withdraw' }, city).complaint;
    expect(figures([withdrawn, ended()]).all).toMatchObject({
      received: 1,
      excluded: { withdrawn: 1 },
      endedInTime: { of: 1, among: 1 },
    });
  });

  it('count once whoever complains as a trade', () => {
    const trade = Array.from({ length: 7 }, (_, index) =>
      fresh({ personKeys: ['hash-of-one'], content: { title: '标签', text: '标签不符。', respondent: { name: `某店${String(index)}` } } }),
    );
    expect(figures([...trade, fresh({ personKeys: ['another'] })]).all).toMatchObject({ received: 2, excluded: { professional: 6 } });
  });

  it('say about each department what happened in its hands: its signing, its returns, its lateness', () => {
    const request = { move: 'return-request', reason: '类型有误', explanation: '类型不符。' } as const;
    // Market signs late, and asks to return; approved after five working days have gone. Environment then ends it in time.
    const signed = madeBy(after(1, fresh()), { move: 'sign' }, clerk, '2026-11-06T08:00:00.000Z').complaint;
    const asked = madeBy(signed, request, clerk, '2026-11-06T08:10:00.000Z').complaint;
    const returned = madeBy(asked, { move: 'return-approve' }, officer, '2026-11-13T02:00:00.000Z').complaint;
    const others = { ...clerk, by: 'm-environment-clerk', department: environment };
    const way: readonly (readonly [Act, Actor])[] = [
      [{ move: 'dispatch', lead: environment, helpers: [], copied: [] }, officer],
      [{ move: 'sign' }, others],
      [{ move: 'accept', way: 'inquiry' }, others],
      [{ move: 'submit', reply: '已整改。', result: 'done' }, others],
      [{ move: 'review-approve' }, reviewer],
    ];
    const handed = way.reduce((the, [act, actor]) => madeBy(the, act, actor, '2026-11-13T03:00:00.000Z').complaint, returned);
    const of = (department: string) => figures([handed]).byDepartment.find((one) => one.department === department)?.figures;
    const none = { of: 0, among: 1 };
    expect(of(market)).toMatchObject({ signedInTime: none, returned: { of: 1, among: 1 }, endedInTime: none, overdue: 0 });
    expect(of(environment)).toMatchObject({ signedInTime: { of: 1, among: 1 }, returned: none, endedInTime: { of: 1, among: 1 } });
    expect(figures([handed]).all).toMatchObject({ received: 1, endedInTime: none, signedInTime: { of: 1, among: 2 } });
  });

  it('count a case that was merged when it was late already, and none that was merged in time', () => {
    const merged = (at: string) =>
      madeBy(until('accept', fresh()), { move: 'merge', into: 'k-01' }, officer, at, { into: until('accept') }).complaint;
    expect(figures([merged('2026-11-16T02:00:00.000Z'), merged('2026-11-09T02:00:00.000Z'), ended()]).all).toMatchObject({
      endedInTime: { of: 1, among: 2 },
      overdue: 0,
    });
  });

  it('go on for others: a shared case whose first complainant withdraws still counts', () => {
    const shared = madeBy(fresh({ complaintId: 'k-shared' }), { move: 'merge', into: 'k-01' }, officer, morning, {
      into: until('accept', fresh()),
    }).others[0]!.complaint;
    const one = madeBy(shared, { move: 'withdraw' }, city).complaint;
    expect(figures([one]).all).toMatchObject({ received: 1, excluded: { withdrawn: 0 } });
    expect(factOf(one).removed).toBe(false);
  });

  it('believe the upper platform before the desk, and count who was contacted and whose matter was resolved', () => {
    const evaluated = madeBy(after(6, fresh()), { move: 'evaluate', contacted: true, resolved: false, satisfaction: 'dissatisfied' }, city);
    const first = evaluated.complaint;
    const visit = { move: 'visit', contacted: true, resolved: true, satisfaction: 'satisfied' } as const;
    // Its word comes before the visit where it overtook our knowing of the feedback.
    const early = madeBy(after(5, fresh()), { move: 'evaluate', contacted: false, satisfaction: 'dissatisfied' }, city).complaint;
    const visited = madeBy(madeBy(early, { move: 'feed-back', receipt: 'r-1' }, system).complaint, visit, officer).complaint;
    const { all } = figures([first, visited, madeBy(after(6, fresh()), visit, officer).complaint]);
    expect(all).toMatchObject({ satisfied: { of: 1, among: 3 }, contacted: { of: 2, among: 3 }, resolved: { of: 1, among: 2 } });
  });

  it('say the same by department, each by its own cases', () => {
    const elsewhere = madeBy(fresh(), { move: 'dispatch', lead: environment, helpers: [], copied: [] }, officer).complaint;
    const { byDepartment } = figures([ended(), ended(), elsewhere, fresh()]);
    expect(byDepartment.map(({ department, figures: { received } }) => [department, received])).toEqual([
      [market, 2],
      [environment, 1],
    ]);
  });

  it('have no rate where nothing is to be counted', () => {
    expect(figures([]).all.satisfied).toEqual({ of: 0, among: 0 });
  });
});

describe('A fact for scoring', () => {
  const content = { title: '退款', text: '丁小满称商家拒不退款。', amount: 12_300, category: '消费维权', address: '某路1号' };

  it('names organisations, and nobody else', () => {
    const about = (name: string) => factOf(fresh({ content: { ...content, respondent: { name } } }));
    expect(about('苏州某某餐饮有限公司').objectName).toBe('苏州某某餐饮有限公司');
    expect(about('丁小满')).not.toHaveProperty('objectName');
  });

  it('has neither text, place nor person', () => {
    const fact = factOf(fresh({ content, personKeys: ['hash-of-one'] }));
    expect(fact).toMatchObject({ amount: 12_300, category: '消费维权', removed: false });
    for (const said of ['丁小满', '某路', '退款', 'hash-of-one']) expect(JSON.stringify(fact)).not.toContain(said);
  });

  it('is taken out by a withdrawal, but what was decided stays', () => {
    for (const [the, removed] of [
      [fresh(), true],
      [ended(), false],
    ] as const)
      expect(factOf(madeBy(the, { move: 'withdraw' }, city).complaint).removed).toBe(removed);
  });

  it('lies in the month of its receipt, and a period knows its months', () => {
    expect(monthsBetween('2026-11-30', '2027-02-01')).toEqual(['2026-11', '2026-12', '2027-01', '2027-02']);
    expect(monthsBetween('2026-11-01', '2026-11-30')).toEqual(['2026-11']);
  });
});
