import http from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type City, startCity } from '../../infra/local/city/city.ts';

let cities: { told: City; closed: City };
beforeAll(async () => {
  cities = { told: await startCity({ token: 'right' }), closed: await startCity() };
});
afterAll(async () => {
  await cities.told.close();
  await cities.closed.close();
});

/** `fetch` lets nobody choose the host. */
const statusOf = (city: City, headers: Record<string, string>, body = '{}') =>
  new Promise<number>((resolve) => {
    const request = http.request(`${city.url}/control/faults`, { method: 'POST', headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('error', () => resolve(0));
    request.end(body);
  });

it('The city that is played here is told what to play by whoever has its token, and by no page and no other host', async () => {
  const right = { 'x-control-token': 'right' };
  expect(await statusOf(cities.told, right)).toBe(200);
  expect(await statusOf(cities.told, {})).toBe(403);
  expect(await statusOf(cities.told, { 'x-control-token': 'wrong' })).toBe(403);
  expect(await statusOf(cities.told, { ...right, origin: 'http://example.org' })).toBe(403);
  expect(await statusOf(cities.told, { ...right, host: 'example.org' })).toBe(403);
  expect(await statusOf(cities.told, right, ' '.repeat(1024 * 1024 + 1))).toBe(0);
  expect(await statusOf(cities.closed, right)).toBe(403);
});
