import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Held } from '../../functions/data-requests/grants/held.ts';
import type { Delegation } from '../../functions/data-requests/requests/delegation.ts';
import { unfitDelegation } from '../../functions/data-requests/requests/delegation.ts';
import { stillFits, wholeDecision } from '../../functions/data-requests/requests/decision.ts';
import { CompleteForm, DecidedField, type UseRequest } from '../../functions/data-requests/requests/request.ts';
import { clocksOf } from '../../functions/data-requests/clocks/clock-of.ts';
import { clockRuleSeed } from '../../functions/data-requests/clocks/clock-rule-seed.ts';
import { runsOf } from '../../functions/data-requests/requests/request-runs.ts';
import type { Stepped } from '../../functions/data-requests/requests/request-step.ts';
import {
  act,
  at,
  bureau,
  contextAt,
  drafted,
  environment,
  form,
  market,
  people,
  type Person,
  play,
  principal,
  refusal,
  resource,
  whole,
} from './small-bureau.ts';

const submitted = () => play(drafted(), [['clerk', { move: 'submit' }, '2026-02-12 10:30']]).request;
const inReview = (its = form()) =>
  play(drafted(its), [
    ['clerk', { move: 'submit' }, '2026-02-12 10:30'],
    ['steward', { move: 'accept' }, '2026-02-12 11:00'],
  ]).request;
const countersigning = () => play(inReview(), [['custodian', whole, '2026-02-13 10:00']]).request;
const later = contextAt(at('2026-02-13 11:00'));

