import { describe, expect, it } from 'vitest';
import type { Complaint } from '../../functions/complaints/complaint.ts';
import { type Act, moves } from '../../functions/complaints/moves.ts';
import type { MoveName } from '../../functions/complaints/move-name.ts';
import { sharesOf } from '../../functions/complaints/projections.ts';
import { type Actor, step, type Stepped } from '../../functions/complaints/step.ts';
import { begun, contextAt, madeBy, morning } from './small-desk.ts';

/** Of three bytes each, as the longest that each field takes. */
const long = (signs: number): string => '督'.repeat(signs);
const id = (kind: string): string => `${kind}-${'z'.repeat(26)}`;
const department = (round: number, at: number): string => `d-${String(round).padStart(4, '0')}${String(at).padStart(8, '0')}`;

const lead = (the: Complaint): Actor => ({ by: id('m'), part: 'lead', department: the.lead });
const officer: Actor = { by: id('o'), part: 'desk', department: 'd-f2v7' };
const reviewer: Actor = { by: id('r'), part: 'desk', department: 'd-f2v7' };
const city: Actor = { by: `upper:c-${'z'.repeat(40)}`, part: 'upper' };
const system: Actor = { by: 'system:work-notices', part: 'system' };

const content = (): Complaint['content'] => ({
  title: long(200),
  text: long(8000),
  category: long(60),
  area: '320505',
  address: long(300),
  respondent: { name: long(200), code: long(40), address: long(300) },
  item: long(50),
  keywords: Array.from({ length: 20 }, () => long(30)),
});

/** Every act, as long as it may be; what adds most first, what ends the case last. */
const acts = (the: Complaint, number: number): (readonly [Act, Actor])[] => {
  const open = the.supervisions.find(({ answeredAt }) => answeredAt === undefined);
  const dueAt = morning;
  const overlay = (long(55) + String(number)).slice(-60);
  const helpers = Array.from({ length: 10 }, (_, at) => department(number, at));
  const copied = Array.from({ length: 10 }, (_, at) => department(number, 10 + at));
  return [
    [{ move: 'progress', text: long(3000) }, lead(the)],
    [{ move: 'urge', text: long(1000) }, city],
    [{ move: 'urge', text: long(1000) }, officer],
    [{ move: 'supervise', supervisionId: overlay, level: 'important', requirement: long(3000), dueAt }, city],
    [{ move: 'supervise', level: 'important', requirement: long(3000), dueAt }, reviewer],
    [{ move: 'update', contentVersion: the.contentVersion + 1, content: content(), dueAt }, city],
    [{ move: 'evaluate', contacted: true, satisfaction: 'very-dissatisfied', note: long(1000) }, city],
    ...(open ? [[{ move: 'answer-supervision', supervisionId: open.supervisionId, text: long(6000) }, lead(the)] as const] : []),
    [{ move: 'suspend', reason: '不可抗力', explanation: long(1000) }, lead(the)],
    [{ move: 'resume' }, lead(the)],
    [{ move: 'extension-request', days: 5, reason: long(1000) }, lead(the)],
    [{ move: 'extension-approve' }, officer],
    [{ move: 'return-request', reason: '其他原因', explanation: long(1000) }, lead(the)],
    [{ move: 'return-approve' }, officer],
    [{ move: 'dispatch', lead: department(number, 99), helpers, copied }, officer],
    [{ move: 'sign' }, lead(the)],
    [{ move: 'accept', way: 'inquiry' }, lead(the)],
    [{ move: 'submit', reply: long(6000), result: 'done' }, lead(the)],
    [{ move: 'review-reject', opinion: long(1000) }, reviewer],
    [{ move: 'review-approve' }, reviewer],
    [{ move: 'feed-back', receipt: long(200) }, system],
    [{ move: 'reopen', reason: long(1000) }, officer],
    [{ move: 'withdraw', reason: long(1000) }, city],
    [{ move: 'archive' }, officer],
  ];
};

