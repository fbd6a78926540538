import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterRound, applyNotices, beginningOf } from '../../functions/complaints/apply-notices.ts';
import { clockRuleSeed } from '../../functions/complaints/clocks/clock-rule-seed.ts';
import { type Complaint, Track } from '../../functions/complaints/complaint.ts';
import { Act } from '../../functions/complaints/moves.ts';
import { StoredNotice, UpperNotice } from '../../functions/complaints/notice.ts';
import { step, type Stepped } from '../../functions/complaints/step.ts';

const source = 'c-city';
const upperId = 'SZ-2026-0001';
const begun = Date.parse('2026-11-25T01:00:00.000Z');

const notice = (version: number, more: object): UpperNotice =>
  UpperNotice.parse({ upperId, version, issuedAt: new Date(begun + version).toISOString(), ...more });
const content = (version: number) => ({ title: `第${version}版`, text: '餐饮油烟直排，夜间扰民' });
const order = (version: number, tracks: Track[] = ['complaint']) => notice(version, { kind: 'order', tracks, content: content(version) });
const update = (version: number, tracks: Track[] = ['complaint']) => notice(version, { kind: 'update', tracks, content: content(version) });
const withdrawal = (version: number) => notice(version, { kind: 'withdrawal', reason: '已和解' });
const urging = (version: number) => notice(version, { kind: 'urging', text: '请尽快办理' });
const supervision = (version: number, supervisionId = `D${version}`) =>
  notice(version, { kind: 'supervision', supervisionId, level: 'ordinary', requirement: '限期整改' });
const evaluation = (version: number, more: object = {}) =>
  notice(version, { kind: 'evaluation', contacted: true, satisfaction: 'satisfied', ...more });

/** What the table would hold, and every message that was ever written. */
class Stored {
  notices = new Map<number, StoredNotice>();
  cases = new Map<string, Complaint>();
  messages: string[] = [];
  at = begun;
  dispatchTo: (() => string | undefined) | undefined;

  context() {
    this.at += 60_000;
    return {
      now: new Date(this.at),
      rules: clockRuleSeed,
      destinations: new Set<string>(),
      facts: new Map(),
      handledIn: new Map<string, Complaint>(),
      dispatchTo: this.dispatchTo ?? (() => undefined),
    };
  }
  keep({ complaint, messages }: Stepped) {
    this.cases.set(complaint.complaintId, complaint);
    this.messages.push(...messages.map(({ messageId, kind }) => `${messageId} ${kind}`));
  }
  arrive(one: UpperNotice) {
    if (this.notices.has(one.version)) return;
    const receivedAt = new Date((this.at += 1000)).toISOString();
    const move = { by: `upper:${source}`, action: 'complaints:take-notice', at: receivedAt, correlationId: 'test' };
    this.notices.set(one.version, StoredNotice.parse({ source, receivedAt, digest: 'd', personKeys: [], notice: one, move }));
  }
  round() {
    const told = { source, upperId, notices: [...this.notices.values()], cases: [...this.cases.values()] };
    const round = applyNotices(told, this.context());
    expect(round.notices.length).toBeLessThanOrEqual(20);
    // One transaction holds one write of an item.
    expect(new Set(round.steps.map(({ complaint }) => complaint.complaintId)).size).toBe(round.steps.length);
    for (const one of round.steps) this.keep(one);
    this.notices = new Map(afterRound(told, round).notices.map((one) => [one.notice.version, one]));
    return round.steps.length + round.notices.length > 0;
  }
  work() {
    for (let rounds = 0; this.round(); rounds += 1) if (rounds > 200) throw new Error('it does not come to rest');
    return this;
  }
  /** Somebody of ours moves a case. */
  act(act: unknown, part: 'desk' | 'lead' = 'lead', by = `m-${part}`) {
    const [the] = this.cases.values();
    const stepped = step(the!, Act.parse(act), { by, part, department: part === 'lead' ? 'd-market' : 'd-desk' }, this.context());
    if (stepped.outcome === 'refused') throw new Error(`${stepped.because} ${stepped.detail ?? ''}`);
    this.keep(stepped);
    return this;
  }
  get only() {
    expect(this.cases.size).toBe(1);
    return [...this.cases.values()][0]!;
  }
  applied(version: number) {
    return this.notices.get(version)?.applied;
  }
  moves(name: string) {
    return [...this.cases.values()].map(({ marks }) => marks.filter(({ move }) => move === name).length);
  }
}

const after = (...some: UpperNotice[]) => {
  const stored = new Stored();
  for (const one of some) {
    stored.arrive(one);
    stored.work();
  }
  return stored;
};

const replied = (stored: Stored) =>
  stored
    .act({ move: 'dispatch', lead: 'd-market' }, 'desk')
    .act({ move: 'sign' })
    .act({ move: 'accept', way: 'mediation' })
    .act({ move: 'submit', reply: '已调解', result: 'agreement' })
    .act({ move: 'review-approve' }, 'desk', 'm-reviewer');