describe('A request', () => {
  it('of level 3 is granted when lead and security officer have signed what the provider gives', () => {
    const { request, grant } = play(countersigning(), [
      ['lead', { move: 'sign' }, '2026-02-13 11:00'],
      ['security', { move: 'sign' }, '2026-02-13 11:30'],
    ]);
    expect(request).toMatchObject({ state: 'granted', grantId: grant?.grantId });
    expect(grant).toMatchObject({
      ...{ holder: environment, owner: market, level: 3, asked: form().fields, fields: form().fields },
      ...{ from: at('2026-03-01').toISOString(), until: at('2027-01-01').toISOString(), reviewBy: '2026-08-12' },
      approvals: [{ as: 'platform' }, { as: 'provider' }, { as: 'provider-lead' }, { as: 'provider-security' }],
    });
  });

  it('of lower levels is granted by the decision, in part where less is given', () => {
    const its = form({
      fields: [
        { name: 'code', as: 'clear' },
        { name: 'result', as: 'clear' },
      ],
    });
    const decide = {
      move: 'decide',
      fields: [
        { name: 'code', as: 'clear' },
        { name: 'result', as: 'no' },
      ],
      moreRows: [{ field: 'code', from: 'A' }],
    };
    const { request, grant } = play(inReview(its), [['custodian', { ...decide, reason: '结果与用途无关' }, '2026-02-13 10:00']]);
    expect(request).toMatchObject({ state: 'granted', decision: { partial: true, left: ['result'] } });
    expect(grant).toMatchObject({ level: 2, fields: [{ name: 'code', as: 'clear' }] });
    expect(grant?.rows).toEqual([...(form().rows ?? []), { field: 'code', from: 'A' }]);
    expect(act(inReview(its), people.custodian, decide, later)).toMatchObject({
      because: 'decision-unfit',
      errors: [{ path: 'body.reason' }],
    });
  });

  it('for what is shared unconditionally is granted by its submission, and by no level 3', () => {
    const open = resource({ shareClass: 'unconditional' });
    const low = form({ fields: [{ name: 'code', as: 'clear' }] });
    const granted = play(drafted(low), [['clerk', { move: 'submit' }, '2026-02-12 10:30']], { resource: open });
    expect(granted.request).toMatchObject({ state: 'granted', version: 3 });
    expect(granted.moved.map(({ number, act: { move } }) => [number, move])).toEqual([
      [2, 'submit'],
      [3, 'grant-at-once'],
    ]);
    expect(granted.grant).toMatchObject({ level: 2, approvals: [], shareClass: 'unconditional' });
    const clocks = clocksOf(runsOf(granted.request), clockRuleSeed, at('2026-02-13'));
    expect(clocks.filter(({ name }) => name !== 'lapse').map(({ ruleId, stoppedAt }) => [ruleId, stoppedAt])).toEqual(
      ['SH.UNCOND', 'SH.PROVIDE'].map((rule) => [rule, at('2026-02-12 10:30').toISOString()]),
    );
    expect(play(drafted(), [['clerk', { move: 'submit' }, '2026-02-12 10:30']], { resource: open }).request.state).toBe('submitted');
  });

  describe('for what is shared unconditionally', () => {
    const open = resource({ shareClass: 'unconditional' });
    const low = (more: object = {}) => form({ fields: [{ name: 'code', as: 'clear' }], ...more });
    const now = '2026-02-12 10:30';
    const state = (held: Held[], more: object = {}) =>
      play(drafted(low(more)), [['clerk', { move: 'submit' }, now]], { resource: open, held }).request.state;
    const its = (more: object): Held => ({ grantId: 'g-other', state: 'closed', ...more });

    it.each<[string, Held[], string]>([
      ['had none', [], 'granted'],
      ['gave one back', [its({})], 'granted'],
      ['had one that was narrowed more than a year ago', [its({ state: 'expired', restrictedAt: '2025-02-01T00:00:00.000Z' })], 'granted'],
      ['has one', [its({}), its({ state: 'active' })], 'submitted'],
      ['has one that is suspended', [its({ state: 'suspended', restrictedAt: '2024-02-01T00:00:00.000Z' })], 'submitted'],
      ['has had one revoked within a year', [its({ state: 'revoked', restrictedAt: '2025-03-01T00:00:00.000Z' })], 'submitted'],
      ['gave one back while it was suspended', [its({ restrictedAt: '2026-02-11T00:00:00.000Z' })], 'submitted'],
    ])('whose department %s', (_what, held, expected) => {
      expect(state(held)).toBe(expected);
    });

    it('is reviewed where it is for very much at once', () => {
      expect(state([], { volume: { rowsPerDay: 100_000, callsPerMinute: 600 } })).toBe('granted');
      expect(state([], { volume: { rowsPerDay: 100_001, callsPerMinute: 600 } })).toBe('submitted');
      expect(state([], { volume: { rowsPerDay: 1, callsPerMinute: 601 } })).toBe('submitted');
    });
  });

  it('that picks out natural persons by name or code is of level 3, whatever level their field has', () => {
    const fields = [
      { name: 'code', title: '编码', level: 1, type: 'text' },
      { name: 'party', title: '相对人', level: 1, type: 'text' },
      { name: 'address', title: '地址', level: 1, mask: 'address', type: 'text' },
    ];
    const subject = { as: 'party', name: 'party' };
    const open = (more: object) => resource({ shareClass: 'unconditional', fields, level: 1, ...more });
    const by = (field: string) => form({ fields: [{ name: 'code', as: 'clear' }], rows: [{ field, is: ['某'] }] });
    const submit = (its: ReturnType<typeof form>, more: object = { subject }) =>
      play(drafted(its), [['clerk', { move: 'submit' }, '2026-02-12 10:30']], { resource: open(more) }).request;
    expect([submit(by('code')).state, submit(by('party'), {}).state]).toEqual(['granted', 'granted']);
    for (const field of ['party', 'address']) {
      const decided = play(
        submit(by(field)),
        [
          ['steward', { move: 'accept' }, '2026-02-12 11:00'],
          ['custodian', { move: 'decide', fields: [{ name: 'code', as: 'clear' }] }, '2026-02-13 10:00'],
        ],
        { resource: open({ subject }) },
      );
      expect(decided.request).toMatchObject({ state: 'countersigning', decision: { level: 3 } });
    }
    expect(stillFits({ ...wholeDecision(CompleteForm.parse(by('party')), open({})) }, open({ subject }))).toBe(false);
  });

  it.each<[string, object, string]>([
    ['the same', {}, 'provider-review'],
    ['explained better', { explanation: '由执法大队两人在立案前核对' }, 'provider-review'],
    [
      'less of everything',
      {
        fields: [{ name: 'officer', as: 'masked' }],
        rows: [...(form().rows ?? []), { field: 'code', from: 'A' }],
        period: { from: '2026-03-02', until: '2026-12-30' },
        volume: { rowsPerDay: 999, callsPerMinute: 59 },
      },
      'provider-review',
    ],
    ['another purpose', { purpose: '编制年报' }, 'submitted'],
    ['another use', { useRange: '5' }, 'submitted'],
    ['another basis', { basis: { type: '99', text: '工作需要' } }, 'submitted'],
    ['one field more', { fields: [...(form().fields ?? []), { name: 'result', as: 'clear' }] }, 'submitted'],
    ['other rows', { rows: [] }, 'submitted'],
    ['a longer time', { period: { from: '2026-03-01', until: '2027-01-01' } }, 'submitted'],
    ['more rows a day', { volume: { rowsPerDay: 1001, callsPerMinute: 60 } }, 'submitted'],
    ['the other channel', { channels: ['file', 'api'], systems: [{ memberId: 'm-some-system' }] }, 'submitted'],
  ])('supplemented for the provider as %s goes where it has to be reviewed', (_what, more, expected) => {
    const { request } = play(inReview(), [
      ['custodian', { move: 'supplement-request', missing: [{ path: 'form', text: '请补正' }] }, '2026-02-13 10:00'],
      ['clerk', { move: 'supplement', form: form(more) }, '2026-02-24 10:00'],
    ]);
    expect(request.state).toBe(expected);
    const running = runsOf(request).flatMap(({ name, stoppedAt }) => (stoppedAt === undefined ? [name] : []));
    expect(running).toEqual(expected === 'submitted' ? ['conformity'] : ['department', 'provider']);
    if (expected === 'submitted')
      expect(play(request, [['steward', { move: 'accept' }, '2026-02-24 11:00']]).request.state).toBe('provider-review');
  });

  it('supplemented from a pseudonym to a mask is another request', () => {
    const hidden = form({ fields: [{ name: 'officer', as: 'pseudonym' }] });
    const { request } = play(inReview(hidden), [
      ['custodian', { move: 'supplement-request', missing: [{ path: 'form', text: '请补正' }] }, '2026-02-13 10:00'],
      ['clerk', { move: 'supplement', form: form({ fields: [{ name: 'officer', as: 'masked' }] }) }, '2026-02-24 10:00'],
    ]);
    expect(request.state).toBe('submitted');
  });

  it('is judged by the resource as it is now', () => {
    const raised = resource({ version: 4, fields: resource().fields.map((field) => ({ ...field, level: 4 })) });
    expect(act(countersigning(), people.lead, { move: 'sign' }, { ...later, resource: raised })).toMatchObject({
      because: 'resource-changed',
    });
    expect(act(inReview(), people.custodian, whole, { ...later, resource: raised })).toMatchObject({ because: 'decision-unfit' });
    for (const closed of [resource({ shareClass: 'withheld' }), resource({ state: 'revoked' }), undefined])
      expect(act(inReview(), people.custodian, whole, { ...later, resource: closed })).toMatchObject({ because: 'resource-not-shared' });
  });

  it('of a department for its own data is refused', () => {
    const own = drafted(form(), at('2026-02-12 10:00'), people.deputy);
    expect(act(own, people.deputy, { move: 'submit' }, later)).toMatchObject({ because: 'own-data' });
  });

  it('is told what would be possible where a move is not', () => {
    expect(act(submitted(), people.custodian, whole, later)).toMatchObject({
      because: 'move-illegal',
      detail: expect.stringContaining('待符合性审查'),
    });
    expect(act(submitted(), people.steward, { move: 'coordinate', reason: '协调未果' }, later)).toMatchObject({
      because: 'move-illegal',
      detail: expect.stringContaining('符合性审查通过'),
    });
  });

  it('is sent back for supplements once by each side, everything at one time; then it is accepted or refused', () => {
    const ask = { move: 'supplement-request', missing: [{ path: 'form.basis', text: '请附文件' }] };
    const supplement = { move: 'supplement', form: form() };
    const again = play(submitted(), [
      ['steward', ask, '2026-02-12 11:00'],
      ['clerk', supplement, '2026-02-26 11:00'],
    ]).request;
    expect(again.state).toBe('submitted');
    expect(act(again, people.steward2, ask, contextAt(at('2026-02-26 12:00')))).toMatchObject({ because: 'too-many' });
    const provider = play(again, [
      ['steward', { move: 'accept' }, '2026-02-26 12:00'],
      ['custodian', ask, '2026-02-26 13:00'],
      ['clerk', supplement, '2026-02-27 11:00'],
    ]).request;
    expect(provider.state).toBe('provider-review');
    expect(act(provider, people.custodian, ask, contextAt(at('2026-02-27 12:00')))).toMatchObject({ because: 'too-many' });
  });

  it('that was refused is negotiated, coordinated, ruled on, and then ends or begins anew', () => {
    const ruling = play(inReview(), [
      ['custodian', refusal, '2026-02-13 10:00'],
      ['clerk', { move: 'dispute', reason: '依据不成立' }, '2026-02-13 11:00'],
      ['custodian', { move: 'maintain', reason: '维持' }, '2026-02-14 10:00'],
      ['steward2', { move: 'coordinate', reason: '协调未果' }, '2026-02-24 10:00'],
    ]).request;
    expect(ruling.state).toBe('ruling');
    const upheld = play(ruling, [['leader', { move: 'uphold', reason: '不予共享有据' }, '2026-02-25 10:00']]).request;
    expect(upheld.state).toBe('refused');
    expect(act(upheld, people.clerk, { move: 'dispute', reason: '不服' }, contextAt(at('2026-02-25 11:00')))).toMatchObject({
      because: 'move-illegal',
    });
    const anew = play(ruling, [['leader', { move: 'overturn', reason: '依据不足' }, '2026-02-25 10:00']]).request;
    expect(anew).toMatchObject({ state: 'provider-review' });
    expect(anew.refusal).toBeUndefined();
  });

  it('that the data bureau refused is coordinated by another steward, and comes back to the bureau', () => {
    const disputed = play(submitted(), [
      ['steward', refusal, '2026-02-12 11:00'],
      ['clerk', { move: 'dispute', reason: '依据不成立' }, '2026-02-13 11:00'],
    ]).request;
    expect(disputed.state).toBe('coordinating');
    const coordinate = { move: 'coordinate', reason: '协调未果' };
    expect(act(disputed, people.steward, coordinate, later)).toMatchObject({ because: 'same-person' });
    expect(
      play(disputed, [
        ['steward2', coordinate, '2026-02-13 12:00'],
        ['leader', { move: 'overturn', reason: '应受理' }, '2026-02-14 10:00'],
      ]).request.state,
    ).toBe('submitted');
  });

  it('may be extended once, by no more than the rule gives, before it is over', () => {
    const extend = (days: number) => ({ move: 'extend', days, reason: '情况复杂' });
    expect(act(inReview(), people.custodian, extend(11), later)).toMatchObject({ because: 'extension-unfit' });
    const extended = play(inReview(), [['custodian', extend(10), '2026-02-13 10:00']]).request;
    const dueOf = (the: UseRequest) => clocksOf(runsOf(the), clockRuleSeed, later.now).find(({ name }) => name === 'provider')?.due;
    expect(dueOf(inReview())).toBe(at('2026-03-05').toISOString());
    expect(dueOf(extended)).toBe(at('2026-03-19').toISOString());
    expect(act(extended, people.custodian, extend(1), later)).toMatchObject({ because: 'extension-unfit' });
    expect(act(inReview(), people.custodian, extend(1), contextAt(at('2026-03-05')))).toMatchObject({ because: 'extension-unfit' });
  });
});

