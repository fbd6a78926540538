import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** How badly whoever plays another system behaves. Shares are of its calls; all can be changed while it runs. */
export interface Faults {
  /** Answers nothing but 503. */
  down: boolean;
  /** Milliseconds before anything is done. */
  slow: number;
  /** Answers 500 and has done nothing. */
  fail: number;
  /** Answers 200 with something that is no acknowledgement, and has done nothing. */
  rubbish: number;
  /** Has done it and answers 500: the acknowledgement is lost. */
  lose: number;
  /** Has done it and cuts the connection. */
  cut: number;
}
export const noFaults = (): Faults => ({ down: false, slow: 0, fail: 0, rubbish: 0, lose: 0, cut: 0 });

export interface Called {
  path: string;
  method: string;
  headers: http.IncomingHttpHeaders;
  body: string;
}
export interface Answer {
  status: number;
  body: unknown;
}

export interface Playing {
  url: string;
  close: () => Promise<void>;
}

const largestBody = 1024 * 1024;

/** Whoever sends more is cut off. */
const bodyOf = async (request: http.IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += (part as Buffer).length;
    if (size > largestBody) throw new Error('the body is too large');
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString('utf8');
};

/** On this machine alone. `spared`: paths without faults, by which it is told what to play. */
export const play = async (
  answer: (called: Called) => Promise<Answer> | Answer,
  {
    faults,
    port = 0,
    spared = '/control/',
    chance = Math.random,
  }: { faults: Faults; port?: number; spared?: string; chance?: () => number },
): Promise<Playing> => {
  const serve = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
    const reply = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    };
    const { url = '', method = '', headers } = request;
    const called = { path: url, method, headers, body: await bodyOf(request) };
    if (url.startsWith(spared)) {
      const { status, body } = await answer(called);
      reply(status, body);
      return;
    }
    if (faults.slow > 0) await pause(faults.slow);
    if (faults.down) reply(503, { code: '503', message: '停机' });
    else if (chance() < faults.fail) reply(500, { code: '500', message: '系统异常' });
    else if (chance() < faults.rubbish) reply(200, '<html>系统维护中</html>');
    else {
      const { status, body } = await answer(called);
      if (chance() < faults.cut) request.socket.destroy();
      else if (chance() < faults.lose) reply(500, { code: '500', message: '系统异常' });
      else reply(status, body);
    }
  };
  const server = http.createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
