import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { clockRuleSeed } from '../../functions/data-requests/clocks/clock-rule-seed.ts';
import { mostOpen } from '../../functions/data-requests/requests/request-moves.ts';
import type { Stepped } from '../../functions/data-requests/requests/request-step.ts';
import { drafted } from '../data-requests/small-bureau.ts';
import { call } from '../support/hub.ts';
import { emergencyClerk, environmentClerk, leader, steward } from '../support/people.ts';
import { owner, sharedTables } from '../support/granted-rows.ts';

let tables: Awaited<ReturnType<typeof sharedTables>>;
beforeAll(async () => {
  tables = await sharedTables();
});

/** A published resource of the market department's, of the test's own. */
const published = async (shareClass: 'conditional' | 'unconditional'): Promise<string> => {
  const dataset = `asked-${randomUUID().slice(0, 8)}`;
  const resourceId = `r-${dataset}.${owner}`;
  const at = new Date().toISOString();
  const terms = {
    ...{ resourceId, kind: 'records', version: 1, state: 'published', shareClass, level: 3 },
    fields: [
      { name: 'code', title: '编码', level: 1 },
      { name: 'result', title: '结果', level: 2 },
      { name: 'officer', title: '执法人员', level: 3, mask: 'person-name' },
    ].map((field) => ({ ...field, type: 'text' })),
  };
  const stored = await tables.requests.transact([
    {
      put: {
        ...{ pk: `resource#${resourceId}`, sk: 'resource', ...terms, title: '检查记录', description: '检查记录', updateCycle: 'daily' },
        ...{ lane: { dataset, department: owner }, contractVersion: 1, keptBy: [], createdAt: at, publishedAt: at },
        ...(shareClass === 'conditional' && { conditions: '用于履行职责' }),
        move: { by: 'system:test', action: 'test', at, correlationId: 'none' },
      },
    },
    { put: { pk: `resource#${resourceId}`, sk: 'live#terms', ...terms } },
  ]);
  if (stored !== 'done') throw new Error('the resource is there already');
  return resourceId;
};

const day = (from: number): string => new Date(Date.now() + from * 86_400_000).toISOString().slice(0, 10);
const form = (resourceId: string, fields = ['code', 'officer']) => ({
  ...{
    resourceId,
    purpose: '核对排污单位的检查情况',
    explanation: '立案前核对',
    useRange: '4',
    basis: { type: '1', text: '《条例》第十八条' },
  },
  ...{ fields: fields.map((name) => ({ name, as: 'clear' })), rows: [], period: { from: day(0), until: day(90) } },
  ...{ volume: { rowsPerDay: 1000, callsPerMinute: 60 }, channels: ['file'] },
});

const ask = async (body: object): Promise<string> => {
  const { status, body: answer, text } = await call(environmentClerk, 'POST', '/v1/data-requests', { body });
  expect([status, text]).toEqual([201, text]);
  return String(answer['requestId']);
};
const read = (who: string, requestId: string) => call(who, 'GET', `/v1/data-requests/${requestId}`);
/** On the version that this person sees. */
const act = async (who: string, requestId: string, body: object) => {
  const { headers } = await read(who, requestId);
  return call(who, 'POST', `/v1/data-requests/${requestId}/moves`, { body, headers: { 'if-match': headers.get('etag') ?? '"0"' } });
};
const acts = async (requestId: string, ...all: (readonly [who: string, body: object])[]) => {
  let last: Awaited<ReturnType<typeof act>> | undefined;
  for (const [who, body] of all) {
    last = await act(who, requestId, body);
    expect([body, last.status, last.status === 200 ? '' : last.text]).toEqual([body, 200, '']);
  }
  return last?.body ?? {};
};

