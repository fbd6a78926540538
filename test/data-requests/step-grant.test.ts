import { describe, expect, it } from 'vitest';
import { mayRead } from '../../functions/data-requests/grants/gate.ts';
import { Grant, grantTermsOf } from '../../functions/data-requests/grants/grant.ts';
import { GrantAct, grantMoves, grantStateTitles } from '../../functions/data-requests/grants/grant-moves.ts';
import { Moved } from '../../functions/data-requests/grants/grants.store.ts';
import { allowedMoves, type GrantActor, stepGrant } from '../../functions/data-requests/grants/step-grant.ts';
import { GrantState, GrantTerms } from '../../functions/data-requests/grants/terms.ts';
import { RowFilters } from '../../functions/data-requests/sharing.ts';
import type { Role } from '../../shared/identity/principal.ts';
import { asking, grant, holder, now, other, owner, resource, terms } from './granted.ts';

const person = (role: Role, departmentId: string, memberId = `m-${role}-${departmentId}`): GrantActor => ({
  memberId,
  departmentId,
  roles: [role],
  clearance: 2,
});
const custodian = person('data-custodian', owner);
const lead = person('data-lead', owner);
const security = person('data-security-officer', owner);
const asker = person('data-custodian', holder);
const steward = person('data-steward', 'd-h9c4');
const context = { now, resource: resource(), longestMonths: 12 };

const step = (the: Grant, act: GrantAct, actor: GrantActor, more = {}): Grant => {
  const stepped = stepGrant(the, act, actor, { ...context, ...more });
  if (stepped.outcome === 'refused') throw new Error(`${stepped.because} ${stepped.detail ?? ''}`);
  return stepped.grant;
};
const refusalOf = (the: Grant, act: GrantAct, actor: GrantActor, more = {}): string => {
  const stepped = stepGrant(the, act, actor, { ...context, ...more });
  return stepped.outcome === 'refused' ? stepped.because : `made: ${stepped.grant.state}`;
};
const reason = '试验理由';

describe('The table of a grant’s moves', () => {
  it('names every move that there is once, knows who makes it, and lets nothing out of an end', () => {
    expect(GrantAct.options.map((option) => option.shape.move.value).sort()).toEqual(Object.keys(grantMoves).sort());
    for (const { from, by } of Object.values(grantMoves)) {
      expect(Object.keys(by).length).toBeGreaterThan(0);
      for (const end of ['revoked', 'expired', 'closed'] as const) expect(from).not.toContain(end);
    }
    expect(new Set(Object.values(grantStateTitles)).size).toBe(GrantState.options.length);
  });

  it('gives each the buttons of their part', () => {
    const buttons = (actor: GrantActor, the = grant()) => allowedMoves(the, actor).sort();
    expect(buttons(custodian)).toEqual(['narrow', 'review', 'revoke', 'suspend']);
    expect(buttons(lead)).toEqual(['revoke', 'suspend']);
    expect(buttons(asker)).toEqual(['ask-renewal', 'close', 'narrow']);
    expect(buttons(steward)).toEqual(['revoke', 'suspend']);
    for (const role of ['department-clerk', 'department-system', 'leader'] as const) expect(buttons(person(role, holder))).toEqual([]);
    expect(buttons(person('data-custodian', other))).toEqual([]);
    const rested = step(grant(), { move: 'rest', because: 'over-use', reason }, 'system');
    expect(buttons(lead, rested)).toEqual(['resume', 'revoke', 'suspend']);
    expect(buttons(steward, rested)).toEqual(['revoke', 'suspend']);
    expect(buttons(steward, step(rested, { move: 'suspend', reason }, steward))).toEqual(['resume', 'revoke']);
    for (const state of ['revoked', 'expired', 'closed'] as const)
      for (const actor of [custodian, lead, asker, steward]) expect(buttons(actor, grant({ state }))).toEqual([]);
    const asked = grant({
      renewal: { until: '2027-11-01T00:00:00.000Z', reason, askedBy: 'm-x', askedAt: now.toISOString(), signatures: [] },
    });
    expect(buttons(custodian, asked)).toEqual(['narrow', 'refuse-renewal', 'renew', 'review', 'revoke', 'suspend']);
    expect(buttons(asker, asked)).toEqual(['ask-renewal', 'close', 'narrow']);
  });
});