describe('What the upper platform says', () => {
  it('an order becomes one case for each track, each acknowledged on its own', () => {
    const stored = after(order(1, ['complaint', 'tip']));
    expect([...stored.cases.values()].map(({ track, part, state }) => [track, part, state])).toEqual([
      ['complaint', 1, 'registered'],
      ['tip', 2, 'registered'],
    ]);
    expect(stored.messages.filter((one) => one.endsWith('acknowledgement'))).toHaveLength(2);
  });

  it('the update before the order: it begins the case with its own content, and the order changes nothing any more', () => {
    const stored = after(update(2), order(1));
    expect(stored.only).toMatchObject({ contentVersion: 2, content: content(2) });
    expect([stored.applied(2), stored.applied(1)]).toEqual(['done', 'superseded']);
    expect(stored.moves('update')).toEqual([0]);
  });

  it('too often is noted and moves nothing: what comes after it is still heard', () => {
    const stored = after(order(1), ...Array.from({ length: 31 }, (_, at) => supervision(at + 2)));
    expect(stored.moves('supervise')).toEqual([30]);
    expect([stored.applied(31), stored.applied(32)]).toEqual(['done', 'superseded']);
    stored.arrive(urging(33));
    expect(stored.work().only.urged).toBe(1);
  });

  it('an update too many is on record and not said to be in the case', () => {
    const stored = after(order(1), ...Array.from({ length: 81 }, (_, at) => update(at + 2)));
    expect(stored.only.contentVersion).toBe(81);
    expect([stored.applied(81), stored.applied(82)]).toEqual(['done', 'superseded']);
  });

  it('an update without urgency leaves it as it is, in whatever order they come', () => {
    const urgent = notice(1, { kind: 'order', urgency: 'urgent', tracks: ['complaint'], content: content(1) });
    for (const stored of [after(urgent, update(2)), after(update(2), urgent)])
      expect(stored.only).toMatchObject({ urgency: 'urgent', contentVersion: 2, content: content(2) });
  });

  it('whatever comes before the order waits for it', () => {
    const early = after(urging(3), supervision(2), withdrawal(4));
    expect([early.cases.size, early.applied(2), early.applied(3), early.applied(4)]).toEqual([0, 'waiting', 'waiting', 'waiting']);
    early.arrive(order(1));
    early.work();
    expect(early.only).toMatchObject({ state: 'withdrawn', urged: 1, supervisions: [{ supervisionId: 'D2' }] });
    expect([early.applied(2), early.applied(3), early.applied(4)]).toEqual(['done', 'done', 'done']);
  });

  it('the withdrawal after the reply is noted upwards and leaves what was decided; said twice it is noted once', () => {
    const stored = replied(after(order(1)));
    for (const one of [withdrawal(2), withdrawal(3)]) stored.arrive(one);
    stored.work();
    expect(stored.only.state).toBe('completed');
    expect(stored.messages.filter((one) => one.endsWith('withdrawal-noted'))).toHaveLength(1);
    expect([stored.applied(2), stored.applied(3)]).toEqual(['done', 'superseded']);
  });

  it('the reply after the withdrawal is not to be made: the case has ended', () => {
    const stored = after(order(1));
    stored.act({ move: 'dispatch', lead: 'd-market' }, 'desk').act({ move: 'sign' });
    stored.arrive(withdrawal(2));
    stored.work();
    expect(() => stored.act({ move: 'accept', way: 'mediation' })).toThrow('move-illegal');
  });

  it('an evaluation waits for the end; of two the newer counts, of one part that part alone', () => {
    const stored = after(order(1), evaluation(3, { satisfaction: 'dissatisfied' }));
    expect(stored.applied(3)).toBe('waiting');
    replied(stored).work();
    expect(stored.applied(3)).toBe('done');
    stored.arrive(evaluation(2));
    stored.arrive(evaluation(4, { part: 2 }));
    stored.work();
    expect([stored.applied(2), stored.applied(4)]).toEqual(['superseded', 'waiting']);
    expect(stored.only.marks.filter(({ move }) => move === 'evaluate').map(({ satisfaction }) => satisfaction)).toEqual(['dissatisfied']);
  });

  it('an urging that comes after the end is too late, and says so', () => {
    const stored = replied(after(order(1)));
    stored.arrive(urging(2));
    stored.work();
    expect(stored.applied(2)).toBe('too-late');
  });

  it('what was said is said of a track that a later update adds too; not of a case that people have split off since', () => {
    const stored = after(order(1), supervision(2), withdrawal(4), update(3, ['complaint', 'tip']));
    expect([...stored.cases.values()].map(({ state, supervisions }) => [state, supervisions.length])).toEqual([
      ['withdrawn', 1],
      ['withdrawn', 1],
    ]);

    const split = after(order(1), urging(2));
    const [the] = split.cases.values();
    const beside = { complaintId: 'k-00000000000000000000000000', cases: [the!] };
    const stepped = step(the!, { move: 'split', track: 'tip' }, { by: 'm-desk', part: 'desk' }, { ...split.context(), beside });
    if (stepped.outcome === 'refused') throw new Error(stepped.because);
    for (const one of [stepped, ...stepped.others]) split.keep(one);
    split.work();
    expect(split.moves('urge')).toEqual([1, 0]);
    split.arrive(urging(3));
    expect(split.work().moves('urge')).toEqual([2, 1]);
  });

  it('a case goes to its department by itself where the table says so, once, and not when it is withdrawn already', () => {
    const stored = new Stored();
    stored.dispatchTo = () => 'd-market';
    stored.arrive(order(1));
    expect(stored.work().only).toMatchObject({ state: 'dispatched', lead: 'd-market' });

    const withdrawn = new Stored();
    withdrawn.dispatchTo = () => 'd-market';
    withdrawn.arrive(withdrawal(2));
    withdrawn.arrive(order(1));
    expect(withdrawn.work().only.state).toBe('withdrawn');
    expect(withdrawn.moves('dispatch')).toEqual([0]);
  });

  it('a case whose part people have taken gets one of its own', () => {
    const [first] = after(order(1)).cases.values();
    const told = { source, upperId, notices: [...after(order(1), update(2, ['complaint', 'tip'])).notices.values()] };
    const cases = [first!, { ...first!, complaintId: 'k-1', track: 'request' as const, part: 2 }];
    expect(beginningOf({ ...told, cases }).map(({ track, part }) => [track, part])).toEqual([['tip', 4]]);
  });
});

