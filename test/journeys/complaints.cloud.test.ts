import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import * as z from 'zod';
import { type City, startCity } from '../../infra/local/city/city.ts';
import { registerCity } from '../../infra/local/city/register.ts';
import { shanghaiDate } from '../../shared/calendar/shanghai-time.ts';
import { as, call } from '../support/hub.ts';
import {
  auditAdministrator,
  complaintOfficer,
  complaintReviewer,
  emergencyClerk,
  environmentClerk,
  healthClerk,
  leader,
  marketClerk,
  marketSystem,
  securityAdministrator,
  steward,
  systemAdministrator,
} from '../support/people.ts';

const market = 'd-k7m2';
const environment = 'd-p4x9';
const health = 'd-n4z2';

const run = randomUUID().slice(0, 8);
const source = `c-${run}`;
let city: City;
let number = 0;

beforeAll(async () => {
  city = await startCity({ hub: { url: inject('hub').url, source } });
  await registerCity({ keeper: await as(systemAdministrator), approver: await as(securityAdministrator) }, source, city);
});
afterAll(async () => {
  await city.close();
});

const Entries = z.object({
  items: z.array(
    z.object({
      complaintId: z.string(),
      upperId: z.string(),
      track: z.string(),
      state: z.string(),
      version: z.int(),
      due: z.string().optional(),
    }),
  ),
});
type Entry = z.infer<typeof Entries>['items'][number];
const Shown = z.object({
  complaint: z.looseObject({ state: z.string(), version: z.int(), lead: z.string().optional() }),
  allowed: z.array(z.object({ move: z.string() })),
  clocks: z.array(z.object({ clock: z.string(), due: z.string(), stoppedAt: z.string().optional(), extended: z.int() })),
  history: z.array(z.object({ title: z.string() })),
});

const eventually = async <Found>(look: () => Promise<Found | undefined>): Promise<Found> => {
  const until = Date.now() + 30_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > until) throw new Error('it did not come');
    await pause(150);
  }
};

const complainant = () => ({ name: '丁小满', telephone: `139${String(randomInt(1e7, 1e8))}`, address: '枫桥街道某号' });

/** The city hands an order over; its cases, as the desk finds them by the complainant's telephone. */
const ordered = async (tracks: string[], person = complainant()): Promise<{ upperId: string; telephone: string; cases: Entry[] }> => {
  const upperId = `J-${run}-${String((number += 1))}`;
  const content = {
    title: '商家拒不退款',
    text: '购买的商品有质量问题，商家拒不退款。',
    category: '消费维权',
    respondent: { name: '某某百货商店' },
  };
  await city.send([{ kind: 'order', upperId, version: 1, issuedAt: new Date().toISOString(), tracks, content, complainant: person }]);
  const desk = await as(complaintOfficer);
  const asked = { telephone: person.telephone, reason: '核对是否重复来件' };
  const cases = await eventually(async () => {
    const { items } = await desk.post('/v1/complaint-searches', asked, Entries);
    return items.length === tracks.length ? items : undefined;
  });
  return { upperId, telephone: person.telephone, cases: cases.toSorted((a, b) => tracks.indexOf(a.track) - tracks.indexOf(b.track)) };
};

const pathOf = ({ complaintId }: Pick<Entry, 'complaintId'>): string => `/v1/complaints/${complaintId}`;
const shown = async (who: string, the: Entry) => (await as(who)).get(pathOf(the), Shown);

/** As the last answer said. */
const versions = new Map<string, number>();

const act = async (who: string, the: Entry, body: Record<string, unknown>, version?: number) => {
  const seen = version ?? versions.get(the.complaintId) ?? the.version;
  const { status, body: answer } = await call(who, 'POST', `${pathOf(the)}/moves`, { body, headers: { 'if-match': `"${String(seen)}"` } });
  if (status === 200) versions.set(the.complaintId, z.int().parse(answer['version']));
  return {
    status,
    because: z.object({ type: z.string() }).safeParse(answer).data?.type.split(':').at(-1),
    answer,
  };
};

