import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ResourceShown } from '../../functions/data-requests/catalogue/routes.ts';
import { CorrectionShown, readNotices } from '../../functions/data-requests/corrections/routes.ts';
import { as, call } from '../support/hub.ts';
import { emergencyClerk, environmentClerk, leader, steward } from '../support/people.ts';
import { eventually } from '../support/register.ts';
import { grantedData, order, owner, sharedTables, untilExport, watch } from '../support/granted-rows.ts';

const custodian = 'emergency-custodian';
const name = `by-${randomUUID().slice(0, 8)}`;
const said = {
  title: `企业数量 ${name}`,
  description: '按区划、登记日期统计的企业数量',
  shareClass: 'unconditional',
  fields: [{ name: 'domdistrict' }],
  statistics: { by: ['domdistrict'], distinct: 'uniscid' },
  updateCycle: 'monthly',
};

const act = (who: string, path: string, version: number, body: object) =>
  call(who, 'POST', path, { body, headers: { 'if-match': `"${String(version)}"` } });

describe('What there is to be shared', () => {
  let the: z.infer<typeof ResourceShown>;
  const path = () => `/v1/shared-resources/${the.resourceId}`;

  it('is described by its owner’s custodian, in the words of its contract', async () => {
    await eventually(
      async () => (await call(custodian, 'GET', '/v1/shareable-datasets/market-entities')).body,
      (body) => body['mayCatalogue'] === true,
    );
    const refused = await call(custodian, 'POST', '/v1/shared-resources', {
      body: { ...said, dataset: 'market-entities', statisticsName: name, conditions: '须审批' },
    });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ path: 'body.conditions' }] } });
    the = await (
      await as(custodian)
    ).post('/v1/shared-resources', { ...said, dataset: 'market-entities', statisticsName: name }, ResourceShown);
    expect(the).toMatchObject({ state: 'created', mayHave: 'own', level: 1 });
  });

  it('is seen by others when the data bureau has published it, and not before', async () => {
    expect((await call(environmentClerk, 'GET', path())).status).toBe(404);
    expect((await call(leader, 'GET', path())).status).toBe(404);
    expect(await act(custodian, `${path()}/moves`, the.version, { move: 'submit' })).toMatchObject({ status: 200 });
    expect(await act('market-custodian', `${path()}/moves`, 2, { move: 'delete' })).toMatchObject({ status: 404 });
    expect(await act(steward, `${path()}/reviews`, 1, { move: 'publish' })).toMatchObject({ status: 412 });
    expect(await act(steward, `${path()}/reviews`, 2, { move: 'publish' })).toMatchObject({ status: 200, body: { state: 'published' } });
    the = await (await as(environmentClerk)).get(path(), ResourceShown);
    expect(the).toMatchObject({ mayHave: 'now', shareClassTitle: '无条件共享', allowed: [] });
  });

  it('is found by its words, and tried on rows that nobody is in', async () => {
    const found = await call(environmentClerk, 'GET', `/v1/shared-resources?dataset=market-entities&q=${encodeURIComponent(name)}`);
    expect(found.body).toMatchObject({ items: [{ resourceId: the.resourceId, mayHave: 'now' }] });
    const sample = await call(environmentClerk, 'GET', `${path()}/sample?rows=2`);
    expect(sample.body).toMatchObject({ synthetic: true, rows: [{ values: { domdistrict: '320505' } }, {}] });
  });

  it('protects more at once, and gives more only when it is reviewed', async () => {
    const { shareClass: _class, ...rest } = said;
    const conditions = '用于履行监管职责';
    const change = (version: number, body: object) =>
      call(custodian, 'PUT', path(), { body, headers: { 'if-match': `"${String(version)}"` } });
    expect(await change(the.version, { ...rest, shareClass: 'conditional', conditions })).toMatchObject({ status: 200 });
    expect((await call(environmentClerk, 'GET', path())).body).toMatchObject({ mayHave: 'ask', version: the.version + 2 - 1 });
    // The texts of a class that stays are reviewed, and so is the way back.
    expect(await change(the.version + 1, said)).toMatchObject({ status: 200, body: { proposed: { shareClass: 'unconditional' } } });
    const others = await call(environmentClerk, 'GET', path());
    expect(others.body).toMatchObject({ mayHave: 'ask' });
    expect(others.body).not.toHaveProperty('proposed');
    expect(await act(steward, `${path()}/reviews`, the.version + 2, { move: 'approve-change' })).toMatchObject({
      body: { mayHave: 'now' },
    });
  });

  it('is withdrawn by two, and then gone for others', async () => {
    const { version } = await (await as(custodian)).get(path(), ResourceShown);
    expect(await act(custodian, `${path()}/moves`, version, { move: 'ask-withdrawal', text: '停用' })).toMatchObject({ status: 200 });
    expect((await call(environmentClerk, 'GET', path())).status).toBe(200);
    expect(await act(steward, `${path()}/reviews`, version + 1, { move: 'withdraw' })).toMatchObject({ body: { state: 'revoked' } });
    expect((await call(environmentClerk, 'GET', path())).status).toBe(404);
    expect((await call(custodian, 'GET', `${path()}/moves`)).body).toMatchObject({
      items: [{ title: '同意撤销' }, { title: '申请撤销' }, {}, {}, {}, {}, {}, {}],
    });
  });
});

