import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import * as z from 'zod';
import { as, call, declare, ended, sha256Of, tokenOf, transfer } from '../support/hub.ts';
import { endedWithSweeper } from '../support/sweeper.ts';
import { company, csvOf } from '../ingestion/sample-file.ts';
import { auditAdministrator, deskClerk, emergencyClerk, healthClerk, housingClerk, leader, marketClerk } from '../support/people.ts';

const AuditPage = z.object({
  items: z.array(
    z.object({
      action: z.string(),
      because: z.string().optional(),
      actor: z.string(),
      outcome: z.string(),
      object: z.object({ id: z.string() }),
    }),
  ),
});

/** The audit is written by a queue: it comes within moments. */
const audited = async (query: string, because: string): Promise<boolean> => {
  const auditor = await as(auditAdministrator);
  for (let tries = 0; tries < 60; tries++) {
    const { items } = await auditor.get(`/v1/audit-events?limit=100&${query}`, AuditPage);
    if (items.some((event) => event.because === because && event.outcome === 'refused')) return true;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return false;
};

const declaration = (its: Record<string, unknown> = {}) => ({
  dataset: 'market-entities',
  fileName: 'x.csv',
  size: 10,
  sha256: `${'A'.repeat(43)}=`,
  ...its,
});

it('the register of businesses is handed in by the departments that its contract names, and by nobody else', async () => {
  const body = { dataset: 'market-entities', fileName: 'a.csv', size: 10, sha256: `${'A'.repeat(43)}=` };
  const refused = { status: 403, body: { type: expect.stringContaining('hand-in-not-agreed') as string } };
  expect(await call(healthClerk, 'POST', '/v1/uploads', { body })).toMatchObject(refused);
  expect(await call(healthClerk, 'POST', '/v1/datasets/market-entities/records', { body: { records: [company()] } })).toMatchObject(
    refused,
  );
});

describe('A declaration that can not be', () => {
  it.each([
    ['an empty file', { size: 0 }, 400, 'request-invalid', '文件是空的'],
    ['a file of more than 5 GB', { size: 6e9 }, 400, 'request-invalid', '5 GB'],
    ['a wrong checksum notation', { sha256: 'abc' }, 400, 'request-invalid', 'SHA-256'],
    ['a dataset that does not exist', { dataset: 'no-such-thing' }, 404, 'dataset-unknown', '没有这个数据集'],
    ['a file name with a line break', { fileName: 'a\r\nb.csv' }, 400, 'request-invalid', '控制字符'],
  ])('%s is refused in words that help, and audited', async (_what, its, status, because, words) => {
    const answer = await call(marketClerk, 'POST', '/v1/uploads', { body: declaration(its) });
    expect(answer).toMatchObject({ status, body: { type: `urn:supervision-hub:problem:${because}` } });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.text).toContain(words);
    const { memberId } = await (await as(marketClerk)).get('/v1/me', z.object({ memberId: z.string() }));
    expect(await audited(`actor=${memberId}`, because)).toBe(true);
  });

  it('no JSON, no key, too large: each says what is wrong and how to mend it', async () => {
    expect(await call(marketClerk, 'POST', '/v1/uploads', { body: '{"dataset":' })).toMatchObject({ status: 400 });
    expect(await call(marketClerk, 'POST', '/v1/uploads', { body: declaration(), headers: { 'idempotency-key': 'x' } })).toMatchObject({
      status: 400,
      body: { type: 'urn:supervision-hub:problem:idempotency-key-missing' },
    });
    expect(await call(marketClerk, 'POST', '/v1/uploads', { body: declaration({ padding: 'x'.repeat(600_000) }) })).toMatchObject({
      status: 413,
    });
  });
});

describe('A transfer that is not what was declared', () => {
  it('has the wrong length, the wrong sum, another key, or comes twice: S3 itself refuses', async () => {
    const bytes = csvOf([company({ pripid: randomUUID() })]);
    const { upload, transfer: to } = await declare(marketClerk, 'market-entities', bytes);
    expect((await transfer(to, Buffer.concat([bytes, Buffer.from('x')]))).status).toBe(403);
    const same = Buffer.from(bytes);
    same[same.length - 3] = 0x41;
    expect((await transfer(to, same)).text).toContain('BadDigest');
    expect((await transfer({ ...to, url: to.url.replace(upload.uploadId, 'u-00000000000000000000000000') }, bytes)).status).toBe(403);
    expect((await transfer({ ...to, url: to.url.replace(/X-Amz-Signature=[0-9a-f]{4}/, 'X-Amz-Signature=0000') }, bytes)).status).toBe(403);
    expect((await transfer(to, bytes)).status).toBe(200);
    expect((await transfer(to, bytes)).status, 'nothing is overwritten').toBe(412);
    expect((await ended(marketClerk, upload.uploadId)).state).toBe('finished');
  });
});