const large = (): Complaint =>
  begun({
    complaintId: id('k'),
    source: `c-${'z'.repeat(40)}`,
    upperId: 'U'.repeat(60),
    content: content(),
    personKeys: ['0'.repeat(64), '1'.repeat(64)],
    proposals: Array.from({ length: 20 }, (_, at) => ({
      department: department(0, at),
      score: 0.123456,
      because: Array.from({ length: 4 }, () => long(60)),
    })),
    duplicates: Array.from({ length: 50 }, () => ({
      complaintId: id('k'),
      probability: 0.999,
      because: Array.from({ length: 7 }, () => long(25)),
    })),
  });

/** With as many others merged into it as may be, of each of which there is news as often as is passed on. */
const absorbing = (): Complaint => {
  let the = large();
  for (;;) {
    const other = { ...large(), complaintId: id('b') };
    const merged = step(other, { move: 'merge', into: the.complaintId, reason: long(1000) }, officer, contextAt(morning, { into: the }));
    if (merged.outcome === 'refused') break;
    the = merged.others[0]?.complaint ?? the;
  }
  const gone: Complaint = { ...large(), state: 'merged', mergedInto: the.complaintId };
  for (;;) {
    const [absorbed] = madeBy(gone, { move: 'update', contentVersion: 2, content: content() }, city, morning, { into: the }).others;
    if (!absorbed) return the;
    the = absorbed.complaint;
  }
};

describe('Whatever is done with a case', () => {
  it('comes to an end, and the case stays small enough to be read and moved', () => {
    let the = absorbing();
    expect([the.merged.length, the.marks.filter(({ move }) => move === 'absorb').length]).toEqual([50, 100]);
    const made = new Map<MoveName, number>();
    let most = 0;
    for (let number = 1; ; number++) {
      const next = acts(the, number).reduce<Stepped | undefined>((found, [act, actor]) => {
        if (found) return found;
        // Everybody concerned has a system; of most moves that would only make the test slow.
        const told = act.move === 'dispatch' ? [act.lead, ...act.helpers, ...act.copied, ...sharesOf(the).keys()] : [];
        const stepped = step(the, act, actor, contextAt(morning, { destinations: new Set(told) }));
        return stepped.outcome === 'refused' ? undefined : stepped;
      }, undefined);
      if (!next) break;
      the = next.complaint;
      made.set(next.moved.act.move, (made.get(next.moved.act.move) ?? 0) + 1);
      // Case, move, watch; each department's inbox, also of those from whom it is taken; keys and facts.
      const departments = new Set([...sharesOf(next.before ?? the).keys(), ...sharesOf(the).keys()]);
      most = Math.max(most, 3 + next.messages.length + departments.size + 9);
      if (number > 5000) throw new Error('it goes on for ever');
    }
    expect(the.state).toBe('closed');
    // Of every move that has a limit, as many as that: otherwise the walk had not gone as far as one can.
    for (const name of [
      'progress',
      'suspend',
      'return-request',
      'review-reject',
      'reopen',
      'urge',
      'supervise',
      'update',
      'evaluate',
    ] as const) {
      const { district = 0, upper = 0 } = moves[name].atMost ?? {};
      expect([name, made.get(name)]).toEqual([name, district + upper]);
    }
    // The item holds also what lists show of it; DynamoDB counts no more than JSON does.
    expect(Buffer.byteLength(JSON.stringify(the))).toBeLessThan(295_000);
    expect(most).toBeGreaterThan(80);
    expect(most).toBeLessThanOrEqual(100);
  });

  it('what is too much is refused with its number, or of the upper platform noted', () => {
    let the = begun();
    for (let number = 0; number < 50; number++) the = madeBy(the, { move: 'urge', text: '请尽快。' }, officer).complaint;
    const refused = step(the, { move: 'urge', text: '请尽快。' }, officer, contextAt(morning));
    expect(refused).toMatchObject({ because: 'too-many', detail: expect.stringContaining('50次') as string });
    expect(madeBy(the, { move: 'urge', text: '请尽快。' }, city).complaint.urged).toBe(51);
  });
});
