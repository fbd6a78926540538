import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

type Answer = { status: number; body?: unknown; headers?: Record<string, string> } | 'broken-off';

/** A server that answers from a list: what the client does with answers is tried here, what the hub answers is tried on the cloud. */
export const smallHub = async (answer: (asked: Asked, before: readonly Asked[], url: string) => Answer) => {
  const all: Asked[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const asked = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(parts).toString(),
      };
      const given = answer(asked, [...all], url);
      all.push(asked);
      if (given === 'broken-off') request.socket.destroy();
      else
        response
          .writeHead(given.status, { 'content-type': 'application/json', ...given.headers })
          .end(typeof given.body === 'string' ? given.body : JSON.stringify(given.body ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return {
    url,
    all,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

export const problemOf = (status: number, because: string, title: string, more: object = {}) => ({
  status,
  body: { type: `urn:supervision-hub:problem:${because}`, title, status, correlationId: 'c-12345678', ...more },
});
