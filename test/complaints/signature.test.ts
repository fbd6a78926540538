import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { claimOf, judgeCall } from '../../functions/complaints/upper/judge-call.ts';
import { sign, signedHeaders, usualPrefix } from '../../functions/complaints/upper/signature.ts';
import { verifyCalls } from '../../functions/complaints/upper/verify-calls.ts';
import { refreshWorkingSecret } from '../../functions/complaints/upper-routes.ts';
import { destinationOf } from './small-post.ts';
import { notEnded, stillFresh } from '../../functions/complaints/upper/working-secrets.ts';

const rid = 'r_demo_0001';
const sid = 's_demo_0001';
const rtime = 1_700_000_000_000;
const secret = 'demo-secret';
const body = JSON.stringify({ kind: 'order' });

const judged = (
  headers: Record<string, string>,
  { late = 0, secrets = [secret], sent = body }: { late?: number; secrets?: string[]; sent?: string } = {},
): string => {
  const claim = claimOf(headers, usualPrefix);
  if ('outcome' in claim) return claim.because;
  const outcome = judgeCall({ headers, body: Buffer.from(sent), now: new Date(rtime + late) }, claim, { rid, sid, secrets }, 300);
  return outcome.outcome === 'refused' ? outcome.because : outcome.outcome;
};
const headers = (more: Record<string, string> = {}, key = secret) => ({
  ...signedHeaders(key, { rid, sid, rtime: String(rtime) }, body),
  ...more,
});

describe('The signature of the national exchange platform', () => {
  it('is base64(HMAC-SHA256(secret, sid + rid + rtime)), in this order', () => {
    expect(sign(secret, { rid, sid, rtime: String(rtime) })).toBe('y5fN7g/LhfaEZ0qGFrZ091MNQW6DW8gLsLF+PD2S+t4=');
  });

  it('is believed for five minutes before and after, and with each secret that has not ended', () => {
    expect(judged(headers())).toBe('believed');
    for (const late of [-300_000, 300_000]) expect(judged(headers(), { late })).toBe('believed');
    for (const late of [-300_001, 300_001]) expect(judged(headers(), { late })).toBe('clock-skew');
    expect(judged(headers(), { secrets: ['newer', secret] })).toBe('believed');
    expect(judged(headers(), { secrets: [] })).toBe('secret-ended');
  });

  it('every header is needed, and each refusal has its name', () => {
    for (const name of ['rid', 'sid', 'rtime', 'sign']) {
      const { [`${usualPrefix}${name}`]: _left, ...rest } = headers();
      expect(judged(rest)).toBe('signature-missing');
    }
    expect(judged(headers({ gjgxjhpt_rid: 'r_other' }))).toBe('caller-unknown');
    expect(judged(headers({}, 'guessed'))).toBe('signature-wrong');
    expect(judged(headers(), { sent: `${body} ` })).toBe('body-digest-wrong');
    expect(judged(headers({ 'x-body-sha256': createHash('sha256').update(body).digest('hex').toUpperCase() }))).toBe('believed');
  });

  it('nobody without the secret makes one, and it holds for no other time', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.integer({ min: 1, max: 60_000 }), (other, later) => {
        fc.pre(other !== secret);
        expect(judged(headers({}, other))).toBe('signature-wrong');
        expect(judged(headers({ gjgxjhpt_rtime: String(rtime + later) }))).toBe('signature-wrong');
      }),
    );
  });
});

describe('A call of a platform that is paused', () => {
  it('is believed as before: what the city hands in is taken, only sending stops', async () => {
    const upper = { requesterId: '', serviceId: '', secretUrl: 'https://example.org/s', reconcileUrl: 'https://example.org/r' };
    const its = { ...upper, callerId: rid, callerServiceId: sid, sealedCallerKey: '' };
    const { verify } = verifyCalls({
      destinations: { find: async () => ({ ...destinationOf('c-city'), paused: true, upper: its }) },
      calls: { secretsOf: async () => undefined, seenWith: async () => undefined },
      sealing: { unseal: async () => secret },
      headerPrefix: usualPrefix,
      windowSeconds: 300,
      refreshPath: refreshWorkingSecret.path,
    });
    const call = {
      headers: headers(),
      body: Buffer.from(body),
      params: { source: 'c-city' },
      route: refreshWorkingSecret,
      now: new Date(rtime),
    };
    expect(await verify(call)).toMatchObject({ outcome: 'verified', source: 'c-city' });
  });
});

describe('A working secret', () => {
  const issued = (from: number) => ({
    sealed: String(from),
    issuedAt: new Date(rtime + from * 1000).toISOString(),
    endsAt: new Date(rtime + (from + 7200) * 1000).toISOString(),
  });
  const at = (seconds: number) => new Date(rtime + seconds * 1000);

  it('is the same one for whoever asks in its first half; after it there is a new one, and the old holds to its end', () => {
    expect(stillFresh([issued(0)], at(3599), 7200)?.sealed).toBe('0');
    expect(stillFresh([issued(0)], at(3600), 7200)).toBeUndefined();
    expect(notEnded([issued(0), issued(3600)], at(7199)).map(({ sealed }) => sealed)).toEqual(['0', '3600']);
    expect(notEnded([issued(0), issued(3600)], at(7200)).map(({ sealed }) => sealed)).toEqual(['3600']);
  });
});
