import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { AuditEvent } from '../../shared/audit/audit-event.ts';
import { as, call, declare, ended, transfer } from '../support/hub.ts';
import { company, csvOf } from '../ingestion/sample-file.ts';
import { auditAdministrator, leader, marketClerk, securityAdministrator, steward, systemAdministrator } from '../support/people.ts';

const Page = z.object({ items: z.array(AuditEvent), next: z.string().optional() });

it('an upload can be followed by its whole way: who declared it, and every move that the system made', async () => {
  const bytes = csvOf([company({ pripid: randomUUID() })]);
  const { upload, transfer: to } = await declare(marketClerk, 'market-entities', bytes);
  await transfer(to, bytes);
  await ended(marketClerk, upload.uploadId);

  const auditor = await as(auditAdministrator);
  const changes = async () =>
    (await auditor.get(`/v1/audit-events?object=upload:${upload.uploadId}&limit=100`, Page)).items
      .filter(({ kind }) => kind === 'change')
      .reverse();
  await expect
    .poll(async () => (await changes()).map(({ action }) => action), { timeout: 30_000 })
    .toEqual([
      'uploads:declare',
      'uploads:file-arrived',
      'uploads:take-up',
      'uploads:split',
      'uploads:settle',
      'uploads:finish',
      'subjects:link',
    ]);
  const [declared, ...byTheSystem] = await changes();
  expect(declared?.actor).toMatch(/^m-/);
  expect(byTheSystem.every(({ actor }) => actor.startsWith('system:'))).toBe(true);
  expect(declared?.digest?.after).toMatch(/^[0-9a-f]{64}$/);
});

it('reads are recorded by time, actor and object, in pages that neither lose nor repeat an event', async () => {
  const { memberId } = await (await as(steward)).get('/v1/me', z.object({ memberId: z.string() }));
  for (let count = 0; count < 7; count++) await call(steward, 'GET', '/v1/datasets/check-actions');
  const auditor = await as(auditAdministrator);
  const all = async (query: string, limit: number): Promise<string[]> => {
    const ids: string[] = [];
    let next: string | undefined;
    do {
      const page: z.infer<typeof Page> = await auditor.get(
        `/v1/audit-events?${query}&limit=${String(limit)}${next === undefined ? '' : `&cursor=${next}`}`,
        Page,
      );
      expect(page.items.length).toBeLessThanOrEqual(limit);
      ids.push(...page.items.map(({ id }) => id));
      next = page.next;
    } while (next !== undefined);
    return ids;
  };
  await expect.poll(async () => (await all(`actor=${memberId}`, 100)).length, { timeout: 20_000 }).toBeGreaterThanOrEqual(8);

  // A window that is over: nothing is added to it while it is read.
  const to = new Date(Date.now() - 2000).toISOString();
  const from = new Date(Date.now() - 25_000).toISOString();
  await new Promise((resolve) => setTimeout(resolve, 6000));
  for (const query of [`actor=${memberId}&to=${to}`, `from=${from}&to=${to}`]) {
    const whole = await all(query, 100);
    const inSmallPages = await all(query, 7);
    expect(inSmallPages).toEqual(whole);
    expect(new Set(whole).size).toBe(whole.length);
  }
});

it('nobody but the audit administrator reads it, and looking into it is itself recorded', async () => {
  for (const who of [marketClerk, steward, leader, systemAdministrator, securityAdministrator])
    expect((await call(who, 'GET', '/v1/audit-events')).status).toBe(403);
  const auditor = await as(auditAdministrator);
  const { memberId } = await auditor.get('/v1/me', z.object({ memberId: z.string() }));
  await auditor.get('/v1/audit-events?limit=1', Page);
  await expect
    .poll(async () => (await auditor.get(`/v1/audit-events?actor=${memberId}`, Page)).items.some(({ action }) => action === 'audit:read'), {
      timeout: 20_000,
    })
    .toBe(true);
});

it.each([
  ['a window that ends before it begins', 'from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z'],
  ['more than 31 days by time alone', 'from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z'],
  ['a time without a zone', 'from=2026-01-01T00:00:00'],
  ['a forged cursor', 'cursor=bm90IG91cnM'],
])('%s is refused', async (_what, query) => {
  expect((await call(auditAdministrator, 'GET', `/v1/audit-events?${query}`)).status).toBe(400);
});
