import { createHash, createVerify } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Manifest, SignedManifest } from '../../functions/data-requests/exports/manifest.ts';
import { as, call } from '../support/hub.ts';
import { emergencyClerk, environmentClerk, leader, steward } from '../support/people.ts';
import { grantedData, order, readExport, sharedTables, untilExport } from '../support/granted-rows.ts';

let tables: Awaited<ReturnType<typeof sharedTables>>;
let data: Awaited<ReturnType<typeof grantedData>>;
const count = 600;

beforeAll(async () => {
  tables = await sharedTables();
  // Twice the rows of a file, so two files.
  data = await grantedData(tables, { count, rows: 20_000 });
});

const Link = z.object({ url: z.string(), expiresAt: z.string(), name: z.string(), sha256: z.string() });
const linkOf = async (exportId: string, n: number) =>
  (await as(environmentClerk)).post(`/v1/exports/${exportId}/files/${String(n)}/link`, {}, Link);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const fetched = async (url: string): Promise<Buffer> => {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
};

describe('A department exports what it was granted', () => {
  let first: Awaited<ReturnType<typeof order>>;
  const files: Buffer[] = [];
  const links: string[] = [];

  it('orders it, and finds it ready with as many rows as there are, counted once', async () => {
    const ordered = await order(environmentClerk, data.grantId);
    expect(ordered).toMatchObject({ state: 'waiting', filesWanted: 2 });
    first = await untilExport(environmentClerk, ordered.exportId, ({ state }) => state === 'ready');
    expect(first).toMatchObject({ rows: count, stateTitle: '可下载' });
    expect(await data.rowsCounted()).toBe(count);
  });

  it('orders the same again, and gets the same export', async () => {
    expect(await order(environmentClerk, data.grantId)).toMatchObject({ exportId: first.exportId, state: 'ready' });
    expect(await data.rowsCounted()).toBe(count);
  });

  it('fetches the files by links of minutes: each row once, marked, and nothing that a spreadsheet would run', async () => {
    for (const { n } of first.files) {
      const { url, expiresAt } = await linkOf(first.exportId, n);
      expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(300_000);
      links.push(url);
      files.push(await fetched(url));
    }
    const rows = files.flatMap((file) =>
      z
        .array(z.array(z.string()))
        .parse(parse(file, { bom: true }))
        .slice(1),
    );
    expect(new Set(rows.map(([, name]) => name)).size).toBe(count);
    expect(rows.every(([mark]) => mark?.startsWith(`${first.exportId}.`))).toBe(true);
    expect(new Set(rows.map(([, , result]) => result))).toEqual(new Set(['合格', `'=不合格`]));
  });

  it('holds them against the manifest, whose signature anybody verifies with the public key', async () => {
    const signed = await (await as(environmentClerk)).get(`/v1/exports/${first.exportId}/manifest`, SignedManifest);
    const { body } = await call(undefined, 'GET', '/v1/export-signing-key');
    const verifies = (text: string) => createVerify('sha256').update(text).verify(String(body['pem']), signed.signature, 'base64');
    expect(verifies(signed.text)).toBe(true);
    expect(verifies(signed.text.replace(String(count), String(count + 1)))).toBe(false);
    const manifest = Manifest.parse(JSON.parse(signed.text));
    expect(manifest.files.map((file) => file.sha256)).toEqual(files.map(sha256));
    expect(manifest).toMatchObject({ grantId: data.grantId, purpose: '测试核对', rows: count });
  });

  it('is seen by the owner and the data bureau, without a link; to others it is not there', async () => {
    for (const who of ['market-custodian', steward, leader]) {
      expect(await readExport(who, first.exportId)).toMatchObject({ state: 'ready', rows: count });
      const { status } = await call(who, 'POST', `/v1/exports/${first.exportId}/files/1/link`, { body: {} });
      expect([403, 404]).toContain(status);
    }
    for (const [method, path] of [
      ['GET', `/v1/exports/${first.exportId}`],
      ['GET', `/v1/exports/${first.exportId}/manifest`],
      ['GET', `/v1/grants/${data.grantId}/exports`],
      ['POST', `/v1/grants/${data.grantId}/exports`],
      ['POST', `/v1/exports/${first.exportId}/files/1/link`],
    ] as const)
      expect((await call(emergencyClerk, method, path, method === 'POST' ? { body: { format: 'csv' } } : {})).status).toBe(404);
  });

  it('a text that leaked says by its marks whose it was; a mark that was made up is told from it', async () => {
    const [, line = ''] = files[0]?.toString().split('\r\n') ?? [];
    const forged = `${first.exportId}.0000000000000000`;
    const { status, body } = await call(steward, 'POST', '/v1/shared-data/trace', {
      body: { lines: [line, forged, `e-${'0'.repeat(26)}.${'0'.repeat(16)}`] },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ items: [{ exportId: first.exportId, grantId: data.grantId, marks: 2, genuine: 1 }], unknown: 1 });
  });

  it('when the grant is suspended the files are void and links that are out die; ordered again after, it is the same export with the same bytes', async () => {
    const reason = { because: 'owner' as const, reason: '核查', at: new Date().toISOString() };
    await data.move({ move: 'suspend', reason: '核查' }, { state: 'suspended', suspension: reason });
    await expect.poll(async () => (await fetch(links[0] ?? '')).status, { timeout: 20_000 }).toBe(404);
    const ended = await untilExport('market-custodian', first.exportId, ({ state }) => state === 'void');
    expect(ended).toMatchObject({ because: 'grant-suspended', rowsRead: count });
    expect((await call(environmentClerk, 'POST', `/v1/exports/${first.exportId}/files/1/link`, { body: {} })).status).toBe(410);
    expect((await call(environmentClerk, 'POST', `/v1/grants/${data.grantId}/exports`, { body: { format: 'csv' } })).status).toBe(403);

    await data.move({ move: 'resume', reason: '已核实' }, { state: 'active', suspension: undefined });
    await expect
      .poll(async () => (await call(environmentClerk, 'POST', `/v1/grants/${data.grantId}/exports`, { body: { format: 'csv' } })).status, {
        timeout: 20_000,
      })
      .toBe(202);
    const again = await untilExport(environmentClerk, first.exportId, ({ state }) => state === 'ready');
    expect(again.files.map((file) => file.sha256)).toEqual(files.map(sha256));
    expect(await fetched((await linkOf(first.exportId, 2)).url)).toEqual(files[1]);
  });

  it('what exceeds the day’s quota is refused before anything is read', async () => {
    const small = await grantedData(tables, { count: 10, rows: 20_000, quota: 100 });
    const { status, body } = await call(environmentClerk, 'POST', `/v1/grants/${small.grantId}/exports`, { body: { format: 'ndjson' } });
    expect([status, body['type']]).toEqual([422, 'urn:supervision-hub:problem:more-than-quota']);
    expect(await small.rowsCounted()).toBe(0);
  });
});
