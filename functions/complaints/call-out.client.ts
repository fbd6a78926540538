import dns from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import type { Sending } from './sending.ts';

export type CallAnswer =
  | { outcome: 'answered'; status: number; text: string }
  | { outcome: 'failed'; code: 'timed-out' | 'unreachable' | 'address-not-allowed' | 'answer-too-large'; detail?: string };

export interface CallOut {
  /** Ends after the stage's timeout, and at `until` (epoch milliseconds) whatever happens: what several calls together may take. */
  post(url: string, call: { headers: Record<string, string>; body: string; largestAnswer?: number; until?: number }): Promise<CallAnswer>;
  /** What is wrong with an address before it is ever called, in Chinese; names are looked up only when it is. */
  faultOf(url: string): string | undefined;
}

/** Ranges that lead to nobody on the public network (IANA special-purpose registries); of IPv6 nothing but global unicast is called at all. */
const special = {
  ipv4: [
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.0.0.0/24',
    '192.0.2.0/24',
    '192.88.99.0/24',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '224.0.0.0/4',
    '240.0.0.0/4',
  ],
  ipv6: ['2001::/32', '2001:db8::/32', '2002::/16'],
};

const listOf = (networks: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits = ''] = network.split('/');
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
};

const globalUnicast = listOf(['2000::/3']);
const notPublic = listOf([...special.ipv4, ...special.ipv6]);

/** Who may be called: public addresses, and the networks that the stage names. */
export const allows = (networks: readonly string[]) => {
  const named = listOf(networks);
  return (address: string): boolean => {
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (isIP(address) === 0) return false;
    if (named.check(address, family)) return true;
    return family === 'ipv6'
      ? globalUnicast.check(address, family) && !notPublic.check(address, family)
      : !notPublic.check(address, family);
  };
};

class AddressNotAllowed extends Error {
  override name = 'AddressNotAllowed';
}

/**
 * Calls others, whose addresses people have typed: no redirect is followed, no more is read than is asked for, and what a name stands for is checked at the moment
 * of the connection, because it may stand for another machine than when it was set (server-side request forgery, DNS rebinding).
 */
export const openCallOut = ({ timeout, plain, networks }: Pick<Sending, 'timeout' | 'plain' | 'networks'>): CallOut => {
  const allowed = allows(networks);
  const lookup: LookupFunction = (hostname, options, callback) => {
    dns.lookup(hostname, { ...options, all: true }, (error, found) => {
      const addresses = error ? [] : found;
      const [first] = addresses;
      if (!first) callback(error ?? new Error('no address'), []);
      else if (!addresses.every(({ address }) => allowed(address))) callback(new AddressNotAllowed(hostname), []);
      else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
  const settings = { keepAlive: true, maxSockets: 32, timeout: 30_000 };
  const agents = { 'http:': new http.Agent(settings), 'https:': new https.Agent(settings) };

  const faultOf = (text: string): string | undefined => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!url || !(url.protocol === 'https:' || (plain && url.protocol === 'http:'))) return '地址必须以 https:// 开头';
    if (url.username !== '' || url.password !== '') return '地址中不得带用户名或密码';
    if (url.hash !== '') return '地址中不得带 #';
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) !== 0 && !allowed(host)) return '不得指向本机、内网或保留地址';
    return undefined;
  };

  const post: CallOut['post'] = (text, { headers, body, largestAnswer = 64 * 1024, until = Infinity }) =>
    new Promise((resolve) => {
      if (faultOf(text) !== undefined) {
        resolve({ outcome: 'failed', code: 'address-not-allowed' });
        return;
      }
      const left = Math.min(timeout * 1000, until - Date.now());
      if (left <= 0) {
        resolve({ outcome: 'failed', code: 'timed-out' });
        return;
      }
      const url = new URL(text);
      const signal = AbortSignal.timeout(Math.ceil(left));
      const failed = (error: Error): void => {
        if (error instanceof AddressNotAllowed) resolve({ outcome: 'failed', code: 'address-not-allowed' });
        else if (signal.aborted) resolve({ outcome: 'failed', code: 'timed-out' });
        else resolve({ outcome: 'failed', code: 'unreachable', ...('code' in error && { detail: String(error.code) }) });
      };
      const { request } = url.protocol === 'http:' ? http : https;
      const agent = url.protocol === 'http:' ? agents['http:'] : agents['https:'];
      const asking = request(
        url,
        {
          method: 'POST',
          agent,
          lookup,
          signal,
          headers: { ...headers, 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body) },
        },
        (response) => {
          const parts: Buffer[] = [];
          let size = 0;
          response.on('data', (part: Buffer) => {
            size += part.length;
            parts.push(part);
            if (size <= largestAnswer) return;
            resolve({ outcome: 'failed', code: 'answer-too-large' });
            asking.destroy();
          });
          response.on('error', failed);
          response.on('end', () => {
            resolve({ outcome: 'answered', status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') });
          });
        },
      );
      asking.on('error', failed);
      asking.end(body);
    });

  return { post, faultOf };
};
