import { createHmac, randomBytes } from 'node:crypto';
import { type Answer, type Called, type Faults, noFaults, play } from './faulty-server.ts';
import { Inbox, Message } from './inbox.ts';

export const newWebhookSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** As https://www.standardwebhooks.com tells receivers to check. */
const isFrom = (secret: string, { headers, body }: Called): boolean => {
  const [id, at, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => String(headers[name]));
  if (Math.abs(Date.now() / 1000 - Number(at)) > 300) return false;
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const right = createHmac('sha256', key)
    .update(`${String(id)}.${String(at)}.${body}`)
    .digest('base64');
  return signatures?.split(' ').includes(`v1,${right}`) ?? false;
};

/** Plays a department's own system, which is told of its cases. */
export const startDepartmentSystem = async ({
  secret = newWebhookSecret(),
  port = 0,
  chance = Math.random,
}: { secret?: string; port?: number; chance?: () => number } = {}) => {
  const faults: Faults = noFaults();
  const inbox = new Inbox();
  /** Every call that was signed rightly, in the order in which they came. */
  const calls: Message[] = [];
  /** What it says to a message instead of taking it. */
  const manners: { says?: ((message: Message) => Answer | undefined) | undefined } = {};
  const heard = (called: Called): Answer => {
    if (!isFrom(secret, called)) return { status: 401, body: { message: '签名错误' } };
    const message = Message.parse(JSON.parse(called.body));
    calls.push(message);
    const instead = manners.says?.(message);
    if (instead) return instead;
    const { messageId, receipt } = inbox.take(message);
    return { status: 200, body: { received: messageId, receipt } };
  };
  const server = await play(heard, { faults, port, chance });
  return {
    url: `${server.url}/complaints`,
    secret,
    faults,
    inbox,
    calls,
    manners,
    close: server.close,
  };
};
export type DepartmentSystem = Awaited<ReturnType<typeof startDepartmentSystem>>;
