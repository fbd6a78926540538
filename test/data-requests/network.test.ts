import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNetwork, isWithin } from '../../functions/data-requests/grants/network.ts';

/** What Node's own list says; it opens no connection for that, but the module could. */
const byNode = (address: string, network: string, prefix: number): boolean => {
  const list = new BlockList();
  const kind = isIP(network) === 6 ? 'ipv6' : 'ipv4';
  list.addSubnet(network, prefix, kind);
  return (isIP(address) === 6) === (kind === 'ipv6') && list.check(address, kind);
};

// Of few numbers, so that addresses often lie within.
const ipv4 = fc
  .tuple(fc.constantFrom(10, 192), fc.constantFrom(0, 1, 168), fc.constantFrom(0, 127, 128), fc.nat({ max: 255 }))
  .map((parts) => parts.join('.'));
const ipv6 = fc
  .tuple(
    fc.constantFrom('fd00', '2001', '0'),
    fc.constantFrom('0', 'db8', '8000'),
    fc.constantFrom('0:0', '1:ffff'),
    fc.nat({ max: 65_535 }),
    fc.boolean(),
  )
  .map(([a, b, c, d, short]) => (short ? `${a}:${b}::${d.toString(16)}` : `${a}:${b}:${c}:0:0:1:${d.toString(16)}`));

describe('An address lies within a network', () => {
  it('as Node says, IPv4 and IPv6', () => {
    fc.assert(
      fc.property(ipv4, ipv4, fc.integer({ min: 0, max: 32 }), (address, network, prefix) => {
        expect(isWithin(address, `${network}/${String(prefix)}`)).toBe(byNode(address, network, prefix));
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(ipv6, ipv6, fc.integer({ min: 0, max: 128 }), (address, network, prefix) => {
        expect(isWithin(address, `${network}/${String(prefix)}`)).toBe(byNode(address, network, prefix));
      }),
      { numRuns: 500 },
    );
  });

  it('or is that one address, also where it came by IPv6', () => {
    expect(isWithin('10.1.2.3', '10.1.2.3')).toBe(true);
    expect(isWithin('::ffff:10.1.2.3', '10.1.0.0/16')).toBe(true);
    expect(isWithin('10.1.2.4', '10.1.2.3')).toBe(false);
    expect(isWithin('FD00::1', 'fd00::/8')).toBe(true);
    expect(isWithin('10.1.2.3', 'fd00::/8')).toBe(false);
  });

  it('never, where either cannot be read', () => {
    const nonsense = [
      '',
      'any',
      '10.1.2',
      '10.1.2.256',
      '010.1.2.3',
      '10.1.2.3/33',
      '10.1.2.3/',
      '10.1.2.3/8/8',
      '1::2::3',
      '::ffff:10.1.2',
      'fd00::/129',
      ':1',
      '1:2:3:4:5:6:7:8:9',
      '0.0.0.0/-1',
    ];
    for (const network of nonsense) {
      expect([network, isNetwork(network), isWithin('10.1.2.3', network)]).toEqual([network, false, false]);
      expect(isWithin(network, '0.0.0.0/0') || isWithin(network, '::/0')).toBe(false);
    }
  });
});
