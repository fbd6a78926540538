import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import * as z from 'zod';
import type { Outgoing } from '../../functions/complaints/outgoing.ts';
import { Reconciliation } from '../../functions/complaints/reconciliation.ts';
import { ComplaintShown } from '../../functions/complaints/routes.ts';
import type { City } from '../../infra/local/city/city.ts';
import { sampleDepartments } from '../../infra/local/sample/people.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import { messageOf } from '../complaints/small-post.ts';
import { newUpperId, openCity, orderOf } from '../support/city.ts';
import { as, call } from '../support/hub.ts';
import { complaintOfficer, complaintReviewer, leader, marketClerk } from '../support/people.ts';

/* How a case ends for the city, and how both compare a day. */
const { endpoint } = inject('hub');
const lambda = new LambdaClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
const lead = sampleDepartments.find(({ name }) => name.includes('市场监管'))?.departmentId ?? '';
const patient = { timeout: 60_000, interval: 300 };

let write: (message: Outgoing) => Promise<unknown>;
beforeAll(async () => {
  Object.assign(process.env, inject('hub').env);
  const { messageItem } = await import('../../functions/complaints/messages.store.ts');
  const { openTable } = await import('../../shared/runtime/table.store.ts');
  write = (message) => openTable('hub-test-complaints-complaints').put(messageItem(message));
});

const shown = async (complaintId: string) => (await as(complaintOfficer)).get(`/v1/complaints/${complaintId}`, ComplaintShown);
const make = async (who: string, complaintId: string, move: Record<string, unknown>): Promise<void> => {
  const { complaint } = await shown(complaintId);
  const { status, text } = await call(who, 'POST', `/v1/complaints/${complaintId}/moves`, {
    body: move,
    headers: { 'if-match': `"${complaint.version}"` },
  });
  expect(status, text).toBe(200);
};
const heard = (city: City, kind: string, complaintId: string) => city.inbox.of(complaintId).filter((message) => message.kind === kind);

describe('The end of a case', () => {
  it('is fed back again when the city’s acknowledgement was lost, and counts once on both sides', async () => {
    const city = await openCity(newId('c', 8));
    try {
      const upperId = newUpperId();
      await city.send([orderOf(upperId)]);
      await expect.poll(() => city.inbox.messages.length, patient).toBeGreaterThan(0);
      const complaintId = city.inbox.messages[0]?.complaintId ?? '';
      // Where the routing was sure, it is dispatched already.
      if ((await shown(complaintId)).complaint.state === 'registered')
        await make(complaintOfficer, complaintId, { move: 'dispatch', lead });
      await make(marketClerk, complaintId, { move: 'sign' });
      await make(marketClerk, complaintId, { move: 'accept', way: 'mediation' });
      await make(marketClerk, complaintId, { move: 'submit', reply: '已组织调解，双方达成协议。', result: 'agreement' });
      // It does what it is told, and its answer never arrives.
      city.faults.lose = 1;
      await make(complaintReviewer, complaintId, { move: 'review-approve' });
      await expect.poll(() => heard(city, 'result', complaintId).length, patient).toBe(1);
      await expect.poll(() => city.inbox.repeats, patient).toBeGreaterThan(0);
      expect((await shown(complaintId)).complaint.state).toBe('completed');

      city.faults.lose = 0;
      await expect.poll(async () => (await shown(complaintId)).complaint.state, patient).toBe('fed-back');
      const { history, messages } = await shown(complaintId);
      expect(history.filter(({ act }) => act?.move === 'feed-back')).toMatchObject([{ act: { receipt: expect.stringMatching(/^R-/) } }]);
      expect(messages.every(({ state }) => state === 'delivered')).toBe(true);
      expect(heard(city, 'result', complaintId)).toHaveLength(1);
      expect(heard(city, 'result', complaintId)[0]?.body).toMatchObject({ upperId, answer: { result: 'agreement' } });
      expect(city.inbox.disordered).toEqual([]);
    } finally {
      await city.close();
    }
  });
});

describe('A day compared with the city', () => {
  const Reconciliations = z.object({ items: z.array(Reconciliation) });

  it('brings here what it had not handed over, there what it has forgotten, and agrees the next time', async () => {
    const source = newId('c', 8);
    const city = await openCity(source);
    try {
      const yesterday = Date.now() - 86_400_000;
      const issuedAt = new Date(yesterday).toISOString();
      const [taken, withheld] = [newUpperId(), newUpperId()];
      await city.send([orderOf(taken, 1, { issuedAt })]);
      city.withhold([orderOf(withheld, 1, { issuedAt })]);
      const forgotten = messageOf(source, newId('k'), 1, yesterday);
      await write({ ...forgotten, body: { upperId: taken }, state: 'delivered', attempts: 1, receipt: 'R-lost' });

      const compare = async () => {
        await lambda.send(new InvokeCommand({ FunctionName: 'hub-test-complaints-reconcile', Payload: '{}' }));
        const { items } = await (await as(leader)).get('/v1/complaint-reconciliations?limit=100', Reconciliations);
        return items.find((one) => one.source === source);
      };
      expect(await compare()).toMatchObject({
        state: 'repaired',
        notices: { ours: 1, theirs: 2, missingHere: 1, missingThere: 0, ids: [`${withheld}#1`] },
        messages: { ours: 1, theirs: 0, missingHere: 0, missingThere: 1, ids: [forgotten.messageId] },
      });
      await expect
        .poll(() => city.inbox.of(forgotten.complaintId).map(({ messageId }) => messageId), patient)
        .toEqual([forgotten.messageId]);
      await expect.poll(() => city.inbox.messages.some(({ body }) => body['upperId'] === withheld), patient).toBe(true);
      await expect.poll(async () => (await compare())?.state, patient).toBe('agreed');
    } finally {
      await city.close();
    }
  });
});
