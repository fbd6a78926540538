import { describe, expect, it } from 'vitest';
import { actorFor, closedTo, sees } from '../../functions/complaints/reader.ts';
import type { Role } from '../../shared/identity/principal.ts';
import { begun, environment, health, market, until } from './small-desk.ts';

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
    expect([actorFor(both, the, 'accept')?.part, actorFor(both, the, 'urge')?.part]).toEqual(['lead', 'desk']);
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