describe('Four eyes', () => {
  it('are of four persons: nobody signs in two seats, whatever roles they hold', () => {
    const decided = act(inReview(), people.allRoles, whole, later) as Stepped;
    for (const move of ['sign', 'send-back'])
      expect(act(decided.request, people.allRoles, { move, note: '内部意见' }, later)).toMatchObject({ because: 'same-person' });
    const signed = act(decided.request, people.bothLead, { move: 'sign' }, later) as Stepped;
    expect(act(signed.request, people.bothLead, { move: 'sign' }, later)).toMatchObject({ outcome: 'refused' });
  });

  it('are never the applicant’s', () => {
    expect(act(submitted(), people.turncoat, { move: 'accept' }, later)).toMatchObject({ because: 'own-request' });
    const moved = { ...people.clerk, departmentId: bureau, roles: ['data-steward' as const] };
    expect(act(submitted(), moved, { move: 'accept' }, later)).toMatchObject({ because: 'own-request' });
  });

  it('of the data bureau are not also the provider’s; where the bureau provides, another steward looks', () => {
    const both = principal('steward-both', market, 'data-steward', 'data-custodian');
    expect(act(submitted(), both, { move: 'accept' }, later)).toMatchObject({ because: 'own-request' });
    const steward = principal('steward-here', market, 'data-steward');
    expect(act(submitted(), steward, { move: 'accept' }, later)).toMatchObject({ outcome: 'stepped' });
  });

  it('are a person’s own', () => {
    const program = { ...people.custodian, kind: 'system' as const };
    expect(act(inReview(), program, whole, later)).toMatchObject({ outcome: 'refused' });
  });
});