const tracks = fc.subarray([...Track.options], { minLength: 1 });
const said = (mayWithdraw: boolean) =>
  fc
    .array(
      fc.oneof(
        tracks.map((some) => (version: number) => update(version, some)),
        fc.constant(urging),
        fc.constantFrom('A', 'B').map((id) => (version: number) => supervision(version, id)),
        fc.constant((version: number) => evaluation(version)),
        ...(mayWithdraw ? [fc.constant(withdrawal)] : []),
      ),
      { maxLength: 6 },
    )
    .chain((later) => tracks.map((some) => [order(1, some), ...later.map((make, at) => make(at + 2))]));

/** Every notice once and some of them more often, in any order; with whether the worker came between. */
const arrivals = (mayWithdraw: boolean) =>
  said(mayWithdraw).chain((all) =>
    fc.record({
      all: fc.constant(all),
      coming: fc
        .array(fc.nat({ max: all.length - 1 }), { maxLength: 5 })
        .chain((repeats) => fc.shuffledSubarray([...all, ...repeats.map((at) => all[at]!)], { minLength: all.length + repeats.length })),
      worked: fc.infiniteStream(fc.boolean()),
    }),
  );
const inAnyOrder = (coming: readonly UpperNotice[], worked: Iterator<boolean>) => {
  const stored = new Stored();
  for (const one of coming) {
    stored.arrive(one);
    if (worked.next().value === true) stored.work();
  }
  return stored.work();
};
const byTrack = <Value>(stored: Stored, of: (the: Complaint) => Value) =>
  Object.fromEntries([...stored.cases.values()].map((the) => [the.track, of(the)]));

describe('In any order and however often', () => {
  it('the same notices lead to the same cases with the same content, urged and supervised the same, once each', () => {
    fc.assert(
      fc.property(arrivals(false), ({ all, coming, worked }) => {
        const stored = inAnyOrder(coming, worked);
        const inOrder = after(...all);
        const of = ({ complaintId, part, content: is, contentVersion, state, urged, supervisions }: Complaint) => ({
          ...{ complaintId, part, is, contentVersion, state, urged },
          supervisions: supervisions.map(({ supervisionId }) => supervisionId).sort(),
        });
        expect(byTrack(stored, of)).toEqual(byTrack(inOrder, of));
        expect(new Set(stored.messages).size).toBe(stored.messages.length);
      }),
    );
  });

  it('a withdrawal ends every case, whenever it comes, and is noted once for each', () => {
    fc.assert(
      fc.property(arrivals(true), ({ all, coming, worked }) => {
        const stored = inAnyOrder(coming, worked);
        const withdrawn = all.some(({ kind }) => kind === 'withdrawal');
        const newest = all.findLast((one) => one.kind === 'order' || one.kind === 'update');
        for (const the of stored.cases.values()) {
          expect(the.state).toBe(withdrawn ? 'withdrawn' : 'registered');
          expect(the.contentVersion).toBe(newest?.version);
          expect(the.marks.filter(({ move }) => move === 'withdraw')).toHaveLength(withdrawn ? 1 : 0);
        }
        expect([...stored.notices.values()].every(({ applied }) => applied !== undefined)).toBe(true);
      }),
    );
  });
});

describe('A document of which very much was said', () => {
  it('is worked in rounds of twenty at most', () => {
    const urgings = Array.from({ length: 120 }, (_, at) => urging(at + 3));
    const stored = after(order(1), withdrawal(2), ...urgings);
    expect(urgings.map(({ version }) => stored.applied(version)).filter((applied) => applied !== 'too-late')).toEqual([]);
  });
});
