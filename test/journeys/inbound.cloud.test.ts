import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import * as z from 'zod';
import { AuditEvent } from '../../shared/audit/audit-event.ts';
import { samplePeople } from '../../infra/local/sample/people.ts';
import type { City } from '../../infra/local/city/city.ts';
import { signed } from '../../infra/local/city/signature.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import { newUpperId, noticeOf, openCity, orderOf } from '../support/city.ts';
import { as, call } from '../support/hub.ts';
import { auditAdministrator, complaintOfficer, complaintReviewer, marketClerk } from '../support/people.ts';

// Another one each time: the cloud stays up between runs, and who was paused stays so.
const source = newId('c', 8);
let city: City;
beforeAll(async () => {
  city = await openCity(source);
});
afterAll(() => city.close());

const heardAbout = (upperId: string) => city.inbox.messages.filter(({ body }) => body['upperId'] === upperId);
const kindsAbout = (upperId: string) => heardAbout(upperId).map(({ kind }) => kind);

/** A call by hand, with whatever secret and headers. */
const Problem = z.object({ type: z.string() });
const callSigned = async (path: string, headers: Record<string, string>, body: string) => {
  const answered = await fetch(`${inject('hub').url}/v1/upper/${source}/${path}`, { method: 'POST', headers, body });
  const answer: unknown = await answered.json();
  return { status: answered.status, answer, because: Problem.safeParse(answer).data?.type.split(':').at(-1) };
};
const by = () => ({ rid: city.credentials.callerId, sid: city.credentials.callerServiceId });
const Secret = z.object({ code: z.literal('0'), data: z.object({ secret: z.string(), secretEndTime: z.string() }) });
const workingSecret = async (at = Date.now()): Promise<string> => {
  const { answer } = await callSigned('secret', signed(city.credentials.callerKey, by(), at, '{}'), '{}');
  return Secret.parse(answer).data.secret;
};

describe('What the city hands over', () => {
  it('an order becomes a case that is acknowledged, and nothing of the complainant goes back up', async () => {
    const upperId = newUpperId();
    expect(await city.send([orderOf(upperId)])).toEqual({ taken: 1, refused: [] });
    await expect.poll(() => kindsAbout(upperId), { timeout: 30_000 }).toContain('acknowledgement');
    const [acknowledged] = heardAbout(upperId);
    expect(acknowledged).toMatchObject({ sequence: 1, body: { upperId, part: 1, track: 'complaint' } });
    expect(JSON.stringify(heardAbout(upperId))).not.toContain('12012345678');
  });

  it('the update before the order, the withdrawal before both, and each of them twice: one case, withdrawn once', async () => {
    const upperId = newUpperId();
    const update = orderOf(upperId, 2, { kind: 'update' });
    const notices = [noticeOf(upperId, 3, { kind: 'withdrawal', reason: '已和解' }), update, orderOf(upperId)];
    for (const notice of notices) expect((await city.send([notice, notice])).refused).toEqual([]);
    await expect.poll(() => kindsAbout(upperId), { timeout: 30_000 }).toContain('withdrawal-noted');
    const kinds = kindsAbout(upperId);
    expect(kinds.filter((kind) => kind === 'acknowledgement' || kind === 'withdrawal-noted')).toEqual([
      'acknowledgement',
      'withdrawal-noted',
    ]);
    expect(city.inbox.disordered).toEqual([]);
  });
});

describe('A signed call', () => {
  it('is the same call when it comes again; with another body it is refused, and so is the same version with another content', async () => {
    const secret = await workingSecret();
    const upperId = newUpperId();
    const body = JSON.stringify(orderOf(upperId));
    const headers = signed(secret, by(), Date.now(), body);
    const first = await callSigned('notices', headers, body);
    expect(first).toMatchObject({ status: 200, answer: { code: '0', data: { receiptId: `${source}.${upperId}.1` } } });
    expect(await callSigned('notices', headers, body)).toEqual(first);

    const other = JSON.stringify(orderOf(upperId, 1, { urgency: 'urgent' }));
    const { 'x-body-sha256': _left, ...bare } = headers;
    expect(await callSigned('notices', bare, other)).toMatchObject({ status: 409, because: 'call-replayed' });
    const anew = await callSigned('notices', signed(secret, by(), Date.now() + 1, other), other);
    expect(anew).toMatchObject({ status: 409, because: 'version-reused' });
    const again = await callSigned('notices', signed(secret, by(), Date.now() + 2, body), body);
    expect(again.answer).toEqual(first.answer);
  });

  it('whose signature, time, body or caller is wrong is refused by name, and the audit is told', async () => {
    const body = JSON.stringify(orderOf(newUpperId()));
    const secret = await workingSecret();
    const refused = async (headers: Record<string, string>, path = 'notices') => (await callSigned(path, headers, body)).because;
    expect(await refused(signed('guessed-secret', by(), Date.now(), body))).toBe('signature-wrong');
    // The long-lived key is for refreshing alone, and the working one not for that.
    expect(await refused(signed(city.credentials.callerKey, by(), Date.now(), body))).toBe('signature-wrong');
    expect(await refused(signed(secret, by(), Date.now(), body), 'secret')).toBe('signature-wrong');
    expect(await refused(signed(secret, by(), Date.now() - 301_000, body))).toBe('clock-skew');
    expect(await refused(signed(secret, by(), Date.now(), `${body} `))).toBe('body-digest-wrong');
    expect(await refused(signed(secret, { ...by(), rid: 'r_other' }, Date.now(), body))).toBe('caller-unknown');

    const auditor = await as(auditAdministrator);
    const told = async () =>
      (await auditor.get(`/v1/audit-events?object=upper-platform:${source}&limit=50`, z.object({ items: z.array(AuditEvent) }))).items;
    await expect
      .poll(async () => (await told()).map(({ because }) => because), { timeout: 20_000 })
      .toEqual(expect.arrayContaining(['signature-wrong', 'clock-skew', 'body-digest-wrong', 'caller-unknown']));
    const [event] = (await told()).filter(({ because }) => because === 'signature-wrong');
    expect(event).toMatchObject({ kind: 'refusal', actor: 'unverified', action: 'signed' });
  });

  it('two refreshes at once get the same secret, the same one twice gets none, and a member’s token opens nothing here', async () => {
    const at = Date.now() + 10;
    expect(await workingSecret(at)).toBe(await workingSecret(at + 1));
    const again = await callSigned('secret', signed(city.credentials.callerKey, by(), at, '{}'), '{}');
    expect(again).toMatchObject({ status: 409, because: 'call-replayed' });
    expect((await call(auditAdministrator, 'POST', `/v1/upper/${source}/notices`, { body: orderOf(newUpperId()) })).status).toBe(401);
  });

  it('is believed, and then what it says is looked at', async () => {
    const body = JSON.stringify({ ...orderOf(newUpperId()), tracks: [] });
    const answered = await callSigned('notices', signed(await workingSecret(), by(), Date.now(), body), body);
    expect(answered).toMatchObject({ status: 400, because: 'request-invalid' });
  });
});