const dispatched = (the: Entry) =>
  act(complaintOfficer, the, { move: 'dispatch', lead: market, helpers: [health], copied: [environment], opinion: '请主办部门尽快联系' });

const one = (cases: readonly Entry[], at = 0): Entry => {
  const found = cases[at];
  if (!found) throw new Error('no such case');
  return found;
};

describe('A complaint on its way', () => {
  it('goes from the city by the desk to the department and back, and the city knows every step once and in order', async () => {
    const { cases } = await ordered(['request']);
    const the = one(cases);
    expect(the.state).toBe('registered');
    await dispatched(the);

    const inbox = await (await as(marketClerk)).get('/v1/complaints?limit=100', Entries);
    expect(inbox.items.find(({ complaintId }) => complaintId === the.complaintId)?.due).toBeDefined();

    expect((await act(marketSystem, the, { move: 'sign' })).status).toBe(200);
    expect((await act(marketSystem, the, { move: 'accept', way: 'inquiry' })).status).toBe(200);
    expect((await act(healthClerk, the, { move: 'progress', text: '已到场协助。' })).status).toBe(200);
    expect((await act(marketClerk, the, { move: 'extension-request', days: 2, reason: '需要检测' })).status).toBe(200);
    expect((await act(complaintReviewer, the, { move: 'extension-approve' })).status).toBe(200);
    const handling = (await shown(marketClerk, the)).clocks.find(({ clock }) => clock === 'handle');
    expect(handling).toMatchObject({ extended: 2 });
    expect((await act(marketClerk, the, { move: 'submit', reply: '已退款。', result: 'done' })).status).toBe(200);
    const { answer } = await act(complaintReviewer, the, { move: 'review-approve', opinion: '同意' });
    expect(answer).toMatchObject({ state: 'completed', allowed: [{ move: 'supervise' }] });

    await eventually(async () => ((await shown(leader, the)).complaint.state === 'fed-back' ? true : undefined));
    const heard = city.inbox.of(the.complaintId);
    expect(heard.map(({ kind }) => kind)).toEqual([
      'acknowledgement',
      ...['dispatch', 'sign', 'accept', 'progress', 'extension-approve'].map(() => 'progress'),
      'result',
    ]);
    expect(heard.at(-1)?.body).toMatchObject({ answer: { reply: '已退款。' } });
    expect(city.inbox.disordered).toEqual([]);
    expect((await shown(complaintOfficer, the)).allowed.map(({ move }) => move)).toEqual(
      expect.arrayContaining(['visit', 'archive', 'reopen']),
    );
  });

  it('is seen by its departments alone, each with what it may do', async () => {
    const { cases } = await ordered(['request']);
    const the = one(cases);
    expect((await call(marketClerk, 'GET', pathOf(the))).status).toBe(404);
    await dispatched(the);

    const mayDo = async (who: string) => (await shown(who, the)).allowed.map(({ move }) => move);
    expect(await mayDo(marketClerk)).toEqual(['sign']);
    expect(await mayDo(environmentClerk)).toEqual([]);
    expect(await mayDo(leader)).toEqual([]);
    expect((await call(emergencyClerk, 'GET', pathOf(the))).status).toBe(404);
    expect((await act(emergencyClerk, the, { move: 'sign' })).status).toBe(404);
    expect(await act(environmentClerk, the, { move: 'sign' })).toMatchObject({ status: 409, because: 'move-illegal' });
    const wrong = await act(marketClerk, the, { move: 'submit', reply: '好', result: 'done' });
    expect(wrong).toMatchObject({ status: 409, because: 'move-illegal', answer: { detail: expect.stringContaining('签收') as string } });
  });

  it('moves once, however often the same call comes, and not at all by who saw an older version', async () => {
    const { cases } = await ordered(['request']);
    const the = one(cases);
    const again = {
      body: { move: 'dispatch', lead: market },
      headers: { 'if-match': `"${String(the.version)}"`, 'idempotency-key': randomUUID() },
    };
    const [first, second] = [
      await call(complaintOfficer, 'POST', `${pathOf(the)}/moves`, again),
      await call(complaintOfficer, 'POST', `${pathOf(the)}/moves`, again),
    ];
    expect([first.status, second.status, second.text]).toEqual([200, 200, first.text]);
    expect(await act(marketClerk, the, { move: 'sign' }, the.version)).toMatchObject({ status: 412, because: 'version-stale' });
    expect((await shown(marketClerk, the)).history.map(({ title }) => title)).toEqual(['登记', '派单']);
  });

  it('that was assigned for good (指定承办) is not returned again', async () => {
    const { cases } = await ordered(['request']);
    const the = one(cases);
    await dispatched(the);
    await act(marketClerk, the, { move: 'sign' });
    const request = { move: 'return-request', reason: '不属本职', explanation: '属环境保护事项。' };
    expect(await act(marketClerk, the, request)).toMatchObject({ status: 422, because: 'owner-missing' });
    expect((await act(marketClerk, the, { ...request, suggestedOwner: environment })).status).toBe(200);
    expect((await act(complaintOfficer, the, { move: 'return-reject', opinion: '由你局承办。' })).status).toBe(200);
    expect(await act(marketClerk, the, { ...request, suggestedOwner: environment })).toMatchObject({ status: 409, because: 'designated' });
  });
});