describe('A department asks for data', () => {
  it('of level 3 under conditions: told once what is missing, accepted, decided in part, signed by two, and granted', async () => {
    const resourceId = await published('conditional');
    const requestId = await ask({ resourceId, purpose: '核对排污单位的检查情况' });
    expect((await read(steward, requestId)).status).toBe(404);
    const early = await act(environmentClerk, requestId, { move: 'submit' });
    expect([early.status, (early.body['errors'] as unknown[]).length]).toEqual([422, 7]);

    const changed = await call(environmentClerk, 'PUT', `/v1/data-requests/${requestId}`, {
      body: form(resourceId),
      headers: { 'if-match': '"1"' },
    });
    expect(changed).toMatchObject({ status: 200, body: { version: 2, missing: [] } });
    await acts(requestId, [environmentClerk, { move: 'submit' }]);
    expect((await read('market-custodian', requestId)).status).toBe(404);
    await acts(
      requestId,
      [steward, { move: 'supplement-request', missing: [{ path: 'form.basis', text: '请写明文件全称' }], note: '内部看法' }],
      [environmentClerk, { move: 'supplement', form: form(resourceId) }],
    );
    expect(await act(steward, requestId, { move: 'supplement-request', missing: [{ path: 'form', text: '再补' }] })).toMatchObject({
      status: 409,
    });
    await acts(requestId, [steward, { move: 'accept' }]);
    const waiting = await call('market-custodian', 'GET', '/v1/data-requests?box=to-review&limit=100');
    expect(JSON.stringify(waiting.body['items'])).toContain(requestId);

    const decide = {
      move: 'decide',
      fields: [
        { name: 'code', as: 'clear' },
        { name: 'officer', as: 'masked' },
      ],
      reason: '姓名以脱敏方式提供',
      note: '内部看法',
    };
    expect(await act('market-custodian', requestId, { ...decide, fields: [{ name: 'result', as: 'clear' }] })).toMatchObject({
      status: 422,
    });
    expect(await acts(requestId, ['market-custodian', decide], ['market-lead', { move: 'sign' }])).toMatchObject({
      state: 'countersigning',
    });
    const before = await read(environmentClerk, requestId);
    expect(before.text).not.toContain('内部看法');
    expect(before.text).not.toContain('以脱敏方式提供');

    const { grantId } = await acts(requestId, ['market-security', { move: 'sign' }]);
    const granted = await read(environmentClerk, requestId);
    expect(granted.body).toMatchObject({ cityState: 'finished', request: { state: 'granted', grantId, decision: { partial: true } } });
    expect(await tables.grants.find(String(grantId))).toMatchObject({ level: 3, requestId, fields: decide.fields, state: 'active' });
    expect((await read(emergencyClerk, requestId)).status).toBe(404);
  });

  it('of which nothing has to be decided, and has them at once', async () => {
    const requestId = await ask(form(await published('unconditional'), ['code', 'result']));
    const { state, grantId } = await acts(requestId, [environmentClerk, { move: 'submit' }]);
    expect(state).toBe('granted');
    expect((await tables.grants.forReading(String(grantId))).terms).toMatchObject({ level: 2, state: 'active' });
  });

  it('of which nothing has to be decided, twice at the same moment: one is given at once, the other and every later one is reviewed', async () => {
    const resourceId = await published('unconditional');
    const statesOf = async (count: number) => {
      const ids = await Promise.all(Array.from({ length: count }, () => ask(form(resourceId, ['code']))));
      const states = await Promise.all(ids.map(async (id) => (await acts(id, [environmentClerk, { move: 'submit' }]))['state']));
      return states.sort();
    };
    expect(await statesOf(2)).toEqual(['granted', 'submitted']);
    expect(await statesOf(1)).toEqual(['submitted']);
  });

  it('is refused with its reason and basis, disputes it, and is considered anew', async () => {
    const requestId = await ask(form(await published('conditional')));
    const basis = { type: '1', text: '《政务数据共享条例》' };
    const { state } = await acts(
      requestId,
      [environmentClerk, { move: 'submit' }],
      [steward, { move: 'accept' }],
      ['market-custodian', { move: 'refuse', reason: '与职责无关', basis }],
      [environmentClerk, { move: 'dispute', reason: '系法定职责' }],
      ['market-custodian', { move: 'maintain', reason: '维持原答复' }],
      ['second-steward', { move: 'coordinate', reason: '协调未果' }],
      [leader, { move: 'overturn', reason: '依据不足' }],
    );
    expect(state).toBe('provider-review');
  });

  it('whose lead is away: a delegate signs for them, and for nobody else too', async () => {
    const members = await call('market-clerk', 'GET', '/v1/me');
    const delegation = await call('market-lead', 'POST', '/v1/data-delegations', {
      body: {
        role: 'data-lead',
        to: String(members.body['memberId']),
        begins: new Date(Date.now() - 1000).toISOString(),
        ends: new Date(Date.now() + 600_000).toISOString(),
        reason: '出差',
      },
    });
    expect(delegation.status).toBe(201);
    const another = {
      role: 'data-lead',
      to: String(members.body['memberId']),
      begins: new Date().toISOString(),
      ends: new Date(Date.now() + 60_000).toISOString(),
    };
    expect(await call('market-lead', 'POST', '/v1/data-delegations', { body: { ...another, reason: '出差' } })).toMatchObject({
      status: 422,
    });
    const requestId = await ask(form(await published('conditional')));
    await acts(
      requestId,
      [environmentClerk, { move: 'submit' }],
      [steward, { move: 'accept' }],
      ['market-custodian', { move: 'decide', fields: form('').fields }],
      ['market-clerk', { move: 'sign' }],
    );
    expect((await act('market-lead', requestId, { move: 'sign' })).status).toBe(409);
    const { status } = await call('market-lead', 'PUT', `/v1/data-delegations/${String(delegation.body['delegationId'])}/end`, {
      headers: { 'if-match': '"1"' },
    });
    expect(status).toBe(200);
    expect(await acts(requestId, ['market-security', { move: 'sign' }])).toMatchObject({ state: 'granted' });
  });
});

