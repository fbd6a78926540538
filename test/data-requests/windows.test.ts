import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  digestOfKey,
  orderOfWindows,
  partitionOf,
  partitions,
  rangeOf,
  windowsOf,
} from '../../functions/data-requests/delivery/windows.ts';

const counts = [8, 16, 32, 512, 4096, 65_536];
const orderOf = (grant: string) => (text: string) => createHash('sha256').update(`${grant} ${text}`).digest('hex');

describe('The windows of a lane', () => {
  it('are a power of two, more for more rows, and hold 256 rows at most where there are not more of them than there can be', () => {
    fc.assert(
      fc.property(fc.nat({ max: 40_000_000 }), (rows) => {
        const windows = windowsOf(rows);
        expect(Math.log2(windows) % 1).toBe(0);
        expect(windows).toBeGreaterThanOrEqual(partitions);
        expect(windows).toBeLessThanOrEqual(65_536);
        expect(windows === 65_536 || rows / windows <= 256).toBe(true);
        expect(windowsOf(rows + 1)).toBeGreaterThanOrEqual(windows);
      }),
    );
  });

  it('cover every key once', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...counts.slice(0, 4)), (key, windows) => {
        const digest = digestOfKey(key);
        const holding = Array.from({ length: windows }, (_, number) => rangeOf(windows, number)).filter(
          ({ partition, from, to }) => partition === partitionOf(digest) && from <= `${digest}#000001` && `${digest}#999999` <= to,
        );
        expect(holding).toHaveLength(1);
      }),
    );
  });

  it('lie one behind the other, without a gap, the first and the last digest included', () => {
    for (const windows of counts) {
      const ranges = Array.from({ length: windows }, (_, number) => rangeOf(windows, number));
      expect(ranges[0]?.from).toBe('0000');
      expect(ranges.at(-1)?.to).toBe('ffff~');
      for (const [index, { to }] of ranges.slice(0, -1).entries())
        expect(Number.parseInt(ranges[index + 1]?.from ?? '', 16)).toBe(Number.parseInt(to, 16) + 1);
    }
  });
});

describe('The order in which a grant walks them', () => {
  it.each(counts)('takes each of %i once, and always in the same order', (windows) => {
    const order = orderOfWindows(windows, orderOf('g-1'));
    expect(new Set(order).size).toBe(windows);
    expect(Math.max(...order.slice(0, 8), windows - 1)).toBe(windows - 1);
    expect(orderOfWindows(windows, orderOf('g-1'))).toEqual(order);
  });

  it('is another for every grant, and that of the windows for none', () => {
    const orders = Array.from({ length: 20 }, (_, grant) => orderOfWindows(512, orderOf(`g-${String(grant)}`)));
    expect(new Set(orders.map(String)).size).toBe(20);
    for (const order of orders) {
      // Of 512 in random order, one is in its place on the average.
      expect(order.filter((number, position) => number === position).length).toBeLessThan(10);
      expect(order.filter((number, position) => order[position + 1] === number + 1).length).toBeLessThan(10);
    }
  });
});
