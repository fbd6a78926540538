import { createHash, createHmac } from 'node:crypto';

/** Made from the field's own description and not from the hub's code: so that both sides' agreement says something. */
const signatureOf = (secret: string, rid: string, sid: string, rtime: string): string =>
  createHmac('sha256', secret).update([sid, rid, rtime].join('')).digest('base64');

export const signed = (
  secret: string,
  { rid, sid }: { rid: string; sid: string },
  rtime: number,
  body: string,
): Record<string, string> => ({
  'content-type': 'application/json',
  gjgxjhpt_rid: rid,
  gjgxjhpt_sid: sid,
  gjgxjhpt_rtime: String(rtime),
  gjgxjhpt_sign: signatureOf(secret, rid, sid, String(rtime)),
  'x-body-sha256': createHash('sha256').update(body).digest('hex'),
});

/** Nobody waits at the city's door for the time that a comparison takes. */
export const isSigned = (
  headers: Readonly<Record<string, string | string[] | undefined>>,
  secrets: readonly string[],
  { rid, sid }: { rid: string; sid: string },
): boolean => {
  const rtime = String(headers['gjgxjhpt_rtime']);
  if (headers['gjgxjhpt_rid'] !== rid || headers['gjgxjhpt_sid'] !== sid || Math.abs(Date.now() - Number(rtime)) > 300_000) return false;
  return secrets.some((secret) => signatureOf(secret, rid, sid, rtime) === headers['gjgxjhpt_sign']);
};
