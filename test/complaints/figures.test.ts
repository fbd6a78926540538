import { describe, expect, it } from 'vitest';
import { clockRuleSeed } from '../../functions/complaints/clocks/clock-rule-seed.ts';
import type { Complaint } from '../../functions/complaints/complaint.ts';
import { figuresOf } from '../../functions/complaints/figures.ts';
import { factOf, monthsBetween } from '../../functions/complaints/projections.ts';
import { after, begun, city, clerk, environment, madeBy, market, officer, until } from './small-desk.ts';

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

  it('is taken out by a withdrawal, whenever it comes', () => {
    for (const the of [fresh(), ended()]) expect(factOf(madeBy(the, { move: 'withdraw' }, city).complaint).removed).toBe(true);
  });

  it('lies in the month of its receipt, and a period knows its months', () => {
    expect(monthsBetween('2026-11-30', '2027-02-01')).toEqual(['2026-11', '2026-12', '2027-01', '2027-02']);
    expect(monthsBetween('2026-11-01', '2026-11-30')).toEqual(['2026-11']);
  });
});
