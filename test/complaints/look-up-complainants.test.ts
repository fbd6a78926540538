import { describe, expect, it } from 'vitest';
import { lookUpComplainants } from '../../functions/complaints/look-up-complainants.ts';
import { outlookOf } from '../../functions/complaints/projections.ts';
import { clockRuleSeed } from '../../functions/complaints/clocks/clock-rule-seed.ts';
import type { Complaint, Track } from '../../functions/complaints/complaint.ts';
import type { Role } from '../../shared/identity/principal.ts';
import { begun, market, morning, until } from './small-desk.ts';

const now = new Date(morning);
const desk = (clearance: number) => ({ memberId: 'm-desk', roles: ['complaint-desk'] as Role[], departmentId: 'd-f2v7', clearance });
const clerk = (clearance: number) => ({ memberId: 'm-clerk', roles: ['department-clerk'] as Role[], departmentId: market, clearance });

/** The room with these cases of one person, all in handling. */
const room = (cases: readonly Complaint[], person: object = { telephone: '13900000000' }) => {
  const [look, search] = lookUpComplainants({
    complaints: {
      find: (id) => Promise.resolve(cases.find(({ complaintId }) => complaintId === id)),
      ofDocument: (_source, upperId) => Promise.resolve(cases.filter((one) => one.upperId === upperId)),
      sharing: () => Promise.resolve(cases.map(({ complaintId }) => complaintId)),
      entriesOf: () => Promise.resolve(cases.map((one) => outlookOf(one, clockRuleSeed, now).entry)),
    },
    documents: {
      complainantOf: (source, upperId) => Promise.resolve({ source, upperId, noticeVersion: 1, sealed: '', move: begun().move }),
    },
    seal: { unseal: () => Promise.resolve(JSON.stringify(person)) },
    hashes: { hash: () => Promise.resolve('0a'.repeat(32)) },
  });
  const asked = (who: object, complaintId: string) =>
    ({ params: { complaintId }, body: { telephone: '13900000000', reason: '联系核实情况' }, principal: who, now }) as never;
  return {
    look: async (who: object, { complaintId }: Complaint) => {
      const answer = await look?.handle(asked(who, complaintId));
      return answer?.outcome === 'done' ? answer.body : answer?.because;
    },
    search: async (who: object) => search?.handle(asked(who, '')),
  };
};

let number = 0;
const caseOf = (track: Track, upperId: string): Complaint => {
  number += 1;
  return { ...until('accept'), complaintId: `k-${String(number)}`, track, upperId };
};

describe('Who complains', () => {
  it('is closed with the tip of the document, through whichever case somebody asks', async () => {
    const [complaint, tip, alone] = [caseOf('complaint', 'SZ-1'), caseOf('tip', 'SZ-1'), caseOf('complaint', 'SZ-2')];
    const { look } = room([complaint, tip, alone]);
    expect(await look(clerk(2), alone)).toEqual({ telephone: '13900000000' });
    for (const the of [complaint, tip]) {
      expect(await look(clerk(2), the)).toBe('person-closed');
      expect(await look(clerk(3), the)).toEqual({ telephone: '13900000000' });
    }
  });

  it('who wants to stay unknown is known to the desk alone', async () => {
    const the = caseOf('complaint', 'SZ-1');
    const person = { telephone: '13900000000', confidential: true };
    const { look } = room([the], person);
    expect(await look(clerk(4), the)).toBe('person-closed');
    expect(await look(desk(2), the)).toEqual(person);
  });

  it('of tips is found by nobody who is not cleared for them, nor by what stands beside a tip', async () => {
    const { search } = room([caseOf('complaint', 'SZ-1'), caseOf('tip', 'SZ-1'), caseOf('tip', 'SZ-2'), caseOf('request', 'SZ-3')]);
    expect(await search(desk(2))).toMatchObject({ body: { items: [{ upperId: 'SZ-3' }], all: true } });
    expect(await search(desk(3))).toMatchObject({ body: { items: [{}, {}, {}, {}] } });
  });
});
