import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { shanghaiDate } from '../../shared/calendar/shanghai-time.ts';
import { RowsPage } from '../../functions/data-requests/delivery/routes.ts';
import { check, csvOf } from '../ingestion/sample-file.ts';
import { as, call, handIn } from '../support/hub.ts';
import { emergencyClerk, environmentClerk, marketSystem, steward } from '../support/people.ts';
import { eventually, newKey } from '../support/register.ts';

const [owner, holder] = ['environment-custodian', 'market-custodian'];
const resourceId = 'r-check-actions.d-p4x9';
const fields = ['record_unique_identity', 'plan_id', 'administrative_cp', 'check_result', 'check_date'];
const Versioned = z.object({ version: z.int(), state: z.string(), grantId: z.string().optional() });
const ifMatch = (version: number) => ({ 'if-match': `"${String(version)}"` });

/** What the tests' cloud has already, as it stays up between runs, is as good. */
const published = async (): Promise<void> => {
  const path = `/v1/shared-resources/${resourceId}`;
  const known = await call(owner, 'GET', path);
  if (known.body['state'] === 'published') return;
  const custodian = await as(owner);
  if (known.status === 404) {
    await eventually(
      () => call(owner, 'GET', '/v1/shareable-datasets/check-actions'),
      ({ status }) => status === 200,
    );
    const its = { title: '生态环境检查行为', description: '生态环境部门的检查行为明细', shareClass: 'unconditional', updateCycle: 'daily' };
    await custodian.post(
      '/v1/shared-resources',
      { dataset: 'check-actions', ...its, fields: fields.map((name) => ({ name })) },
      Versioned,
      { 'idempotency-key': randomUUID() },
    );
  }
  const { version } = await custodian.get(path, Versioned);
  const submitted = await custodian.post(`${path}/moves`, { move: 'submit' }, Versioned, ifMatch(version));
  await (await as(steward)).post(`${path}/reviews`, { move: 'publish' }, Versioned, ifMatch(submitted.version));
};

const asked = fields.map((name) => ({ name, as: name === 'record_unique_identity' ? 'pseudonym' : 'clear' }));

/** 无条件共享: the first is granted when it is asked for, any other by the owner. */
const granted = async (): Promise<string> => {
  const { memberId } = await (await as(marketSystem)).get('/v1/me', z.object({ memberId: z.string() }));
  const client = await as(holder);
  const day = (ahead: number) => shanghaiDate(new Date(Date.now() + ahead * 86_400_000));
  const { requestId, version } = await client.post(
    '/v1/data-requests',
    {
      ...{ resourceId, purpose: '食品安全联合检查', explanation: '比对同一企业在各部门的检查情况，安排联合检查', useRange: '3' },
      ...{ basis: { type: '1', text: '政务数据共享条例第二十一条' }, systems: [{ memberId, networks: [] }], channels: ['api'] },
      ...{ fields: asked, rows: [] },
      period: { from: day(0), until: day(180) },
      volume: { rowsPerDay: 100_000, callsPerMinute: 600 },
    },
    z.object({ requestId: z.string(), version: z.int(), missing: z.array(z.unknown()) }),
    { 'idempotency-key': randomUUID() },
  );
  const act = async (who: string, seen: number, words: object) =>
    (await as(who)).post(`/v1/data-requests/${requestId}/moves`, words, Versioned, ifMatch(seen));
  const submitted = await act(holder, version, { move: 'submit' });
  if (submitted.grantId !== undefined) return submitted.grantId;
  const accepted = await act(steward, submitted.version, { move: 'accept' });
  const { grantId } = await act(owner, accepted.version, { move: 'decide', fields: asked });
  return grantId ?? '';
};

const ask = (grantId: string, question: object, who = marketSystem) =>
  call(who, 'POST', `/v1/grants/${grantId}/queries`, { body: question });
const page = async (grantId: string, question: object): Promise<RowsPage> => {
  const { status, text } = await ask(grantId, question);
  if (status !== 200) throw new Error(text);
  return RowsPage.parse(JSON.parse(text));
};
const rest = async (grantId: string, question: object, first: RowsPage): Promise<RowsPage['rows']> => {
  const rows = [...first.rows];
  for (let { next } = first; next !== undefined;) {
    const { rows: more, next: further } = await page(grantId, { ...question, cursor: next });
    rows.push(...more);
    next = further;
  }
  return rows;
};
const all = async (grantId: string, question: object) => rest(grantId, question, await page(grantId, question));
const becauseOf = ({ body }: { body: Record<string, unknown> }) => String(body['type']).split(':').at(-1);

