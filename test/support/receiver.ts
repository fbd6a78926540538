import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as z from 'zod';

export const Told = z.object({
  messageId: z.string(),
  kind: z.string(),
  complaintId: z.string(),
  sequence: z.int(),
  queuedAt: z.string(),
  body: z.json(),
});
export type Told = z.infer<typeof Told>;

type Way = (told: Told) => { status: number; text: string } | 'silent';
export const acknowledge = ({ messageId }: Pick<Told, 'messageId'>) => ({ status: 200, text: JSON.stringify({ received: messageId }) });

/** A department's own system: keeps what it is told and answers as it is bidden. A call whose signature is wrong is answered 401 and kept nowhere. */
export const startReceiver = async () => {
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const told: Told[] = [];
  let way: Way = acknowledge;
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString('utf8');
      const { 'webhook-id': id = '', 'webhook-timestamp': at = '', 'webhook-signature': signature = '' } = request.headers;
      const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
      const right = createHmac('sha256', key)
        .update(`${String(id)}.${String(at)}.${body}`)
        .digest('base64');
      if (signature !== `v1,${right}`) {
        response.writeHead(401).end();
        return;
      }
      const message = Told.parse(JSON.parse(body));
      told.push(message);
      const answer = way(message);
      if (answer !== 'silent') response.writeHead(answer.status).end(answer.text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    secret,
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/hook`,
    told,
    answers(next: Way) {
      way = next;
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
};
