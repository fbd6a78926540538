import { randomUUID } from 'node:crypto';
import { expect, inject, it } from 'vitest';
import * as z from 'zod';
import { as, call, tokenOf } from '../support/hub.ts';
import { auditAdministrator, leader, securityAdministrator, systemAdministrator } from '../support/people.ts';

const Member = z.object({ memberId: z.string(), state: z.string(), version: z.int(), roles: z.array(z.string()) });
const AuditPage = z.object({ items: z.array(z.object({ action: z.string(), kind: z.string(), actor: z.string() })) });

const newcomer = () => ({
  kind: 'person',
  issuer: inject('hub').outputs['Issuer'] ?? '',
  subject: randomUUID(),
  name: '新人',
  departmentId: 'd-k7m2',
});

it('a member comes to life by two persons, and the audit shows both', async () => {
  const [registrar, authoriser, auditor] = await Promise.all([as(systemAdministrator), as(securityAdministrator), as(auditAdministrator)]);
  const member = await registrar.post('/v1/members', newcomer(), Member);
  expect(member).toMatchObject({ state: 'registered', roles: [] });

  const path = `/v1/members/${member.memberId}`;
  const active = await authoriser.put(`${path}/authorisation`, { roles: ['department-clerk'], clearance: 2 }, Member, {
    'if-match': '"1"',
  });
  expect(active).toMatchObject({ state: 'active', roles: ['department-clerk'], version: 2 });

  const suspended = await authoriser.put(`${path}/suspension`, { reason: '调离岗位' }, Member, { 'if-match': '"2"' });
  expect(suspended.state).toBe('suspended');

  const moves = async () =>
    (await auditor.get(`/v1/audit-events?object=member:${member.memberId}`, AuditPage)).items.filter(({ kind }) => kind === 'change');
  await expect
    .poll(async () => (await moves()).map(({ action }) => action).sort(), { timeout: 20_000 })
    .toEqual(['members:authorise', 'members:register', 'members:suspend']);
  expect(new Set((await moves()).map(({ actor }) => actor)).size).toBe(2);
});

it('one caller is one member, whoever registers it; a stale version changes nothing', async () => {
  const caller = newcomer();
  expect((await call(systemAdministrator, 'POST', '/v1/members', { body: caller })).status).toBe(201);
  expect(await call(systemAdministrator, 'POST', '/v1/members', { body: caller })).toMatchObject({
    status: 409,
    body: { type: 'urn:supervision-hub:problem:caller-known' },
  });
  const other = await call(systemAdministrator, 'POST', '/v1/members', { body: newcomer() });
  const path = `/v1/members/${String(other.body['memberId'])}/authorisation`;
  const body = { roles: ['leader'], clearance: 1 };
  expect((await call(securityAdministrator, 'PUT', path, { body, headers: { 'if-match': '"7"' } })).status).toBe(412);
  expect((await call(securityAdministrator, 'PUT', path, { body })).status).toBe(428);
});

it.each([
  ['an administrator with another role', ['audit-administrator', 'leader']],
  ['two administrators in one', ['system-administrator', 'security-administrator']],
  ["a person with a system's role", ['department-system']],
])('%s is refused', async (_what, roles) => {
  const member = await call(systemAdministrator, 'POST', '/v1/members', { body: newcomer() });
  const answer = await call(securityAdministrator, 'PUT', `/v1/members/${String(member.body['memberId'])}/authorisation`, {
    body: { roles, clearance: 1 },
    headers: { 'if-match': '"1"' },
  });
  expect(answer).toMatchObject({ status: 422, body: { type: 'urn:supervision-hub:problem:roles-exclude' } });
});

it('nobody gives rights to itself', async () => {
  const me = await (await as(securityAdministrator)).get('/v1/me', z.object({ memberId: z.string() }));
  const answer = await call(securityAdministrator, 'PUT', `/v1/members/${me.memberId}/authorisation`, {
    body: { roles: ['leader'], clearance: 4 },
    headers: { 'if-match': '"1"' },
  });
  expect(answer).toMatchObject({ status: 409, body: { type: 'urn:supervision-hub:problem:own-rights' } });
});

it("a person's token never stands in for a system's: the same subject under another kind is somebody else", async () => {
  const subject = JSON.parse(Buffer.from((await tokenOf(leader)).split('.')[1] ?? '', 'base64url').toString()) as { sub: string };
  const answer = await call(systemAdministrator, 'POST', '/v1/members', { body: { ...newcomer(), kind: 'system', subject: subject.sub } });
  expect([201, 409]).toContain(answer.status);
  expect((await call(leader, 'GET', '/v1/me')).body).toMatchObject({ kind: 'person', roles: ['leader'] });
});

it('the last administrator of a kind can neither be suspended nor become something else', async () => {
  for (const [by, whom] of [
    [systemAdministrator, securityAdministrator],
    [securityAdministrator, systemAdministrator],
    [securityAdministrator, auditAdministrator],
  ] as const) {
    const { memberId } = await (await as(whom)).get('/v1/me', z.object({ memberId: z.string() }));
    const shown = await call(by, 'GET', `/v1/members/${memberId}`);
    const answer = await call(by, 'PUT', `/v1/members/${memberId}/suspension`, {
      body: { reason: '试一试' },
      headers: { 'if-match': shown.headers.get('etag') ?? '' },
    });
    expect(answer).toMatchObject({ status: 409, body: { type: 'urn:supervision-hub:problem:last-administrator' } });
  }
});

it('a reason with characters that a queue would refuse is audited like any other', async () => {
  const member = await call(systemAdministrator, 'POST', '/v1/members', { body: newcomer() });
  const path = `/v1/members/${String(member.body['memberId'])}`;
  expect(
    (
      await call(securityAdministrator, 'PUT', `${path}/suspension`, {
        body: { reason: '休假\uFFFF\uFFFE\u0000' },
        headers: { 'if-match': '"1"' },
      })
    ).status,
  ).toBe(200);
  const auditor = await as(auditAdministrator);
  await expect
    .poll(
      async () =>
        (await auditor.get(`/v1/audit-events?object=member:${String(member.body['memberId'])}`, AuditPage)).items.map(
          ({ action }) => action,
        ),
      { timeout: 20_000 },
    )
    .toContain('members:suspend');
});
