import { clockRuleSeed } from '../../functions/complaints/clocks/clock-rule-seed.ts';
import type { Complaint } from '../../functions/complaints/complaint.ts';
import type { Act } from '../../functions/complaints/moves.ts';
import { type Actor, type Context, registered, type Registration, step, type Stepped } from '../../functions/complaints/step.ts';

/** A desk of two, two departments, and the city: made up. */
export const market = 'd-k7m2';
export const environment = 'd-p4x9';
export const health = 'd-n4z2';

export const officer: Actor = { by: 'm-officer-1', part: 'desk', department: 'd-f2v7' };
export const reviewer: Actor = { by: 'm-reviewer-1', part: 'desk', department: 'd-f2v7' };
export const clerk: Actor = { by: 'm-market-clerk', part: 'lead', department: market };
export const colleague: Actor = { by: 'm-market-colleague', part: 'lead', department: market };
export const helper: Actor = { by: 'm-health-clerk', part: 'helper', department: health };
export const city: Actor = { by: 'upper:c-city', part: 'upper' };
export const system: Actor = { by: 'system:work-notices', part: 'system' };

/** A Thursday morning of an ordinary week under 令121号. */
export const morning = '2026-11-05T01:30:00.000Z';

export const contextAt = (at: string, more: Partial<Context> = {}): Context => ({
  now: new Date(at),
  rules: clockRuleSeed,
  destinations: new Set([market, 'c-city']),
  ...more,
});

export const registration = (more: Partial<Registration> = {}): Registration => ({
  complaintId: 'k-01',
  source: 'c-city',
  upperId: 'SZ-2026-0001',
  part: 1,
  track: 'request',
  urgency: 'ordinary',
  content: { title: '夜间施工噪声', text: '工地夜间十一点后仍在施工。', category: '噪声', area: '320505' },
  contentVersion: 1,
  receivedAt: morning,
  personKeys: [],
  proposals: [],
  duplicates: [],
  ...more,
});

export const begun = (more: Partial<Registration> = {}): Complaint =>
  registered(registration(more), system, contextAt(more.receivedAt ?? morning)).complaint;

export const madeBy = (the: Complaint, act: Act, actor: Actor, at = morning, more: Partial<Context> = {}): Stepped => {
  const outcome = step(the, act, actor, contextAt(at, more));
  if (outcome.outcome === 'refused') throw new Error(`${act.move}: ${outcome.because} ${outcome.detail ?? ''}`);
  return outcome;
};

export const dispatch: Act = { move: 'dispatch', lead: market, helpers: [health], copied: [environment] };
const submit: Act = { move: 'submit', reply: '已责令夜间停工。', result: 'done' };

/** How a request comes to each of its states by the shortest way. */
export const usualWay: readonly [Act, Actor][] = [
  [dispatch, officer],
  [{ move: 'sign' }, clerk],
  [{ move: 'accept', way: 'inquiry' }, clerk],
  [submit, clerk],
  [{ move: 'review-approve' }, reviewer],
  [{ move: 'feed-back', receipt: 'r-1' }, system],
];

export const after = (moves: number, the = begun()): Complaint =>
  usualWay.slice(0, moves).reduce((before, [act, actor]) => madeBy(before, act, actor).complaint, the);
export const until = (move: Act['move'], the = begun()): Complaint => after(usualWay.findIndex(([act]) => act.move === move) + 1, the);