const delegation = (from: Person, to: Person, role: Delegation['role'], more: Partial<Delegation> = {}): Delegation => ({
  ...{ delegationId: 'dg-00000000000000000000000000', version: 1, department: market, role, reason: '出差' },
  ...{ from: people[from].memberId, to: people[to].memberId },
  ...{ begins: at('2026-02-01').toISOString(), ends: at('2026-03-01').toISOString() },
  move: { by: people[from].memberId, action: 'delegations:keep', at: at('2026-02-01').toISOString(), correlationId: 'test' },
  ...more,
});

describe('A delegate', () => {
  it('signs for somebody, and then both have signed', () => {
    const signed = act(countersigning(), people.deputy, { move: 'sign' }, later, [delegation('lead', 'deputy', 'data-lead')]) as Stepped;
    expect(signed.request.marks.at(-1)).toMatchObject({
      by: people.deputy.memberId,
      onBehalfOf: people.lead.memberId,
      part: 'provider-lead',
    });
    expect(
      act(signed.request, people.deputy, { move: 'sign' }, later, [delegation('security', 'deputy', 'data-security-officer')]),
    ).toMatchObject({ because: 'same-person' });
    const granted = act(signed.request, people.security, { move: 'sign' }, later) as Stepped;
    expect(granted.request.state).toBe('granted');
  });

  it('does not break four eyes: not for whoever decided, nor as who decided', () => {
    const decided = act(inReview(), people.allRoles, whole, later) as Stepped;
    const forAll = delegation('allRoles', 'deputy', 'data-lead');
    expect(act(decided.request, people.deputy, { move: 'sign' }, later, [forAll])).toMatchObject({ because: 'same-person' });
    expect(act(countersigning(), people.custodian, { move: 'sign' }, later, [delegation('lead', 'custodian', 'data-lead')])).toMatchObject({
      because: 'same-person',
    });
  });

  it('acts within the time, in the department, and not after its end', () => {
    for (const [more, who] of [
      [{ ends: at('2026-02-13 11:00').toISOString() }, people.deputy],
      [{ begins: at('2026-02-13 11:01').toISOString() }, people.deputy],
      [{ endedAt: at('2026-02-10').toISOString() }, people.deputy],
      [{}, { ...people.deputy, departmentId: bureau }],
    ] as const)
      expect(act(countersigning(), who, { move: 'sign' }, later, [delegation('lead', 'deputy', 'data-lead', more)])).toMatchObject({
        outcome: 'refused',
      });
  });

  it('cannot pass it on; nobody delegates what is not theirs, to themselves, or without end', () => {
    const ask = (who: Person, more: object = {}) =>
      unfitDelegation({ ...delegation('lead', 'security', 'data-lead'), ...more }, people[who], at('2026-02-12'));
    expect(ask('lead')).toBeUndefined();
    expect(
      [
        ask('deputy'),
        ask('lead', { to: people.lead.memberId }),
        ask('lead', { ends: at('2026-06-01').toISOString() }),
        ask('lead', { ends: at('2026-02-11').toISOString() }),
        ask('lead', { begins: at('2026-03-16').toISOString(), ends: at('2026-03-20').toISOString() }),
      ].every((fault) => fault?.because === 'delegation-unfit'),
    ).toBe(true);
  });
});

