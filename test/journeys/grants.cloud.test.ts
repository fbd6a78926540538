import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { listGrantAlerts, listGrants, readGrant, readGrantUse } from '../../functions/data-requests/grants/routes.ts';
import { ResourceTerms } from '../../functions/data-requests/grants/terms.ts';
import { resourceOfGrant } from '../../functions/data-requests/sharing.ts';
import { samplePeople } from '../../infra/local/sample/people.ts';
import { grantedData, holder, owner, sharedTables, watch } from '../support/granted-rows.ts';
import { as, call } from '../support/hub.ts';
import { emergencyClerk, environmentClerk, leader, steward } from '../support/people.ts';

const at = (departmentId: string, role: string): string =>
  samplePeople.find((one) => one.departmentId === departmentId && one.roles.some((its) => its === role))?.signIn ?? '';
const [ownersCustodian, holdersCustodian] = [at(owner, 'data-custodian'), at(holder, 'data-custodian')];

let tables: Awaited<ReturnType<typeof sharedTables>>;
let openGate: Awaited<ReturnType<typeof gateOf>>;

/** The gate on the real tables, with keys that no KMS needs to make. */
const gateOf = async () => {
  const gate = await import('../../functions/data-requests/grants/open-gate.ts');
  const { grantKey } = await import('../../functions/data-requests/grants/keys.client.ts');
  const { resourcesTable } = await import('../../functions/data-requests/catalogue/resources.store.ts');
  const resources = resourcesTable('hub-test-data-requests-requests');
  return gate.openGate({ grants: tables.grants, resources, keys: { of: async (id) => grantKey(Buffer.alloc(32, 1), id) } });
};

beforeAll(async () => {
  tables = await sharedTables();
  openGate = await gateOf();
});

const clerk = { memberId: 'm-11111111', kind: 'person' as const, departmentId: holder, clearance: 2 };
const open = async (grantId: string, departmentId = holder) =>
  openGate(grantId, { principal: { ...clerk, departmentId }, address: '10.0.0.1', channel: 'file', filters: [], now: new Date() });
const opened = async (grantId: string) => {
  const gate = await open(grantId);
  if ('outcome' in gate) throw new Error(gate.because);
  return gate;
};
const read = async (who: string, grantId: string) => (await as(who)).get(`/v1/grants/${grantId}`, readGrant.answer);
const move = async (who: string, grantId: string, version: number, body: object) =>
  call(who, 'POST', `/v1/grants/${grantId}/moves`, {
    body,
    headers: { 'if-match': `"${String(version)}"`, 'idempotency-key': randomUUID() },
  });

