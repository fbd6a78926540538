import { createHash, createHmac } from 'node:crypto';
import { type Refusal, refuse } from '../../../shared/runtime/outcome.ts';
import type { signedRoutesProblems } from '../../../shared/runtime/problem.ts';
import { sameText, sign } from './signature.ts';

type Why = keyof typeof signedRoutesProblems;

/** What the call says of itself. */
export interface Claim {
  rid: string;
  sid: string;
  rtime: string;
  sign: string;
}

export const claimOf = (headers: Readonly<Record<string, string | undefined>>, prefix: string): Claim | Refusal<Why> => {
  const [rid = '', sid = '', rtime = '', given = ''] = ['rid', 'sid', 'rtime', 'sign'].map((name) => headers[`${prefix}${name}`]?.trim());
  if (rid !== '' && sid !== '' && /^\d{13}$/.test(rtime) && /^[A-Za-z0-9+/]{43}=$/.test(given)) return { rid, sid, rtime, sign: given };
  return refuse('signature-missing', `需要请求头 ${prefix}rid、${prefix}sid、${prefix}rtime（毫秒）、${prefix}sign`);
};

export interface Believed {
  outcome: 'believed';
  nonce: string;
  bodyDigest: string;
  nonceEnds: number;
}

/**
 * Is it the caller's own call, made just now? The field's signature covers ids and time and not the body. So a nonce is kept for as long as the time would be
 * believed, together with what the body was: whoever catches a call on its way can repeat it and change nothing by that. Against another body that overtakes the first
 * there is TLS, and `x-body-sha256` where the caller can send it, though an attacker would leave it out.
 */
export const judgeCall = (
  { headers, body, now }: { headers: Readonly<Record<string, string | undefined>>; body: Buffer; now: Date },
  claim: Claim,
  { rid, sid, secrets }: { rid: string; sid: string; secrets: readonly string[] },
  windowSeconds: number,
): Believed | Refusal<Why> => {
  if (!sameText(claim.rid, rid) || !sameText(claim.sid, sid)) return refuse('caller-unknown');
  const late = now.getTime() - Number(claim.rtime);
  if (Math.abs(late) > windowSeconds * 1000)
    return refuse('clock-skew', `请校准时间：签名时间比本系统${late > 0 ? '早' : '晚'} ${Math.round(Math.abs(late) / 1000)} 秒`);
  if (secrets.length === 0) return refuse('secret-ended');
  const [secret] = secrets.filter((one) => sameText(sign(one, claim), claim.sign));
  if (secret === undefined) return refuse('signature-wrong');
  const said = headers['x-body-sha256']?.trim().toLowerCase();
  if (said !== undefined && !sameText(said, createHash('sha256').update(body).digest('hex'))) return refuse('body-digest-wrong');
  return {
    outcome: 'believed',
    nonce: createHash('sha256').update(`${claim.sid}|${claim.rid}|${claim.rtime}|${claim.sign}`).digest('hex'),
    bodyDigest: createHmac('sha256', secret).update(body).digest('hex'),
    // A little longer than the time itself is believed.
    nonceEnds: Math.ceil(Number(claim.rtime) / 1000) + windowSeconds + 60,
  };
};