describe('A file that can not be read', () => {
  const header = Object.keys(company()).join(',');
  it.each([
    ['binary', Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919) % 256)), 'not-text'],
    ['no header', csvOf([company()]).subarray(csvOf([company()]).indexOf(0x0a) + 1), 'no-header'],
    ['a header and no rows', Buffer.from(`${header}\n`), 'no-rows'],
    ['a quote that never ends', Buffer.from(`${header}\n"P1,x,y\n${'a,b,c\n'.repeat(20)}`), 'unterminated-quote'],
    ['only blank lines', Buffer.from('\n\n\r\n  \n'), 'empty-file'],
  ])('%s ends in a named state with a reason', async (_what, bytes, reason) => {
    const { upload, transfer: to } = await declare(marketClerk, 'market-entities', bytes);
    expect((await transfer(to, bytes)).status).toBe(200);
    const end = await ended(marketClerk, upload.uploadId);
    expect(end).toMatchObject({ state: 'failed', ended: { reason } });
    expect(end.ended?.message).toMatch(/[一-龥]/);
    expect(await call(marketClerk, 'GET', `/v1/uploads/${upload.uploadId}/report`)).toMatchObject({ status: 409 });
  });

  it('one line of 200 MB ends it quickly, and the lane goes on', async () => {
    const bytes = Buffer.alloc(200 * 1024 * 1024, 0x61);
    bytes.write(`${header}\n`);
    const { upload, transfer: to } = await declare(housingClerk, 'market-entities', bytes, 'one-line.csv', { parts: false });
    expect((await transfer(to, bytes)).status).toBe(200);
    expect(await ended(housingClerk, upload.uploadId)).toMatchObject({ state: 'failed', ended: { reason: 'record-too-long' } });

    const next = csvOf([company({ pripid: randomUUID() })]);
    const after = await declare(housingClerk, 'market-entities', next);
    await transfer(after.transfer, next);
    expect((await ended(housingClerk, after.upload.uploadId)).state).toBe('finished');
  });

  it('a declared file that never comes ends as expired', async () => {
    const { upload } = await declare(deskClerk, 'market-entities', Buffer.from('never sent'));
    expect(await endedWithSweeper(deskClerk, upload.uploadId)).toMatchObject({ state: 'expired', ended: { reason: 'no-file' } });
  });
});

describe('A caller who may not', () => {
  const forged = (claims: Record<string, unknown>): string => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const head = Buffer.from(JSON.stringify({ alg: 'RS256', kid: 'mine' })).toString('base64url');
    const body = Buffer.from(JSON.stringify(claims)).toString('base64url');
    return `${head}.${body}.${sign('sha256', Buffer.from(`${head}.${body}`), privateKey).toString('base64url')}`;
  };
  const { outputs, url } = inject('hub');
  const claims = {
    iss: outputs['Issuer'],
    sub: randomUUID(),
    client_id: outputs['PublicClientId'],
    token_use: 'access',
    exp: Math.floor(Date.now() / 1000) + 600,
  };
  const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');

  it.each([
    ['no token', undefined],
    ['nonsense', 'nonsense'],
    ['a token that somebody else signed', forged(claims)],
    ['a token without a signature', `${none}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`],
  ])('%s does not come in', async (_what, token) => {
    const answer = await fetch(`${url}/v1/me`, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });
    expect([401, 403]).toContain(answer.status);
  });

  it('a good token that was changed by one letter does not come in, and the refusal is audited', async () => {
    const token = await tokenOf(leader);
    const [head = '', body = '', signature = ''] = token.split('.');
    const changed = Buffer.from(body, 'base64url')
      .toString()
      .replace(/"sub": ?"[^"]{4}/, '"sub":"0000');
    const answer = await fetch(`${url}/v1/me`, {
      headers: { authorization: `Bearer ${head}.${Buffer.from(changed).toString('base64url')}.${signature}` },
    });
    expect(answer.status).toBe(403);
    expect(await audited('actor=unverified', 'token-invalid')).toBe(true);
  });

  it("another department's upload is not shown, not renewed, and its refused rows are not given; each is audited", async () => {
    const bytes = csvOf([company({ pripid: randomUUID() })]);
    const { upload } = await declare(marketClerk, 'market-entities', bytes);
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/report'],
      ['GET', '/refused'],
      ['POST', '/url'],
    ] as const)
      expect(await call(emergencyClerk, method, `/v1/uploads/${upload.uploadId}${path}`)).toMatchObject({
        status: 403,
        body: { type: 'urn:supervision-hub:problem:not-yours' },
      });
    expect(await audited(`object=upload:${upload.uploadId}`, 'not-yours')).toBe(true);
  });

  it('an unknown path, a forged cursor and an impossible id are answered without a trace of the inside', async () => {
    for (const path of [
      '/v1/nothing',
      '/v1/uploads/x',
      '/v1/uploads?cursor=eyJwayI6IngifQ',
      `/v1/uploads?cursor=${createHash('md5').update('x').digest('hex')}`,
    ]) {
      const answer = await call(marketClerk, 'GET', path);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(answer.text).not.toMatch(/ {4}at |node_modules|\.ts:|DynamoDB/);
    }
  });
});

it('the checksum helper of these tests says what S3 says', () => {
  expect(sha256Of(Buffer.from(''))).toBe('47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=');
});