describe('A grant', () => {
  it('is seen by holder, owner, data bureau and leader, each with their buttons, and by nobody else', async () => {
    const { grantId } = await grantedData(tables, { count: 1, rows: 1 });
    const held = await (await as(environmentClerk)).get('/v1/grants?side=held&limit=100', listGrants.answer);
    expect(held.items[0]).toMatchObject({ grantId, stateTitle: '生效', holder });
    const given = await (await as(ownersCustodian)).get('/v1/grants?side=given&limit=100', listGrants.answer);
    expect(given.items.map((one) => one.grantId)).toContain(grantId);
    expect((await read(environmentClerk, grantId)).allowed).toEqual([]);
    expect((await read(leader, grantId)).allowed).toEqual([]);
    expect((await read(ownersCustodian, grantId)).allowed.map((one) => one.move)).toEqual(['suspend', 'narrow', 'review', 'revoke']);
    expect((await read(holdersCustodian, grantId)).allowed.map((one) => one.move)).toEqual(['narrow', 'ask-renewal', 'close']);

    for (const path of [`/v1/grants/${grantId}`, `/v1/grants/${grantId}/use`, '/v1/grants/g-none.d-0000.0000000000'])
      expect((await call(emergencyClerk, 'GET', path)).body['type']).toBe('urn:supervision-hub:problem:grant-unknown');
    expect((await call(emergencyClerk, 'GET', `/v1/grants?department=${holder}`)).status).toBe(400);
    expect((await call(emergencyClerk, 'GET', `/v1/grant-alerts?department=${holder}`)).status).toBe(403);
    expect(
      (
        await call(at('d-w3t8', 'data-custodian'), 'POST', `/v1/grants/${grantId}/moves`, {
          body: { move: 'revoke', reason: '试验' },
          headers: { 'if-match': '"1"' },
        })
      ).status,
    ).toBe(404);
  });

  it('is suspended and narrowed from the next read on, on the version that was seen; what was being read meanwhile is not counted', async () => {
    const { grantId } = await grantedData(tables, { count: 1, rows: 1 });
    const before = await opened(grantId);
    expect(before.reading.fields.map(({ name }) => name)).toEqual(['object_name', 'result']);
    expect((await move(ownersCustodian, grantId, 7, { move: 'suspend', reason: '核查用途' })).status).toBe(412);
    expect((await move(ownersCustodian, grantId, 1, { move: 'suspend', reason: '核查用途' })).body).toMatchObject({
      state: 'suspended',
      version: 2,
    });
    expect(await before.count(1)).toMatchObject({ because: 'grant-changed' });
    expect(await open(grantId)).toMatchObject({ because: 'grant-suspended' });
    expect(await open(grantId, 'd-w3t8')).toMatchObject({ because: 'grant-unknown' });

    expect((await move(steward, grantId, 2, { move: 'resume', reason: '由我恢复' })).status).toBe(403);
    expect((await move(ownersCustodian, grantId, 2, { move: 'resume', reason: '核查完毕' })).status).toBe(200);
    const fields = [{ name: 'result', as: 'pseudonym' }];
    expect((await move(holdersCustodian, grantId, 3, { move: 'narrow', reason: '只需结果', fields })).status).toBe(200);
    expect(
      (await move(holdersCustodian, grantId, 4, { move: 'narrow', reason: '再要名称', fields: [{ name: 'object_name', as: 'clear' }] }))
        .status,
    ).toBe(422);
    const after = await opened(grantId);
    expect(after.reading.fields).toEqual(fields);
    expect(after.give({ key: 'k-0', content: { object_name: '甲', result: '合格' } })?.values['result']).toMatch(/^p[a-z2-7]{26}$/);
    expect(await after.count(1)).toBe('counted');
    expect((await (await as(ownersCustodian)).get(`/v1/grants/${grantId}/use`, readGrantUse.answer)).items[0]).toMatchObject({
      rows: 1,
      refused: 0,
    });
    expect((await read(environmentClerk, grantId)).history.map(({ title }) => title)).toEqual(['缩小范围', '恢复', '暂停', '授权']);
  });

  it('of which the resource no longer allows what was approved gives nothing at once, and is suspended with the reason', async () => {
    const { grantId } = await grantedData(tables, { count: 1, rows: 1 });
    const key = { pk: `resource#${resourceOfGrant(grantId)}`, sk: 'live#terms' };
    const terms = await tables.requests.get(key, ResourceTerms);
    await tables.requests.put({ ...key, ...terms, level: 3, fields: terms?.fields.map((field) => ({ ...field, level: 3 })) });
    expect(await open(grantId)).toMatchObject({ because: 'grant-outdated', detail: '数据级别已高于审批时的级别' });
    await expect
      .poll(async () => (await watch(), (await tables.grants.find(grantId))?.suspension), { timeout: 30_000 })
      .toMatchObject({ because: 'outdated', reason: '数据级别已高于审批时的级别' });
    const alerts = await (await as(environmentClerk)).get('/v1/grant-alerts', listGrantAlerts.answer);
    expect(alerts.items.find((one) => one.grantId === grantId && one.kind === 'suspended')).toMatchObject({
      kindTitle: '自动暂停',
      text: '数据级别已高于审批时的级别',
    });
    expect((await move(ownersCustodian, grantId, 2, { move: 'resume', reason: '恢复' })).body['type']).toBe(
      'urn:supervision-hub:problem:resource-disallows',
    );
  });

  it('that is used beyond its quota too often rests until its owner lets it go on, and both hear of it', async () => {
    const { grantId } = await grantedData(tables, { count: 1, rows: 1, quota: 5 });
    const gate = await opened(grantId);
    expect(await gate.count(4)).toBe('counted');
    for (let call = 1; call <= 20; call += 1) expect(await gate.count(2)).toMatchObject({ because: 'quota-exhausted' });
    const state = async () => {
      await tables.grants.lookSoon(grantId, new Date());
      await watch();
      return (await read(ownersCustodian, grantId)).grant.state;
    };
    await expect.poll(state, { timeout: 30_000 }).toBe('suspended');
    expect((await read(environmentClerk, grantId)).grant.suspension).toMatchObject({ because: 'over-use' });
    for (const who of [environmentClerk, ownersCustodian]) {
      const { items } = await (await as(who)).get('/v1/grant-alerts?limit=100', listGrantAlerts.answer);
      expect(items.filter((one) => one.grantId === grantId).map(({ kind }) => kind)).toEqual(
        expect.arrayContaining(['suspended', 'quota', 'over-use']),
      );
    }
    expect((await move(ownersCustodian, grantId, 2, { move: 'resume', reason: '已说明' })).status).toBe(200);
    expect(await gate.count(1), 'read before it was suspended').toMatchObject({ because: 'grant-changed' });
    expect(await (await opened(grantId)).count(1)).toBe('counted');
    expect(await state()).toBe('active');
  });
});
