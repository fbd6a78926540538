import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerOf } from '../../functions/identity/token.ts';
import { tokensOf } from '../../functions/identity/tokens.client.ts';

const issuer = 'https://issuer.example/pool';
const client = 'the-public-client';
const keys = await generateKeyPair('RS256');
const strangers = await generateKeyPair('RS256');
let server: Server;
let verify: ReturnType<typeof tokensOf>;

beforeAll(async () => {
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }] });
  server = createServer((_request, response) => response.setHeader('content-type', 'application/json').end(jwks));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  verify = tokensOf({ issuer, jwksUri: `http://127.0.0.1:${String(port)}/jwks`, audience: '' });
});
afterAll(() => {
  server.close();
});

const token = (
  its: { by?: string; expires?: string; key?: Awaited<ReturnType<typeof generateKeyPair>>['privateKey']; subject?: string } = {},
) =>
  new SignJWT({ client_id: client, token_use: 'access' })
    .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
    .setIssuer(its.by ?? issuer)
    .setSubject(its.subject ?? 'somebody')
    .setIssuedAt()
    .setExpirationTime(its.expires ?? '5m')
    .sign(its.key ?? keys.privateKey);

describe('A token', () => {
  it('of our issuer, signed by its key and still valid, is taken', async () => {
    expect(await verify(await token())).toMatchObject({ claims: { sub: 'somebody' } });
  });

  it.each([
    ['that has expired', { expires: '-1m' }, 'token-expired'],
    ['of another issuer', { by: 'https://other.example' }, 'token-invalid'],
    ['that somebody else signed', { key: strangers.privateKey }, 'token-invalid'],
  ])('%s is refused', async (_what, its, fault) => {
    expect(await verify(await token(its))).toEqual({ fault });
  });

  it('that claims to need no signature, or one made with the public key as a secret, is refused', async () => {
    const [, body = ''] = (await token()).split('.');
    const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
    expect(await verify(`${none}.${body}.`)).toEqual({ fault: 'token-invalid' });
    const secret = new TextEncoder().encode(JSON.stringify(await exportJWK(keys.publicKey)));
    const symmetric = await new SignJWT({ client_id: client })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(issuer)
      .setSubject('x')
      .setExpirationTime('5m')
      .sign(secret);
    expect(await verify(symmetric)).toEqual({ fault: 'token-invalid' });
  });

  it('whose issuer does not answer is no fault of the caller: it is tried again, not refused', async () => {
    await expect(tokensOf({ issuer, jwksUri: 'http://127.0.0.1:9/jwks', audience: '' })(await token())).rejects.toThrow();
  });
});

describe('Who a token speaks for', () => {
  const claims = { iss: issuer, sub: 'somebody', token_use: 'access' };

  it.each([
    ['a person, through our own client', { ...claims, client_id: client }, { kind: 'person', issuer, subject: 'somebody' }],
    [
      'a system, whose subject is its client',
      { ...claims, sub: 'case-system', client_id: 'case-system' },
      { kind: 'system', issuer, subject: 'case-system' },
    ],
    ['nobody, where another application of the same issuer got it', { ...claims, client_id: 'another-application' }, undefined],
    ['nobody, where it is an identity token', { ...claims, client_id: client, token_use: 'id' }, undefined],
    ['nobody, where it names no client', claims, undefined],
  ])('%s', (_what, its, caller) => {
    expect(callerOf(its, client)).toEqual(caller);
  });
});
