import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import * as z from 'zod';
import { DestinationAlarm } from '../../functions/complaints/destination.ts';
import { DestinationShown } from '../../functions/complaints/destination-routes.ts';
import type { Messages } from '../../functions/complaints/messages.store.ts';
import { type DepartmentSystem, startDepartmentSystem } from '../../infra/local/city/department-system.ts';
import { registerDepartmentSystem } from '../../infra/local/city/register.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import { messageOf } from '../complaints/small-post.ts';
import { keepers } from '../support/city.ts';
import { as, call } from '../support/hub.ts';
import { complaintOfficer, marketClerk, securityAdministrator, systemAdministrator } from '../support/people.ts';

/* Written as a move writes them, and sent to systems that answer well, badly or not at all. */
let messages: Messages;
let write: (destination: string, complaintId: string, sequence: number) => Promise<void>;
const systems: DepartmentSystem[] = [];

beforeAll(async () => {
  Object.assign(process.env, inject('hub').env);
  const table = 'hub-test-complaints-complaints';
  const store = await import('../../functions/complaints/messages.store.ts');
  const { openTable } = await import('../../shared/runtime/table.store.ts');
  messages = store.messagesTable(table);
  write = async (destination, complaintId, sequence) => {
    await openTable(table).put(store.messageItem(messageOf(destination, complaintId, sequence, Date.now())));
  };
});
afterAll(() => Promise.all(systems.map((system) => system.close())));

const departmentSystem = async () => {
  const one = await startDepartmentSystem();
  systems.push(one);
  const destination = newId('d', 8);
  await registerDepartmentSystem(await keepers(), destination, one);
  return { ...one, destination };
};

const soon = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 60_000, interval: 300 });

const shown = async (destination: string) =>
  (await as(complaintOfficer)).get(`/v1/complaint-destinations/${destination}`, DestinationShown);
const statesOf = async (complaintId: string) =>
  Object.fromEntries((await messages.ofCase(complaintId)).map(({ destination, sequence, state }) => [`${destination} ${sequence}`, state]));

const { endpoint } = inject('hub');
const lambda = new LambdaClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
/** It comes once a minute; a test calls it as a shorter schedule would. */
const watch = () => lambda.send(new InvokeCommand({ FunctionName: 'hub-test-complaints-watch-destinations', Payload: '{}' }));

const Alarms = z.object({ items: z.array(DestinationAlarm) });
const alarmsOf = async (destination: string) =>
  (await (await as(complaintOfficer)).get('/v1/complaint-destination-alarms?limit=100', Alarms)).items.filter(
    (one) => one.destination === destination,
  );

