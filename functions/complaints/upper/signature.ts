import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Who calls which service, and when (epoch milliseconds): all that the field's signature covers. */
export interface SignedBy {
  rid: string;
  sid: string;
  rtime: string;
}

/** 国家共享交换平台's way: the concatenation's order is sid, rid, rtime. The body is not covered; see `judge-call.ts`. */
export const sign = (secret: string, { rid, sid, rtime }: SignedBy): string =>
  createHmac('sha256', secret).update(`${sid}${rid}${rtime}`).digest('base64');

/** Some platforms of the field call their headers otherwise (`jsjhpt_`); the four names behind the prefix are the same. */
export const usualPrefix = 'gjgxjhpt_';

export const signedHeaders = (secret: string, by: SignedBy, body: string, prefix = usualPrefix): Record<string, string> => ({
  [`${prefix}rid`]: by.rid,
  [`${prefix}sid`]: by.sid,
  [`${prefix}rtime`]: by.rtime,
  [`${prefix}sign`]: sign(secret, by),
  'x-body-sha256': createHash('sha256').update(body).digest('hex'),
});

/** In a time that does not tell how much of it was right. */
export const sameText = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
};