describe('Suspending', () => {
  it('counts at the next read, by a new version, and is told with its reason', () => {
    const suspended = step(grant(), { move: 'suspend', reason }, lead);
    expect(suspended).toMatchObject({ state: 'suspended', version: 2, suspension: { because: 'owner', reason } });
    expect(suspended.move).toMatchObject({ action: 'grants:suspend', department: owner, reason });
    expect(mayRead({ resource: resource(), grant: grantTermsOf(suspended), use: undefined }, asking())).toMatchObject({
      because: 'grant-suspended',
    });
  });

  it('is lifted by whoever suspended, and by the owner where the hub did', () => {
    const byBureau = step(grant(), { move: 'suspend', reason }, steward);
    expect(refusalOf(byBureau, { move: 'resume', reason }, custodian)).toBe('not-your-part');
    expect(step(byBureau, { move: 'resume', reason }, steward)).not.toHaveProperty('suspension');
    const byOwner = step(grant(), { move: 'suspend', reason }, custodian);
    expect(refusalOf(byOwner, { move: 'resume', reason }, steward)).toBe('not-your-part');
    const rested = step(grant(), { move: 'rest', because: 'over-use', reason }, 'system');
    expect(refusalOf(rested, { move: 'resume', reason }, steward)).toBe('not-your-part');
    expect(refusalOf(rested, { move: 'resume', reason }, asker)).toBe('not-your-part');
    expect(step(rested, { move: 'resume', reason }, custodian)).toMatchObject({ state: 'active', pardonedOn: '2026-11-25' });
  });

  it('stands for each party by itself, and is over when each has lifted its own', () => {
    const rested = step(grant(), { move: 'rest', because: 'over-use', reason }, 'system');
    const byAll = step(step(rested, { move: 'suspend', reason: '主管部门核查' }, steward), { move: 'suspend', reason: '本部门核查' }, lead);
    expect(byAll).toMatchObject({ state: 'suspended', version: 4, suspension: { because: 'over-use' } });
    expect(byAll.furtherSuspensions?.map(({ because }) => because)).toEqual(['data-bureau', 'owner']);
    for (const actor of [custodian, steward]) expect(refusalOf(byAll, { move: 'suspend', reason }, actor)).toBe('move-illegal');

    const byBureau = step(byAll, { move: 'resume', reason }, custodian);
    expect(byBureau).toMatchObject({ state: 'suspended', suspension: { because: 'data-bureau', reason: '主管部门核查' } });
    expect(byBureau).toMatchObject({ pardonedOn: '2026-11-25' });
    expect(byBureau).not.toHaveProperty('furtherSuspensions');
    expect(refusalOf(byBureau, { move: 'resume', reason }, custodian)).toBe('not-your-part');
    expect(step(byBureau, { move: 'resume', reason }, steward)).toMatchObject({ state: 'active' });

    const byOwner = step(byAll, { move: 'resume', reason }, steward);
    expect(byOwner).toMatchObject({ state: 'suspended', furtherSuspensions: [{ because: 'owner' }] });
    expect(byOwner).not.toHaveProperty('pardonedOn');
    expect(step(byOwner, { move: 'resume', reason }, custodian)).toMatchObject({ state: 'active' });
    expect(step(byAll, { move: 'revoke', reason }, steward).state).toBe('revoked');
  });

  it('is not lifted while the resource does not allow the grant', () => {
    const rested = step(grant(), { move: 'rest', because: 'outdated', reason }, 'system');
    expect(refusalOf(rested, { move: 'resume', reason }, custodian, { resource: resource({ shareClass: 'withheld' }) })).toBe(
      'resource-disallows',
    );
    expect(step(rested, { move: 'resume', reason }, custodian).state).toBe('active');
  });

  it('nobody but the hub rests or ends a grant by itself', () => {
    for (const actor of [custodian, steward, asker]) {
      expect(refusalOf(grant(), { move: 'rest', because: 'outdated', reason }, actor)).toBe('not-your-part');
      expect(refusalOf(grant(), { move: 'expire' }, actor)).toBe('not-your-part');
    }
  });
});

