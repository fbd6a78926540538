import { createHmac } from 'node:crypto';

/** As Standard Webhooks writes secrets: 24 to 64 bytes, in base64 behind the prefix. */
export const webhookSecret = /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/;

/** https://www.standardwebhooks.com: whoever gets it can tell who sent it, that nothing was changed, and when; `at` is the moment of sending. */
export const webhookHeaders = (secret: string, { id, at }: { id: string; at: Date }, body: string): Record<string, string> => {
  const seconds = String(Math.floor(at.getTime() / 1000));
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': seconds,
    'webhook-signature': `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`,
  };
};