describe('A case that our people have answered', () => {
  const Shown = z.object({ complaint: z.object({ state: z.string(), version: z.int() }) });
  const shown = async (complaintId: string) => (await (await as(complaintOfficer)).get(`/v1/complaints/${complaintId}`, Shown)).complaint;
  const act = async (who: string, complaintId: string, body: Record<string, unknown>) => {
    const { version } = await shown(complaintId);
    const moved = await call(who, 'POST', `/v1/complaints/${complaintId}/moves`, { body, headers: { 'if-match': `"${String(version)}"` } });
    return [moved.status, moved.body['state'] ?? Problem.parse(moved.body).type.split(':').at(-1)];
  };
  const begun = async (upperId: string): Promise<string> => {
    await city.send([orderOf(upperId)]);
    await expect.poll(() => heardAbout(upperId).length, { timeout: 30_000 }).toBeGreaterThan(0);
    const complaintId = heardAbout(upperId)[0]?.complaintId ?? '';
    const lead = samplePeople.find(({ signIn }) => signIn === marketClerk)?.departmentId;
    expect(await act(complaintOfficer, complaintId, { move: 'dispatch', lead })).toEqual([200, 'dispatched']);
    expect(await act(marketClerk, complaintId, { move: 'sign' })).toEqual([200, 'signed']);
    return complaintId;
  };

  it('the withdrawal after the reply is noted and acknowledged, and what was decided stays; an evaluation that overtook the reply has waited', async () => {
    const upperId = newUpperId();
    const complaintId = await begun(upperId);
    await city.send([noticeOf(upperId, 2, { kind: 'evaluation', contacted: true, resolved: true, satisfaction: 'satisfied' })]);
    await act(marketClerk, complaintId, { move: 'accept', way: 'mediation' });
    await act(marketClerk, complaintId, { move: 'submit', reply: '双方已达成调解协议，店家已退款。', result: 'agreement' });
    expect(await act(complaintReviewer, complaintId, { move: 'review-approve' })).toEqual([200, 'completed']);
    await expect.poll(async () => (await shown(complaintId)).state, { timeout: 30_000 }).toMatch(/fed-back|visited/);

    await city.send([noticeOf(upperId, 3, { kind: 'withdrawal' })]);
    await expect.poll(() => kindsAbout(upperId), { timeout: 30_000 }).toContain('withdrawal-noted');
    expect(kindsAbout(upperId).filter((kind) => kind === 'result' || kind === 'withdrawal-noted')).toEqual(['result', 'withdrawal-noted']);
    expect((await shown(complaintId)).state).toMatch(/fed-back|visited/);
    const History = z.object({ history: z.array(z.object({ act: z.object({ move: z.string() }) })) });
    const { history } = await (await as(complaintOfficer)).get(`/v1/complaints/${complaintId}`, History);
    expect(history.filter(({ act: { move } }) => move === 'evaluate')).toHaveLength(1);
  });

  it('the reply after the withdrawal is refused', async () => {
    const upperId = newUpperId();
    const complaintId = await begun(upperId);
    await city.send([noticeOf(upperId, 2, { kind: 'withdrawal' })]);
    await expect.poll(async () => (await shown(complaintId)).state, { timeout: 30_000 }).toBe('withdrawn');
    expect(await act(marketClerk, complaintId, { move: 'accept', way: 'mediation' })).toEqual([409, 'move-illegal']);
  });
});
