import { describe, expect, it } from 'vitest';
import { clockRuleSeed } from '../../functions/data-requests/clocks/clock-rule-seed.ts';
import { historyFor, keepRequests } from '../../functions/data-requests/requests/keep-requests.ts';
import { entryOf, type RequestEntry } from '../../functions/data-requests/requests/request-entry.ts';
import { Moved } from '../../functions/data-requests/requests/request-step.ts';
import { UseRequest } from '../../functions/data-requests/requests/request.ts';
import { createRequest, listRequests } from '../../functions/data-requests/requests/routes.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import { act, at, contextAt, drafted, form, people, type Person, resource, whole } from './small-bureau.ts';

const told = (acts: readonly (readonly [who: Person, asked: object])[]) => {
  let the = drafted();
  const history: Moved[] = [];
  for (const [who, asked] of acts) {
    const stepped = act(the, people[who], asked, contextAt(at('2026-02-12 10:30')));
    if (stepped.outcome === 'refused') throw new Error(stepped.because);
    the = stepped.request;
    history.push(...stepped.moved);
  }
  return (who: Person) => JSON.stringify(historyFor(people[who], the, history));
};
const decide = (fields: Record<string, string>, reason: string) => ({
  ...{ move: 'decide', reason, note: '内部看法' },
  fields: Object.entries(fields).map(([name, as]) => ({ name, as })),
});
const [no, masked] = [decide({ code: 'no', officer: 'clear' }, '不提供编码'), decide({ code: 'clear', officer: 'masked' }, '脱敏提供')];

describe('What is told of a request', () => {
  it('to the applicant is the decision that was given, none that was sent back or waits, and no note', () => {
    const begun = [
      ['clerk', { move: 'submit' }],
      ['steward', { move: 'accept', note: '内部看法' }],
      ['custodian', no],
    ] as const;
    const again = [...begun, ['lead', { move: 'send-back', note: '请改为脱敏' }], ['custodian', masked]] as const;
    const given = told([...again, ['lead', { move: 'sign' }], ['security', { move: 'sign' }]]);
    expect(told(again)('clerk')).not.toMatch(/不提供|脱敏提供|请改为|内部看法/);
    expect(given('clerk')).not.toMatch(/不提供|请改为|内部看法/);
    expect(given('clerk')).toContain('脱敏提供');
    for (const words of ['不提供编码', '请改为', '内部看法', '脱敏提供']) expect(given('custodian')).toContain(words);
  });

  const call = (principal: Principal, more: object) =>
    ({ principal, reach: 'any', params: {}, query: {}, ifMatch: undefined, now: at('2026-02-12 10:00'), ...more }) as never;
  // Only what these routes ask of its collaborators; what they answer is read back without its type, which the erased binding does not have.
  const deskOf = (requests: object) => {
    const bindings = keepRequests({
      ...({ requests, resources: { find: () => Promise.resolve(resource()) }, longestMonths: 12 } as unknown as Parameters<
        typeof keepRequests
      >[0]),
      newRequestId: () => 'q-00000000000000000000000000',
    });
    return (route: unknown) => bindings.find((one) => one.route === route)!.handle;
  };

  it('to data bureau and leaders is nothing of drafts, nor of what was ended as a draft', async () => {
    const withdraw = (the: UseRequest): RequestEntry => {
      const stepped = act(the, people.clerk, { move: 'withdraw' }, contextAt(at('2026-02-12 11:00')));
      if (stepped.outcome === 'refused') throw new Error(stepped.because);
      return entryOf(stepped.request, clockRuleSeed);
    };
    const submitted = act(drafted(), people.clerk, { move: 'submit' }, contextAt(at('2026-02-12 10:30')));
    if (submitted.outcome === 'refused') throw new Error(submitted.because);
    const items = [
      { ...withdraw(drafted()), purpose: '草稿' },
      { ...withdraw(submitted.request), purpose: '已提交' },
    ];
    const list = deskOf({ inState: () => Promise.resolve({ items }), inBoxOf: () => Promise.resolve({ items }) })(listRequests);
    const purposes = async (who: Person, query: object) =>
      (
        (await list(call(people[who], { query: { limit: 10, box: 'asked', ...query } }))) as unknown as { body: { items: RequestEntry[] } }
      ).body.items.map(({ purpose }) => purpose);
    for (const who of ['steward', 'leader'] as const) expect(await purposes(who, { state: 'withdrawn' })).toEqual(['已提交']);
    expect(await purposes('clerk', {})).toEqual(['草稿', '已提交']);
  });

  it('to a department with very many open ones is that it has to end some first', async () => {
    const create = deskOf({ openOf: () => Promise.resolve(200) })(createRequest);
    expect(await create(call(people.clerk, { body: form() }))).toMatchObject({
      because: 'too-many-open',
      detail: expect.stringContaining('撤回'),
    });
  });
});

describe('What was stored under other bounds', () => {
  const old = {
    ...drafted(),
    form: {
      ...form(),
      purpose: '核'.repeat(300),
      urgency: '加急',
      basis: { type: '1', text: '条例', page: 3 },
      period: { from: '2026-03-01', until: '2026-12-31', note: '' },
    },
  };
  const read = (more: object = {}) => UseRequest.parse(JSON.parse(JSON.stringify({ ...old, ...more })));

  it('is read, without what is not asked for any more, and goes on', () => {
    const the = read();
    expect(the.form).not.toHaveProperty('urgency');
    expect(act(the, people.clerk, { move: 'submit' }, contextAt(at('2026-02-12 10:30')))).toMatchObject({
      request: { state: 'submitted' },
    });
    const moved = {
      requestId: the.requestId,
      number: 4,
      act: { ...whole, period: { until: '2026-12-31', hint: 1 }, urgent: true },
      mark: the.marks[0],
    };
    expect(Moved.parse(moved).act).toMatchObject({ move: 'decide', urgent: true });
  });

  it('is not read where a row filter says more than is understood: without it more rows would be given', () => {
    expect(() => read({ form: { ...form(), rows: [{ field: 'result', is: ['合格'], unless: 'x' }] } })).toThrow();
  });
});
