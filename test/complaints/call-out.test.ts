import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allows, openCallOut } from '../../functions/complaints/call-out.client.ts';
import { openSend } from '../../functions/complaints/send.client.ts';
import { destinationOf, messageOf } from './small-post.ts';

let calls = 0;
const answers: Record<string, RequestListener> = {
  '/echo': (request, response) => {
    let body = '';
    request.on('data', (part) => (body += String(part)));
    request.on('end', () => response.end(body));
  },
  '/elsewhere': (_request, response) => response.writeHead(302, { location: '/echo' }).end(),
  '/endless': (_request, response) => {
    const more = setInterval(() => response.write('x'.repeat(10_000)), 1);
    response.on('close', () => clearInterval(more));
  },
  '/silent': () => undefined,
  '/slow-secret': (_request, response) => {
    const answer = { code: '0', data: { secret: 's', secretEndTime: String(Date.now() + 600_000) } };
    setTimeout(() => response.end(JSON.stringify(answer)), 400);
  },
  '/slow-401': (_request, response) => {
    setTimeout(() => response.writeHead(401).end(), 400);
  },
  '/drops': (request) => request.socket.destroy(),
};
const server = createServer((request, response) => {
  calls += 1;
  answers[request.url ?? '']?.(request, response);
});
let port = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const local = openCallOut({ timeout: 0.5, plain: true, networks: ['127.0.0.0/8'] });
const post = (path: string, host = '127.0.0.1') => local.post(`http://${host}:${port}${path}`, { headers: {}, body: '{"a":"甲"}' });

describe('A call to others', () => {
  it('brings back status and text', async () => {
    expect(await post('/echo')).toEqual({ outcome: 'answered', status: 200, text: '{"a":"甲"}' });
  });

  it('follows no redirect', async () => {
    expect(await post('/elsewhere')).toMatchObject({ outcome: 'answered', status: 302 });
  });

  it.each([
    ['/endless', 'answer-too-large'],
    ['/silent', 'timed-out'],
    ['/drops', 'unreachable'],
  ])('%s ends as %s', async (path, code) => {
    expect(await post(path)).toMatchObject({ outcome: 'failed', code });
  });

  it('does not reach a machine inside, neither by its address nor by a name that stands for it at the moment of the call', async () => {
    const strict = openCallOut({ timeout: 0.5, plain: true, networks: [] });
    const before = calls;
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0', '2130706433'])
      expect(await strict.post(`http://${host}:${port}/echo`, { headers: {}, body: '' })).toEqual({
        outcome: 'failed',
        code: 'address-not-allowed',
      });
    expect(calls).toBe(before);
  });
});

describe('What is said to an upper platform', () => {
  it('is over by its one deadline, however slow each of its calls is', async () => {
    const { send } = openSend({ timeout: 0.5, plain: true, networks: ['127.0.0.0/8'] }, { unseal: async () => 'secret' });
    const at = `http://127.0.0.1:${port}`;
    const upper = {
      requesterId: 'r',
      serviceId: 's',
      secretUrl: `${at}/slow-secret`,
      reconcileUrl: at,
      callerId: 'c',
      callerServiceId: 'cs',
      sealedCallerKey: '',
    };
    const begun = Date.now();
    // A secret, the message refused with 401, a secret again, the message again: 400 ms each.
    const sent = await send({ ...destinationOf('c-city'), url: `${at}/slow-401`, upper }, messageOf('c-city', 'k1', 1), begun + 1000);
    expect(sent).toMatchObject({ outcome: 'failed', whose: 'destination', code: 'secret-timed-out' });
    expect(Date.now() - begun).toBeLessThan(1300);
  });
});

describe('An address', () => {
  const { faultOf } = openCallOut({ timeout: 1, plain: false, networks: [] });

  it.each(['https://example.org/hook', 'https://example.org:8443/a?b=c', 'https://8.8.8.8/'])('%s may be set', (url) => {
    expect(faultOf(url)).toBeUndefined();
  });

  it.each([
    'http://example.org/',
    'ftp://example.org/',
    'https://user:secret@example.org/',
    'https://example.org/#part',
    'https://127.0.0.1/',
    'https://0x7f000001/',
    'https://10.1.2.3/',
    'https://169.254.169.254/latest/meta-data/',
    'https://[::1]/',
    'https://[fd00::1]/',
    'https://[::ffff:10.0.0.1]/',
    'no address',
  ])('%s may not', (url) => {
    expect(faultOf(url)).toMatch(/[一-龥]/);
  });

  it('of an inner network may be called where the stage names that network, and no other', () => {
    const allowed = allows(['10.20.0.0/16', 'fd12::/16']);
    expect(['10.20.3.4', 'fd12::9', '8.8.8.8', '2400:3200::1'].map(allowed)).toEqual([true, true, true, true]);
    expect(['10.21.3.4', 'fd13::9', 'localhost', '64:ff9b::a00:1', '2002:a00:1::'].map(allowed)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});