describe('Who complains', () => {
  const look = async (who: string, the: Entry) => call(who, 'POST', `${pathOf(the)}/complainant`, { body: { reason: '联系核实情况' } });

  it('is shown to who must know, of a tip to nobody else, and every look is in the audit with its reason', async () => {
    const { cases, telephone } = await ordered(['complaint']);
    const mixed = await ordered(['complaint', 'tip']);
    const [complaint, beside, tip] = [one(cases), one(mixed.cases, 0), one(mixed.cases, 1)];
    expect((await look(marketClerk, complaint)).status).toBe(404);
    for (const the of [complaint, beside, tip]) {
      await dispatched(the);
      expect((await look(marketClerk, the)).status).toBe(403);
      await act(marketClerk, the, { move: 'sign' });
    }
    expect((await look(marketClerk, complaint)).body).toMatchObject({ telephone });
    for (const the of [beside, tip]) expect((await look(marketClerk, the)).body['type']).toContain('person-closed');
    expect((await look(healthClerk, complaint)).status).toBe(403);
    expect((await look(leader, complaint)).status).toBe(403);
    expect((await look(complaintOfficer, tip)).body).toMatchObject({ telephone: mixed.telephone });

    for (const who of [complaintOfficer, marketClerk, leader]) {
      const { text } = await call(who, 'GET', pathOf(tip));
      for (const secret of [mixed.telephone, '丁小满']) expect(text).not.toContain(secret);
    }

    const trail = await as(auditAdministrator);
    const Events = z.object({ items: z.array(z.object({ action: z.string(), outcome: z.string(), reason: z.string().optional() })) });
    const looks = await eventually(async () => {
      const { items } = await trail.get(`/v1/audit-events?object=${encodeURIComponent(`complainant:${tip.complaintId}`)}`, Events);
      return items.length >= 2 ? items : undefined;
    });
    expect(looks.filter(({ outcome }) => outcome === 'success')).toEqual([
      { action: 'complainants:read', outcome: 'success', reason: '联系核实情况' },
    ]);
  });

  it('is found again by number: all that one person complained of', async () => {
    const person = complainant();
    const [first] = [await ordered(['request'], person)];
    const upperId = `J-${run}-${String((number += 1))}`;
    const content = { title: '路灯不亮', text: '小区门口路灯不亮。' };
    await city.send([
      { kind: 'order', upperId, version: 1, issuedAt: new Date().toISOString(), tracks: ['request'], content, complainant: person },
    ]);
    const desk = await as(complaintOfficer);
    const found = await eventually(async () => {
      const { items } = await desk.post(
        '/v1/complaint-searches',
        { telephone: `+86 ${person.telephone}`, reason: '查找同一来电人' },
        Entries,
      );
      return items.length === 2 ? items : undefined;
    });
    expect(found.map((one) => one.upperId).sort()).toEqual([first.upperId, upperId].sort());
  });
});