describe('Narrowing', () => {
  const narrow = (its: object): GrantAct => ({ move: 'narrow', reason, ...its });
  /** `area` and `secret` are of nobody; `address` is masked of persons. */
  const areas = {
    resource: resource({
      fields: [
        ...resource().fields,
        { name: 'area', level: 1 },
        { name: 'address', level: 1, mask: 'address' },
        { name: 'inner', level: 3 },
        { name: 'secret', level: 4 },
      ],
    }),
  };
  const rowsBy = (field: string): GrantAct => narrow({ moreRows: [{ field, is: ['a'] }] });
  const given = (as: 'clear' | 'masked' | 'pseudonym', ...names: string[]) => ({ fields: names.map((name) => ({ name, as })) });
  const cleared = (actor: GrantActor, clearance: number): GrantActor => (actor === 'system' ? actor : { ...actor, clearance });

  it('by the holder takes rows away only by what it is given in clear, so that their number tells nothing else', () => {
    expect(step(grant(given('clear', 'area')), rowsBy('area'), asker, areas).rows).toHaveLength(1);
    for (const as of ['masked', 'pseudonym'] as const)
      expect(refusalOf(grant(given(as, 'area')), rowsBy('area'), asker, areas)).toBe('not-narrower');
    expect(refusalOf(grant(given('clear', 'name')), rowsBy('area'), asker, areas), 'not granted').toBe('not-narrower');
    const hides = narrow({ ...given('masked', 'area'), moreRows: [{ field: 'area', is: ['a'] }] });
    expect(refusalOf(grant(given('clear', 'area')), hides, asker, areas), 'masked by the same move').toBe('not-narrower');
    const of = (level: number, ...names: string[]) => grant({ ...given('clear', ...names), level });
    expect(refusalOf(of(4, 'secret'), rowsBy('secret'), cleared(asker, 4), areas)).toBe('not-narrower');
    expect(refusalOf(of(2, 'inner'), rowsBy('inner'), cleared(asker, 3), areas), 'raised since').toBe('not-narrower');
    expect(refusalOf(of(3, 'inner'), rowsBy('inner'), asker, areas), 'the member is not cleared').toBe('not-narrower');
    expect(step(of(3, 'inner'), rowsBy('inner'), cleared(asker, 3), areas).version).toBe(2);
    for (const field of ['name', 'address']) {
      expect(refusalOf(of(2, field), rowsBy(field), cleared(asker, 3), areas), 'of persons masked below level 3').toBe('not-narrower');
      expect(step(of(3, field), rowsBy(field), cleared(asker, 3), areas).version).toBe(2);
    }
  });

  it('by the owner takes rows away by any field within the level that was approved', () => {
    expect(step(grant(), rowsBy('area'), custodian, areas).rows).toHaveLength(1);
    for (const field of ['inner', 'address', 'secret']) expect(refusalOf(grant(), rowsBy(field), custodian, areas)).toBe('not-narrower');
    for (const field of ['inner', 'address']) expect(step(grant({ level: 3 }), rowsBy(field), custodian, areas).version).toBe(2);
    expect(refusalOf(grant({ level: 4 }), rowsBy('secret'), custodian, areas)).toBe('not-narrower');
  });

  it('takes no rows from statistics', () => {
    const ofStatistics = { resource: resource({ kind: 'statistics' }) };
    for (const actor of [custodian, cleared(asker, 4)])
      expect(refusalOf(grant({ ...given('clear', 'certificate'), level: 3 }), rowsBy('certificate'), actor, ofStatistics)).toBe(
        'not-narrower',
      );
  });

  it('keeps all conditions together within 8 KB', () => {
    const long = (field: string) => ({ field, is: Array.from({ length: 24 }, (_, at) => `${String(at)}${'长'.repeat(60)}`) });
    const once = step(grant(), narrow({ moreRows: [long('area')] }), custodian, areas);
    expect(refusalOf(once, narrow({ moreRows: [long('certificate')] }), custodian, areas)).toBe('not-narrower');
    expect(RowFilters.safeParse([long('area'), long('certificate')]).error?.issues[0]?.message).toMatch(/8 KB/);
  });

  it.each([
    ['fewer fields', { fields: [{ name: 'name', as: 'clear' }] }],
    [
      'a clear field masked',
      {
        fields: [
          { name: 'name', as: 'masked' },
          { name: 'tel', as: 'masked' },
          { name: 'code', as: 'pseudonym' },
        ],
      },
    ],
    ['fewer channels', { channels: ['api'] }],
    ['no system', { systems: [] }],
    ['a smaller quota', { quota: { rowsPerDay: 10, callsPerMinute: 10 } }],
    ['an earlier end', { until: '2026-12-01T00:00:00.000Z' }],
    ['fewer rows', { moreRows: [{ field: 'area', is: ['a'] }] }],
  ])('may take away: %s', (_name, its) => {
    const { fields } = grant();
    const the = 'moreRows' in its ? grant({ fields: [...fields, { name: 'area', as: 'clear' }] }) : grant();
    const after = step(the, narrow(its), custodian, areas);
    expect(after.version).toBe(2);
    expect(step(the, narrow(its), asker, areas)).toMatchObject({ fields: after.fields, rows: after.rows });
  });

  it.each([
    ['nothing', {}],
    ['a field more', { fields: [{ name: 'note', as: 'masked' }] }],
    ['a masked field in clear', { fields: [{ name: 'tel', as: 'clear' }] }],
    ['a pseudonym masked', { fields: [{ name: 'code', as: 'masked' }] }],
    [
      'a field twice',
      {
        fields: [
          { name: 'name', as: 'clear' },
          { name: 'name', as: 'masked' },
        ],
      },
    ],
    ['another system', { systems: [{ memberId: 'm-other-000', networks: [] }] }],
    ['a system from anywhere', { systems: [{ memberId: 'm-system-00', networks: [] }] }],
    ['a system from elsewhere', { systems: [{ memberId: 'm-system-00', networks: ['10.0.0.0/8'] }] }],
    ['a larger quota', { quota: { rowsPerDay: 10, callsPerMinute: 11 } }],
    ['a later end', { until: '2027-12-01T00:00:00.000Z' }],
    ['an end that is over', { until: '2026-11-25T01:30:00.000Z' }],
    ['rows by a field that there is not', { moreRows: [{ field: 'nothing', is: ['a'] }] }],
  ])('may not be: %s', (_name, its) => {
    expect(refusalOf(grant(), narrow(its), custodian)).toBe('not-narrower');
  });
});

