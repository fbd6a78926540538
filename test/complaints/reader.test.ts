import { describe, expect, it } from 'vitest';
import type { Act } from '../../functions/complaints/moves.ts';
import { actorFor, closedTo, saidTo, sees } from '../../functions/complaints/reader.ts';
import type { Actor, Moved } from '../../functions/complaints/step.ts';
import type { Role } from '../../shared/identity/principal.ts';
import { begun, city, clerk, dispatch, environment, health, madeBy, market, morning, officer, until } from './small-desk.ts';

const member = (roles: Role[], departmentId = 'd-f2v7', clearance = 2) => ({ memberId: 'm-someone', roles, departmentId, clearance });
const clerkOf = (department: string, clearance = 2) => member(['department-clerk'], department, clearance);
const desk = (clearance = 3) => member(['complaint-desk'], 'd-f2v7', clearance);

describe('Who sees a case', () => {
  it('is the desk, a leader, and the departments that it concerns', () => {
    const the = until('sign');
    for (const one of [desk(), member(['leader']), clerkOf(market), clerkOf(health), clerkOf(environment)])
      expect(sees(one, the)).toBe(true);
    for (const one of [clerkOf('d-other'), member(['data-steward'], market), member(['security-administrator'], market)])
      expect(sees(one, the)).toBe(false);
  });

  it('is no longer a department from which it was taken', () => {
    expect(sees(clerkOf(market), begun())).toBe(false);
  });
});

describe('In what part somebody acts', () => {
  it('follows from the case, and of two parts that counts whose move it is', () => {
    const the = until('sign');
    expect(actorFor(clerkOf(market), the, 'accept')?.part).toBe('lead');
    expect(actorFor(clerkOf(health), the, 'progress')?.part).toBe('helper');
    expect(actorFor(clerkOf(environment), the, 'accept')).toBeUndefined();
    const both = member(['complaint-desk', 'department-clerk'], market);
    expect(actorFor(both, the, 'answer-supervision')?.part).toBe('lead');
    expect([actorFor(both, the, 'accept')?.part, actorFor(both, the, 'urge')?.part]).toEqual(['lead', 'desk']);
  });
});

describe('What a department reads of a case', () => {
  const request: Act = { move: 'return-request', reason: '不属本职', explanation: '属市场监管。', suggestedOwner: market };
  const first: Act = { move: 'dispatch', lead: environment, helpers: [], copied: [], opinion: '先由生态环境看。' };
  const environmentClerk: Actor = { by: 'm-environment', part: 'lead', department: environment };
  const upper: Act = { move: 'update', contentVersion: 2, content: { title: '噪声', text: '仍在施工。' } };
  const way: [Act, Actor][] = [
    [first, officer],
    [{ move: 'sign' }, environmentClerk],
    [upper, city],
    [request, environmentClerk],
    [{ move: 'return-approve', opinion: '同意，转市场监管。' }, officer],
    [dispatch, officer],
    [{ move: 'split', track: 'tip', reason: '另有举报' }, officer],
    [{ move: 'sign' }, clerk],
    [{ ...request, suggestedOwner: health }, clerk],
  ];
  const beside = { complaintId: 'k-05', cases: [{ part: 1, track: 'request' as const }] };
  const history: Moved[] = [];
  way.reduce((the, [act, actor]) => {
    const stepped = madeBy(the, act, actor, morning, { beside });
    history.push(stepped.moved);
    return stepped.complaint;
  }, begun());
  const readBy = (one: Parameters<typeof saidTo>[0]) => history.map(saidTo(one, history)).flatMap((act) => act ?? []);

  it('is what the city said, what it was given with, and what was said since: not of other cases, nor of other departments', () => {
    expect(readBy(clerkOf(market))).toEqual([upper, dispatch, { move: 'sign' }, { ...request, suggestedOwner: health }]);
    expect(readBy(clerkOf(health)).map(({ move }) => move)).toEqual(['update', 'dispatch', 'sign']);
  });

  it('is all of it for the desk and a leader', () => {
    for (const one of [desk(), member(['leader'])]) expect(readBy(one)).toEqual(way.map(([act]) => act));
  });
});

describe('Who complains', () => {
  it('is shown to the desk and to the lead while it handles the case', () => {
    const the = until('accept');
    const asked = ['complaint', 'request'] as const;
    expect(closedTo(desk(2), the, asked)).toBeUndefined();
    expect(closedTo(clerkOf(market, 2), the, asked)).toBeUndefined();
    for (const other of [clerkOf(health), clerkOf(environment), member(['leader'], market, 4)])
      expect(closedTo(other, the, asked)).toBeDefined();
    for (const early of [until('dispatch'), until('review-approve')]) expect(closedTo(clerkOf(market), early, asked)).toBeDefined();
  });

  it('of a document with a tip is shown from the third level on, whichever of its cases is asked for', () => {
    const the = until('accept');
    for (const tracks of [['tip'], ['complaint', 'tip'], ['tip', 'complaint']] as const) {
      expect([closedTo(desk(3), the, tracks), closedTo(clerkOf(market, 3), the, tracks)]).toEqual([undefined, undefined]);
      for (const low of [desk(2), clerkOf(market, 2)]) expect(closedTo(low, the, tracks)).toContain('举报人');
    }
  });
});