describe('An error in shared data', () => {
  it('is reported by who uses them, traced to its record, corrected by its owner, and told to whom it was given', async () => {
    const tables = await sharedTables();
    const data = await grantedData(tables, { count: 40, rows: 40 });
    const { exportId } = await order(environmentClerk, data.grantId);
    await untilExport(environmentClerk, exportId, ({ state }) => state === 'ready');
    const { url } = await (await as(environmentClerk)).post(`/v1/exports/${exportId}/files/1/link`, {}, z.object({ url: z.string() }));
    const row = (await (await fetch(url)).text())
      .split('\r\n')
      .find((line) => line.includes('苏州测试7号'))
      ?.split(',')[0]
      ?.replaceAll('"', '');

    const path = `/v1/grants/${data.grantId}/corrections`;
    const report = { row, field: 'result', text: '检查结果应为不合格' };
    expect((await call(emergencyClerk, 'POST', path, { body: report })).status).toBe(404);
    const { correctionId, due } = await (await as(environmentClerk)).post(path, report, CorrectionShown);
    expect(due).toBeDefined();

    await watch();
    const read = async (who: string) => (await as(who)).get(`/v1/corrections/${correctionId}`, CorrectionShown);
    const task = await eventually(
      () => read('market-custodian'),
      ({ recordKey }) => recordKey !== undefined,
    );
    expect(task).toMatchObject({ recordKey: 'k-7', state: 'reported' });
    expect((await read(environmentClerk)).recordKey).toBeUndefined();
    expect((await call(emergencyClerk, 'GET', `/v1/corrections/${correctionId}`)).status).toBe(404);

    const lane = { dataset: data.dataset, department: owner };
    const content = JSON.stringify({ object_name: '苏州测试7号', result: '不合格' });
    await tables.rows.write(lane, [{ key: 'k-7', version: 2, feed: 2, deleted: false, content }], Date.now() + 10_000);
    await tables.requests.update(
      { pk: `resource#r-${data.dataset}.${owner}`, sk: 'live#lane' },
      { text: 'SET #visible = :two, #feeds = :two', values: { two: 2 } },
    );
    const notices = async () => (await as(environmentClerk)).get(`/v1/grants/${data.grantId}/notices`, readNotices.answer);
    const { items } = await eventually(
      async () => {
        await watch();
        return notices();
      },
      (page) => page.items.length > 0,
      { seconds: 150, every: 5 },
    );
    expect(items).toMatchObject([{ correctionId, field: 'result', gone: false, values: { result: '不合格' } }]);
    expect(await read(environmentClerk)).toMatchObject({ state: 'corrected', stateTitle: '已更正' });
  });
});