describe('Whatever anybody tries', () => {
  const strictness = ['clear', 'masked', 'pseudonym', 'no'];
  const names = Object.keys(people) as Person[];
  const acts = fc.oneof(
    fc.constantFrom<object>(
      { move: 'submit' },
      { move: 'accept' },
      { move: 'sign' },
      { move: 'send-back', note: '请再看' },
      { move: 'reconsider' },
      { move: 'withdraw' },
      { move: 'supplement', form: form() },
      { move: 'supplement-request', missing: [{ path: 'form', text: '请补正' }] },
      { move: 'extend', days: 5, reason: '情况复杂' },
      { move: 'dispute', reason: '不服' },
      { move: 'maintain', reason: '维持' },
      { move: 'coordinate', reason: '协调' },
      { move: 'uphold', reason: '维持' },
      { move: 'overturn', reason: '重审' },
      refusal,
      whole,
    ),
    fc.record({
      move: fc.constant('decide'),
      fields: fc.array(
        fc.record({
          name: fc.constantFrom('code', 'result', 'officer', 'certificate'),
          as: fc.constantFrom(...DecidedField.shape.as.options),
        }),
        { minLength: 1, maxLength: 4 },
      ),
      reason: fc.constant('仅限必要'),
    }),
  );
  const forms = fc
    .uniqueArray(
      fc.record({ name: fc.constantFrom('code', 'result', 'officer', 'certificate'), as: fc.constantFrom('clear', 'masked', 'pseudonym') }),
      { minLength: 1, selector: ({ name }) => name },
    )
    .map((fields) => form({ fields }));
  const forward = fc.constantFrom<object>({ move: 'submit' }, { move: 'accept' }, { move: 'sign' });
  /** Each is tried by everybody, beginning with anybody: whoever should not may be first. `asked`, `clear`: that is decided of all fields. */
  const tried = fc.array(
    fc.tuple(
      fc.oneof(
        { weight: 1, arbitrary: acts },
        { weight: 4, arbitrary: forward },
        { weight: 3, arbitrary: fc.constantFrom('asked', 'clear') },
      ),
      fc.nat(names.length - 1),
    ),
    { minLength: 5, maxLength: 40, size: 'max' },
  );
  const delegations = [
    delegation('lead', 'deputy', 'data-lead'),
    delegation('security', 'deputy', 'data-security-officer'),
    delegation('custodian', 'security', 'data-custodian'),
    delegation('lead', 'custodian', 'data-lead'),
    delegation('allRoles', 'deputy', 'data-lead'),
    delegation('allRoles', 'security', 'data-security-officer'),
  ];

  it('a grant has its distinct signatures, none of the applicant’s, and is no wider than was asked or the resource allows; limits move forward; each side asks for supplements once', () => {
    let grants = 0;
    const dueOf = (the: UseRequest, now: Date) =>
      new Map(
        clocksOf(runsOf(the), clockRuleSeed, now)
          .filter(({ stoppedAt, name }) => stoppedAt === undefined && name !== 'lapse')
          .map(({ name, startedAt, due }) => [`${name}#${startedAt}`, due]),
      );
    fc.assert(
      fc.property(fc.option(forms, { nil: form() }), tried, fc.boolean(), (its, todo, delegating) => {
        let the = drafted(its, at('2026-02-10 09:00'));
        let now = at('2026-02-10 09:00');
        let due = dueOf(the, now);
        for (const [what, first] of todo) {
          const fields = what === 'clear' ? its.fields?.map(({ name }) => ({ name, as: 'clear' })) : its.fields;
          const asked = typeof what === 'string' ? { move: 'decide', fields } : what;
          now = new Date(now.getTime() + 7 * 3_600_000);
          const before = the;
          const stepped = [...names.slice(first), ...names.slice(0, first)]
            .map((who) => act(before, people[who], asked, contextAt(now), delegating ? delegations : []))
            .find(({ outcome }) => outcome === 'stepped');
          if (stepped?.outcome !== 'stepped') continue;
          the = stepped.request;
          const next = dueOf(the, now);
          for (const [run, limit] of next) expect(limit >= (due.get(run) ?? '')).toBe(true);
          due = next;
          for (const side of ['platform', 'provider']) expect(the.asked.filter(({ by }) => by === side).length).toBeLessThanOrEqual(1);
          if (!stepped.grant) continue;
          grants += 1;
          const { grant } = stepped;
          const decided = the.marks.findLastIndex(({ move }) => move === 'decide');
          const signers = [
            the.marks.findLast(({ move }) => move === 'accept')!,
            ...the.marks.slice(decided).filter(({ move }) => move === 'decide' || move === 'sign'),
          ];
          expect(signers.map(({ part }) => part).sort()).toEqual(
            grant.level >= 3 ? ['platform', 'provider', 'provider-lead', 'provider-security'] : ['platform', 'provider'],
          );
          const persons = signers.flatMap(({ by, onBehalfOf }) => [by, onBehalfOf ?? []].flat());
          expect(new Set(persons).size).toBe(persons.length);
          expect(signers.some(({ department }) => department === environment) || persons.some((one) => the.applicants.includes(one))).toBe(
            false,
          );
          for (const { name, as } of grant.fields) {
            const wanted = its.fields?.find((field) => field.name === name);
            expect(wanted && strictness.indexOf(as) >= strictness.indexOf(wanted.as)).toBe(true);
            expect(name !== 'certificate' || as === 'pseudonym').toBe(true);
            expect(resource().fields.find((field) => field.name === name)!.level).toBeLessThanOrEqual(grant.level);
          }
          expect(grant.rows).toEqual(expect.arrayContaining(its.rows ?? []));
        }
      }),
      { numRuns: 250 },
    );
    expect(grants).toBeGreaterThan(10);
  });
});