describe('Renewal', () => {
  const until = '2027-11-24T00:00:00.000Z';
  const ask: GrantAct = { move: 'ask-renewal', until, reason };

  it('is asked for by the holder, at most so many months ahead, and decided by the owner', () => {
    expect(refusalOf(grant(), ask, custodian)).toBe('not-your-part');
    expect(refusalOf(grant(), { ...ask, until: '2027-11-26T00:00:00.000Z' }, asker)).toBe('renewal-unfit');
    expect(refusalOf(grant(), { ...ask, until: grant().until }, asker)).toBe('renewal-unfit');
    const asked = step(grant(), ask, asker);
    expect(asked.until).toBe(grant().until);
    expect(refusalOf(asked, { move: 'renew', until: '2027-11-25T00:00:00.000Z' }, custodian)).toBe('renewal-unfit');
    const renewed = step(asked, { move: 'renew' }, custodian);
    expect(renewed).toMatchObject({ until, version: 3 });
    expect(renewed).not.toHaveProperty('renewal');
    expect(refusalOf(renewed, { move: 'renew' }, custodian)).toBe('move-illegal');
    expect(step(asked, { move: 'refuse-renewal', reason }, lead)).toMatchObject({ until: grant().until, state: 'active' });
  });

  it('at level 3 and above needs the owner’s lead and its security officer, two persons beside its custodian, who sign first', () => {
    const sign: GrantAct = { move: 'sign-renewal' };
    const asked = step(grant({ level: 3 }), ask, asker);
    expect(refusalOf(asked, { move: 'renew' }, custodian)).toBe('signature-needed');
    const both: GrantActor = {
      memberId: 'm-both-0000',
      departmentId: owner,
      roles: ['data-custodian', 'data-security-officer'],
      clearance: 2,
    };
    expect(refusalOf(step(asked, sign, both), { move: 'renew' }, both)).toBe('own-decision');
    for (const alone of [lead, security]) {
      const signed = step(asked, sign, alone);
      expect(refusalOf(signed, { move: 'renew' }, custodian)).toBe('signature-needed');
      expect(refusalOf(signed, sign, alone)).toBe('own-decision');
    }
    const twoLeads = step(step(asked, sign, lead), sign, person('data-lead', owner, 'm-lead-two'));
    expect(refusalOf(twoLeads, { move: 'renew' }, custodian)).toBe('signature-needed');
    const signed = step(step(asked, sign, security), sign, lead);
    expect(step(signed, { move: 'renew' }, custodian).until).toBe(until);
    expect(refusalOf(signed, sign, person('data-lead', owner, 'm-lead-two'))).toBe('move-illegal');
  });

  it('is not signed by one person as both, whoever of two comes first', () => {
    const asked = step(grant({ level: 3 }), ask, asker);
    const sign: GrantAct = { move: 'sign-renewal' };
    const both: GrantActor = { memberId: 'm-both-0000', departmentId: owner, roles: ['data-lead', 'data-security-officer'], clearance: 2 };
    expect(refusalOf(step(asked, sign, both), { move: 'renew' }, custodian)).toBe('signature-needed');
    for (const other of [lead, security])
      expect(step(step(step(asked, sign, both), sign, other), { move: 'renew' }, custodian).until).toBe(until);
  });

  it('is decided by nobody who asked, be he of both departments', () => {
    const own = grant({ owner: holder });
    expect(refusalOf(step(own, ask, asker), { move: 'renew' }, asker)).toBe('own-decision');
    expect(step(step(own, ask, asker), { move: 'renew' }, person('data-custodian', holder, 'm-colleague')).until).toBe(until);
  });

  it('of a suspended grant leaves it suspended', () => {
    const asked = step(step(grant(), { move: 'suspend', reason }, custodian), ask, asker);
    expect(step(asked, { move: 'renew' }, custodian)).toMatchObject({ state: 'suspended', suspension: { reason }, until });
  });
});