describe('A department’s open requests', () => {
  it('are counted when they begin and end, and no more begin than it may have', async () => {
    const { requestsTable } = await import('../../functions/data-requests/requests/requests.store.ts');
    const requests = requestsTable('hub-test-data-requests-requests');
    const applicant = `d-${randomUUID().slice(0, 8)}`;
    const store = async (): Promise<string> => {
      const draft = { ...drafted(), requestId: `q-${randomUUID().replaceAll('-', '').slice(0, 26)}`, applicant };
      const first: Stepped = { outcome: 'stepped', request: draft, moved: [] };
      const began = await requests.store(first, clockRuleSeed);
      if (began === 'stale') return began;
      const ended: Stepped = { ...first, before: draft, request: { ...draft, version: 2, state: 'withdrawn' } };
      expect(await requests.openOf(applicant)).toBe(1);
      return requests.store(ended, clockRuleSeed);
    };
    expect(await store()).toBe('stored');
    expect(await requests.openOf(applicant)).toBe(0);
    await tables.requests.put({ pk: `applicant#${applicant}`, sk: 'open', open: mostOpen });
    expect(await store()).toBe('stale');
  });
});

describe('The limits of requests', () => {
  it('are seeded, and changed by two stewards', async () => {
    const { body } = await call(steward, 'GET', '/v1/data-request-rules');
    const versions = body['items'] as { version: number; state: string }[];
    const version = Math.max(...versions.filter(({ state }) => state === 'published').map((one) => one.version)) + 1;
    const first = await call(steward, 'GET', '/v1/data-request-rules/1');
    const content = { ...(first.body['content'] as object), version, validFrom: day(2) };
    expect([201, 409]).toContain((await call(steward, 'POST', '/v1/data-request-rules', { body: content })).status);
    const at = `/v1/data-request-rules/${String(version)}`;
    const etag = (await call('second-steward', 'GET', at)).headers.get('etag') ?? '';
    const approve = (who: string) => call(who, 'PUT', `${at}/approval`, { headers: { 'if-match': etag } });
    expect((await approve(steward)).status).toBe(403);
    expect((await approve('second-steward')).status).toBe(200);
  });
});
