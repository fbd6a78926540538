import { describe, expect, inject, it } from 'vitest';
import { everyRoute } from '../../infra/open-api.ts';
import { samplePeople, sampleSystems } from '../../infra/local/sample/people.ts';
import { type Action, policy, reachOf } from '../../shared/identity/policy.ts';
import { Role } from '../../shared/identity/principal.ts';
import type { Route } from '../../shared/runtime/route.ts';
import { call } from '../support/hub.ts';

const everybody = [
  ...samplePeople.map(({ signIn, ...rest }) => ({ who: signIn, ...rest })),
  ...sampleSystems.map(({ system, ...rest }) => ({ who: system, ...rest })),
];
const oneOfEachRole = Role.options.map((role) => everybody.find(({ roles }) => roles.includes(role)));
const secured = everyRoute.filter(({ action }) => action !== 'public' && action !== 'signed');
const signed = everyRoute.filter(({ action }) => action === 'signed');

/** Ids that fit the path and belong to nobody: a permission is asked before anything is looked up. */
const filled = (path: string): string =>
  path
    .replace('{uploadId}', 'u-00000000000000000000000000')
    .replace('{subjectId}', 's-0000000000000000000000000')
    .replace('{memberId}', 'm-00000000')
    .replace('{departmentId}', 'd-0000')
    .replace('{dataset}', 'no-such-dataset')
    .replace('{version}', '1')
    .replace('{recordId}', 'none')
    .replace('{resourceId}', 'r-no-such-dataset.d-0000')
    .replace('{correctionId}', 'c-00000000000000000000000000')
    .replace('{complaintId}', 'k-00000000000000000000000000')
    .replace('{requestId}', 'q-00000000000000000000000000')
    .replace('{delegationId}', 'dg-00000000000000000000000000')
    .replace('{source}', 'c-none')
    .replace('{destination}', 'd-none')
    .replace('{grantId}', 'g-no-such.d-0000.0000000000')
    .replace('{exportId}', 'e-00000000000000000000000000')
    .replace('{n}', '1');

describe('Every route × every role', () => {
  it('there is somebody of each role to try', () => {
    expect(oneOfEachRole.every(Boolean)).toBe(true);
  });

  // The whole grid is walked in test/identity/policy.test.ts; here somebody of two roles that may, and of one that may not, comes by the gateway.
  it.each(secured.map((route, at): [string, Route, number] => [`${route.method} ${route.path}`, route, at]))(
    '%s',
    async (_name, route, at) => {
      const may = Role.options.filter((role) => reachOf({ roles: [role] }, route.action as Action) !== undefined);
      const mayNot = Role.options.filter((role) => !may.includes(role));
      const tried = [...new Set([may[at % may.length], may[0], mayNot[at % mayNot.length]])].filter((role) => role !== undefined);
      const answers = await Promise.all(
        tried.map(async (role) => {
          const somebody = oneOfEachRole[Role.options.indexOf(role)];
          const { status, body } = await call(somebody?.who, route.method, filled(route.path), {
            ...(route.method !== 'GET' && { body: {} }),
            headers: { 'if-match': '"1"' },
          });
          return { role, permitted: !(status === 403 && body['type'] === 'urn:supervision-hub:problem:not-permitted'), status };
        }),
      );
      expect(answers.filter(({ permitted }) => permitted).map(({ role }) => role)).toEqual(tried.filter((role) => may.includes(role)));
      expect(answers.every(({ status }) => status < 500)).toBe(true);
    },
  );

  it('a route of the gateway without a token answers 401, whichever it is', async () => {
    const { url } = inject('hub');
    for (const { method, path } of secured) expect((await fetch(`${url}${filled(path)}`, { method })).status).toBe(401);
  });

  it('a signed route answers 401 to whoever brings no signature, be it a member', async () => {
    expect(signed.length).toBeGreaterThan(0);
    for (const { method, path } of signed)
      for (const who of [undefined, everybody[0]?.who]) {
        const { status, body } = await call(who, method, filled(path), { body: {} });
        expect([status, body['type']]).toEqual([401, 'urn:supervision-hub:problem:signature-missing']);
      }
  });

  it('every action of the policy guards a route, and every route names an action of the policy', () => {
    expect(new Set(secured.map(({ action }) => action))).toEqual(new Set(Object.keys(policy)));
  });
});

describe('Own department only', () => {
  const own = secured.filter(
    ({ action, path }) => path.includes('department') || action.startsWith('uploads:') || action.startsWith('records:'),
  );

  it('a clerk reads the uploads and records of no other department; a steward those of every one', async () => {
    expect(own.length).toBeGreaterThan(4);
    for (const [index, { who, departmentId, roles }] of everybody.entries()) {
      const other =
        everybody[(index + 1) % everybody.length]?.departmentId === departmentId
          ? 'd-other'
          : (everybody[(index + 1) % everybody.length]?.departmentId ?? '');
      const reach = reachOf({ roles }, 'uploads:read');
      expect((await call(who, 'GET', `/v1/uploads?department=${departmentId}`)).status).toBe(reach ? 200 : 403);
      expect((await call(who, 'GET', `/v1/uploads?department=${other}`)).status).toBe(reach === 'any' ? 200 : 403);
      expect((await call(who, 'GET', `/v1/records/market-entities/${other}/none`)).status).toBe(
        reachOf({ roles }, 'records:read') === 'any' ? 404 : 403,
      );
    }
  });
});