describe('What others are told', () => {
  it.concurrent('is not done until each has acknowledged; who did gets it once, and a failure is alarmed by the schedule', async () => {
    const [good, bad] = await Promise.all([departmentSystem(), departmentSystem()]);
    bad.manners.says = () => ({ status: 503, body: 'busy' });
    const complaintId = newId('k');
    for (const sequence of [1, 2])
      await Promise.all([write(good.destination, complaintId, sequence), write(bad.destination, complaintId, sequence)]);

    await soon(async () => {
      expect(await statesOf(complaintId)).toMatchObject({ [`${good.destination} 2`]: 'delivered' });
      expect((await shown(bad.destination)).health.openUntil).toBeDefined();
    });
    await soon(async () => {
      await watch();
      expect((await alarmsOf(bad.destination)).length).toBeGreaterThanOrEqual(2);
    });
    const [first, second] = (await alarmsOf(bad.destination)).reverse();
    expect(first).toMatchObject({ kind: 'failing', number: 1 });
    const openedAt = first?.alarmId.split('#')[0] ?? '';
    expect(Date.parse(second?.at ?? '') - Date.parse(openedAt), 'by the schedule: four seconds after it opened').toBeGreaterThanOrEqual(
      4000,
    );
    const failures = bad.calls.length;
    expect(failures, 'more failures than alarms').toBeGreaterThan(4);
    const { health } = await shown(bad.destination);
    expect(health).toMatchObject({ lastCause: { code: 'status-503', detail: 'busy' }, waiting: 2, setAside: 0 });
    expect(health.failures).toBeGreaterThan(4);
    expect(await statesOf(complaintId)).toMatchObject({ [`${bad.destination} 1`]: 'waiting', [`${bad.destination} 2`]: 'waiting' });
    expect(new Set(bad.calls.map(({ sequence }) => sequence)), 'the second waits for the first').toEqual(new Set([1]));

    bad.manners.says = undefined;
    await soon(async () => {
      expect(new Set(Object.values(await statesOf(complaintId)))).toEqual(new Set(['delivered']));
    });
    expect(good.calls.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(bad.calls.slice(-2).map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect((await shown(bad.destination)).health).toMatchObject({ failures: 0, waiting: 0 });
  });

  it.concurrent('is not told where a 200 says nothing: set aside with what follows, said once, and sent again on demand', async () => {
    const its = await departmentSystem();
    its.manners.says = ({ sequence }) => (sequence === 2 ? { status: 200, body: '<html>登录已过期</html>' } : undefined);
    const [stuck, other] = [newId('k'), newId('k')];
    for (const sequence of [1, 2, 3]) await write(its.destination, stuck, sequence);
    await write(its.destination, other, 1);

    await soon(async () => {
      expect(await statesOf(stuck)).toEqual({
        [`${its.destination} 1`]: 'delivered',
        [`${its.destination} 2`]: 'set-aside',
        [`${its.destination} 3`]: 'set-aside',
      });
      expect(await statesOf(other)).toEqual({ [`${its.destination} 1`]: 'delivered' });
    });
    expect(its.calls.filter(({ sequence }) => sequence === 3)).toEqual([]);
    const givenUp = (await alarmsOf(its.destination)).filter(({ kind }) => kind === 'set-aside');
    expect(givenUp).toMatchObject([{ kind: 'set-aside', lastCause: { code: 'answer-not-understood', detail: '<html>登录已过期</html>' } }]);
    expect((await shown(its.destination)).health).toMatchObject({ setAside: 2, waiting: 0 });
    const aside = await call(complaintOfficer, 'GET', `/v1/complaint-destinations/${its.destination}/set-aside`);
    expect(aside.body).toMatchObject({
      items: [{ lastCause: { code: 'answer-not-understood' } }, { lastCause: { code: 'behind-set-aside' } }],
    });
    expect(aside.text).not.toContain('"body"');

    its.manners.says = undefined;
    expect((await call(complaintOfficer, 'POST', `/v1/complaint-destinations/${its.destination}/redrive`)).body).toEqual({
      redriven: 2,
      more: false,
    });
    await soon(async () => {
      expect(new Set(Object.values(await statesOf(stuck)))).toEqual(new Set(['delivered']));
    });
    expect(its.calls.slice(-2).map(({ sequence }) => sequence)).toEqual([2, 3]);
  });

  it.concurrent('waits while a destination is paused', async () => {
    const [its, other] = await Promise.all([departmentSystem(), departmentSystem()]);
    const path = `/v1/complaint-destinations/${its.destination}/paused`;
    const pause = (paused: boolean, version: number) =>
      call(systemAdministrator, 'PUT', path, { body: { paused, reason: '系统升级' }, headers: { 'if-match': `"${version}"` } });
    expect((await pause(true, 1)).body).toMatchObject({ paused: true, version: 2 });
    const complaintId = newId('k');
    await write(its.destination, complaintId, 1);
    await write(other.destination, complaintId, 1);
    await soon(async () => {
      expect(await statesOf(complaintId)).toMatchObject({ [`${other.destination} 1`]: 'delivered' });
    });
    expect(its.calls).toEqual([]);
    expect((await pause(false, 1)).status).toBe(412);
    expect((await pause(false, 2)).status).toBe(200);
    await soon(async () => {
      expect(await statesOf(complaintId)).toMatchObject({ [`${its.destination} 1`]: 'delivered' });
    });
  });
});

describe('A destination', () => {
  const settings = { url: 'https://example.org/hook', secret: `whsec_${'A'.repeat(43)}=`, reason: '接入' };
  const put = (who: string, destination: string, body: object, seen = 0) =>
    call(who, 'PUT', `/v1/complaint-destinations/${destination}`, { body, headers: { 'if-match': `"${seen}"` } });

  it('is set by one administrator and in force when another has approved what he read; its secret is never shown', async () => {
    const destination = newId('d', 8);
    const set = await put(systemAdministrator, destination, settings);
    expect(set).toMatchObject({ status: 202, body: { version: 0, proposal: { url: settings.url, secretChanged: true, reason: '接入' } } });
    const tag = DestinationShown.parse(set.body).proposal?.tag ?? '';
    const approve = (who: string, seen: string) =>
      call(who, 'PUT', `/v1/complaint-destinations/${destination}/approval`, { headers: { 'if-match': `"${seen}"` } });
    expect((await approve(systemAdministrator, tag)).status).toBe(403);
    await put(systemAdministrator, destination, { ...settings, url: 'https://example.org/other' });
    expect((await approve(securityAdministrator, tag)).status, 'it is not what he read').toBe(412);
    const { proposal } = await shown(destination);
    const approved = await approve(securityAdministrator, proposal?.tag ?? '');
    expect(approved).toMatchObject({ status: 200, body: { version: 1, url: 'https://example.org/other' } });
    for (const { text } of [set, approved]) expect(text).not.toMatch(/whsec|sealed/);
    expect((await put(systemAdministrator, destination, settings)).status, 'it is set already').toBe(412);
    expect((await call(marketClerk, 'GET', '/v1/complaint-destinations')).status).toBe(403);
  });

  it.each([
    // Plain HTTP is allowed here, where everything is on one machine; the rest nowhere.
    ['http://example.org/hook', 202],
    ['https://user:word@example.org/hook', 422],
    ['https://10.1.2.3/hook', 422],
    ['https://169.254.169.254/', 422],
  ])('to be set at %s is answered %i', async (url, status) => {
    expect((await put(systemAdministrator, newId('d', 8), { ...settings, url })).status).toBe(status);
  });
});
