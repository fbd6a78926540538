import { afterEach, expect, inject, it, vi } from 'vitest';
import * as z from 'zod';
import { startDepartmentSystem } from '../../infra/local/city/department-system.ts';
import { registerDepartmentSystem } from '../../infra/local/city/register.ts';
import { faultsOf } from '../../infra/local/faults.client.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import { keepers, newUpperId, noticeOf, openCity, orderOf } from '../support/city.ts';
import { call } from '../support/hub.ts';
import { complaintOfficer } from '../support/people.ts';

const faults = faultsOf(inject('hub').endpoint);
afterEach(async () => {
  await faults.clear();
});

const soon = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 80_000, interval: 300 });

/** The same faults at every run (mulberry32). */
const seeded = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

it('with the city, a department and the cloud failing at once, each document is one case, and everybody hears everything once and in order', async () => {
  const city = await openCity(newId('c', 8), { chance: seeded(12_345) });
  const system = await startDepartmentSystem({ chance: seeded(54_321) });
  const department = newId('d', 8);
  await registerDepartmentSystem(await keepers(), department, system);
  Object.assign(city.faults, { fail: 0.1, lose: 0.15, cut: 0.05 });
  Object.assign(system.faults, { fail: 0.05, lose: 0.15, cut: 0.05, rubbish: 0.05 });
  await faults.set([
    { service: 'dynamodb', operation: 'TransactWriteItems', match: 'nonce#', action: 'lose-answer', times: 3 },
    { service: 'dynamodb', operation: 'TransactWriteItems', match: 'move#', action: 'lose-answer', times: 3, skip: 2 },
    { service: 'sqs', operation: 'SendMessageBatch', action: 'twice', times: 10 },
  ]);

  const documents = Array.from({ length: 4 }, newUpperId);
  const about = (upperId: string) => city.inbox.messages.filter(({ body }) => body['upperId'] === upperId);
  const kinds = (upperId: string) => about(upperId).map(({ kind }) => kind);
  // The urging and the supervision come before their order, or with it, and everything twice.
  const said = documents.flatMap((upperId) => [
    orderOf(upperId),
    orderOf(upperId, 2, { kind: 'update' }),
    noticeOf(upperId, 3, { kind: 'supervision', supervisionId: `D-${upperId}`, level: 'ordinary', requirement: '限期核查' }),
  ]);
  expect((await city.send(said, { repeat: 1, reorder: true, atOnce: 6 })).refused).toEqual([]);
  await soon(() => {
    for (const upperId of documents) expect(kinds(upperId)).toEqual(['acknowledgement']);
  });

  for (const upperId of documents) {
    const { complaintId = '' } = about(upperId)[0] ?? {};
    // The update or the supervision may still be moving it.
    await soon(async () => {
      const { body } = await call(complaintOfficer, 'GET', `/v1/complaints/${complaintId}`);
      const { version } = z.object({ complaint: z.object({ version: z.int() }) }).parse(body).complaint;
      const act = { body: { move: 'dispatch', lead: department }, headers: { 'if-match': `"${String(version)}"` } };
      expect((await call(complaintOfficer, 'POST', `/v1/complaints/${complaintId}/moves`, act)).status).toBe(200);
    });
  }
  await city.send(
    documents.map((upperId) => noticeOf(upperId, 4, { kind: 'withdrawal' })),
    { repeat: 1 },
  );
  await soon(() => {
    for (const upperId of documents) expect(kinds(upperId)).toEqual(['acknowledgement', 'progress', 'withdrawal-noted']);
    expect(system.inbox.messages.filter(({ kind }) => kind === 'withdrawn')).toHaveLength(documents.length);
  });
  expect(system.inbox.messages.filter(({ kind }) => kind === 'assigned')).toHaveLength(documents.length);
  expect([...city.inbox.disordered, ...system.inbox.disordered]).toEqual([]);
  // Something has befallen them, else this says nothing.
  expect(await faults.hits()).toBeGreaterThan(4);
  await Promise.all([city.close(), system.close()]);
});