describe('A grant of the store', () => {
  it('is read as it was written, with what is bounded or unknown since', () => {
    const long = '长'.repeat(3000);
    const many = Array.from({ length: 60 }, (_, at) => `${String(at)}${'长'.repeat(300)}`);
    const old = {
      ...{ ...grant(), purpose: long, title: long, conditions: long, since: 'a key that was dropped' },
      rows: Array.from({ length: 11 }, () => ({ field: 'certificate', is: many })),
      systems: Array.from({ length: 21 }, (_, at) => ({ memberId: `m-system-${String(at)}`, networks: many, label: '旧' })),
      quota: { rowsPerDay: 200_000_000, callsPerMinute: 9000, perHour: 5 },
      suspension: { because: 'owner', reason: long, at: now.toISOString(), by: '旧' },
      renewal: { until: grant().until, reason: long, askedBy: 'm-x', askedAt: now.toISOString() },
    };
    const read = Grant.parse(old);
    expect(read).toMatchObject({ purpose: long, title: long, suspension: { reason: long }, quota: { rowsPerDay: 200_000_000 } });
    expect(read.rows).toEqual(old.rows);
    expect(GrantTerms.parse({ pk: 'grant#', sk: '~terms', ...old })).toEqual(grantTermsOf(read));
    const moved = {
      number: 2,
      at: now.toISOString(),
      by: 'm-x',
      state: 'active',
      act: { move: 'narrow', reason: long, moreRows: old.rows },
    };
    expect(Moved.parse(moved).act).toEqual(moved.act);
  });

  it('is not read with a filter that means something unknown: without it more rows would be given', () => {
    const rows = [{ field: 'certificate', from: '1', except: ['111'] }];
    expect(GrantTerms.safeParse({ ...terms(), rows }).success).toBe(false);
  });
});

describe('The end', () => {
  it.each([
    ['revoke', custodian, 'revoked'],
    ['close', asker, 'closed'],
  ] as const)('%s', (move, actor, state) => {
    const over = step(grant(), { move, reason }, actor);
    expect(over.state).toBe(state);
    for (const act of [{ move: 'resume', reason }, { move: 'suspend', reason }, ask] as const)
      expect(['move-illegal', 'not-your-part']).toContain(refusalOf(over, act, act.move === 'ask-renewal' ? asker : custodian));
  });
  const ask: GrantAct = { move: 'ask-renewal', until: '2027-11-24T00:00:00.000Z', reason };

  it('a review sets the next one, before the end', () => {
    expect(step(grant(), { move: 'review', reviewBy: '2027-06-01' }, custodian).reviewBy).toBe('2027-06-01');
    for (const reviewBy of ['2026-11-25', '2027-11-02'])
      expect(refusalOf(grant(), { move: 'review', reviewBy }, custodian)).toBe('review-unfit');
  });
});