const plan = newKey();
const checksOf = (numbers: readonly number[], its: Record<string, string> = {}) =>
  csvOf(numbers.map((number) => check({ record_unique_identity: `${plan}-${String(number)}`, plan_id: plan, ...its })));
const question = { where: [{ field: 'plan_id', is: [plan] }], limit: 3 };
let grantId = '';

beforeAll(async () => {
  await published();
  await handIn(environmentClerk, 'check-actions', checksOf([1, 2, 3, 4, 5, 6, 7]));
  grantId = await granted();
  await eventually(
    () => all(grantId, question),
    (rows) => rows.length === 7,
  );
});

describe('Data that a department was granted', () => {
  it('are read by its system page by page, each row once, in the same order whenever it is asked', async () => {
    const rows = await all(grantId, question);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(7);
    expect(await all(grantId, { ...question, limit: 1000 })).toEqual(rows);
    expect(rows[0]?.values).toMatchObject({ plan_id: plan, administrative_cp: '苏州甲乙餐饮有限公司', check_result: '合格' });
    expect(JSON.stringify(rows)).not.toContain(`${plan}-`);
    const few = await page(grantId, { fields: ['check_result'], where: question.where, limit: 1000 });
    expect(few.rows.map(({ values }) => values)).toEqual(Array(few.rows.length).fill({ check_result: '合格' }));
  });

  it('have other ids and pseudonyms in another grant, and another order: nothing joins the two but what was granted in clear', async () => {
    const other = await granted();
    const [ones, others] = [await all(grantId, question), await all(other, question)];
    expect(others).toHaveLength(7);
    const named = (rows: RowsPage['rows']) => new Set(rows.flatMap(({ id, values }) => [id, values['record_unique_identity']]));
    expect([...named(ones)].filter((it) => named(others).has(it))).toEqual([]);
    const { next: cursor } = await page(grantId, { limit: 1 });
    expect(becauseOf(await ask(other, { limit: 1, cursor }))).toBe('cursor-invalid');
    expect(becauseOf(await ask(grantId, { limit: 1, cursor, fields: ['plan_id'] }))).toBe('cursor-of-other-question');
  });

  it('stay as they were while one turns the pages, whatever is handed in meanwhile; who asks anew sees it', async () => {
    const first = await page(grantId, question);
    const later = { check_result: '不合格', submitted_date: '2026-11-04 10:00:00', cd_operation: 'u' };
    const { report } = await handIn(environmentClerk, 'check-actions', checksOf([2, 8], later));
    expect(report?.accepted).toMatchObject({ new: 1, changed: 1 });
    const results = (rows: RowsPage['rows']) => rows.map(({ values }) => values['check_result']).sort();
    await eventually(
      () => all(grantId, question),
      (rows) => rows.length === 8,
    );
    expect(results(await all(grantId, question))).toEqual(['不合格', '不合格', ...Array<string>(6).fill('合格')]);
    expect(results(await rest(grantId, question, first))).toEqual(Array(7).fill('合格'));
  });

  it('are nobody else’s, and after the grant is revoked not the next page either', async () => {
    const { next: cursor } = await page(grantId, { limit: 1 });
    expect(becauseOf(await ask(grantId, {}, emergencyClerk))).toBe('grant-unknown');
    expect(becauseOf(await ask(grantId, {}, holder))).toBe('system-not-granted');
    const custodian = await as(owner);
    const { version } = await custodian
      .get(`/v1/grants/${grantId}`, z.object({ grant: z.object({ version: z.int() }) }))
      .then(({ grant }) => grant);
    await custodian.post(`/v1/grants/${grantId}/moves`, { move: 'revoke', reason: '用途已完成' }, Versioned, ifMatch(version));
    const refused = await ask(grantId, { limit: 1, cursor });
    expect([refused.status, becauseOf(refused)]).toEqual([410, 'grant-revoked']);
  });
});