describe('What cases say together', () => {
  it('the leader sees rates of the day, and scoring what remains of a withdrawn complaint: that it is no longer counted', async () => {
    const { cases, upperId } = await ordered(['complaint']);
    const the = one(cases);
    await dispatched(the);
    await act(marketClerk, the, { move: 'sign' });
    const today = shanghaiDate(new Date());
    const Rate = z.object({ of: z.int(), among: z.int() });
    const Figures = z.object({ received: z.int(), excluded: z.object({ withdrawn: z.int() }), signedInTime: Rate, returned: Rate });
    const figures = async () =>
      (await as(leader)).get(
        `/v1/complaint-figures?from=${today}&to=${today}`,
        z.object({ all: Figures, byDepartment: z.array(z.object({ department: z.string(), figures: Figures })), partial: z.boolean() }),
      );
    const before = await figures();
    expect(before.partial).toBe(false);
    const its = before.byDepartment.find(({ department }) => department === market)?.figures;
    expect(its?.signedInTime.of).toBeGreaterThan(0);
    expect(its?.signedInTime).toEqual({ of: its?.signedInTime.among, among: its?.signedInTime.of });

    await city.send([{ kind: 'withdrawal', upperId, version: 2, issuedAt: new Date().toISOString() }]);
    await eventually(async () => ((await shown(leader, the)).complaint.state === 'withdrawn' ? true : undefined));
    const Facts = z.object({
      items: z.array(z.looseObject({ complaintId: z.string(), removed: z.boolean() })),
      next: z.string().optional(),
    });
    const fact = await eventually(async () => {
      const client = await as(steward);
      let cursor = '';
      for (;;) {
        const { items, next } = await client.get(`/v1/complaint-facts?from=${today}&to=${today}&limit=100${cursor}`, Facts);
        const found = items.find(({ complaintId }) => complaintId === the.complaintId);
        if (found?.removed) return found;
        if (next === undefined) return undefined;
        cursor = `&cursor=${encodeURIComponent(next)}`;
      }
    });
    expect(fact).toMatchObject({ track: 'complaint', category: '消费维权', objectName: '某某百货商店' });
    expect((await figures()).all.excluded.withdrawn).toBe(before.all.excluded.withdrawn + 1);
  });
});

describe('Rules', () => {
  it('are proposed by one and approved by another, who read them; they do not count before their day', async () => {
    const Rules = z.object({ content: z.looseObject({ version: z.int(), validFrom: z.string() }), state: z.string() });
    const { content } = await (await as(complaintOfficer)).get('/v1/complaint-clock-rules/1', Rules);
    const Versions = z.object({ items: z.array(z.looseObject({ version: z.int(), state: z.string() })) });
    const { items } = await (await as(complaintOfficer)).get('/v1/complaint-clock-rules', Versions);
    const version = 1 + Math.max(...items.flatMap((item) => (item.state === 'published' ? item.version : [])));
    const proposed = await call(complaintOfficer, 'POST', '/v1/complaint-clock-rules', {
      body: { ...content, version, validFrom: '2099-01-01' },
    });
    expect(proposed.status).toBe(201);
    const path = `/v1/complaint-clock-rules/${String(version)}`;
    const etag = (await call(complaintReviewer, 'GET', path)).headers.get('etag') ?? '';
    const approve = (who: string, seen: string) => call(who, 'PUT', `${path}/approval`, { headers: { 'if-match': seen } });
    expect((await approve(complaintOfficer, etag)).status).toBe(403);
    expect((await approve(complaintReviewer, '"another"')).status).toBe(412);
    expect((await approve(complaintReviewer, etag)).status).toBe(200);
    expect((await (await as(leader)).get(path, Rules)).state).toBe('published');
  });
});
