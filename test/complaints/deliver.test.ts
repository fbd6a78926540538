import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { behind, gateOf, healthAfter, messageAfter, type Patience, type Sent } from '../../functions/complaints/deliver.ts';
import { healthy } from '../../functions/complaints/destination.ts';
import { begin, messageOf } from './small-post.ts';

const patience: Patience = {
  firstPause: 10,
  longestPause: 600,
  refusals: 3,
  attempts: 50,
  opensAt: 3,
  opensFor: 30,
  opensForAtMost: 240,
  alarms: [3600, 7200],
};
const down: Sent = { outcome: 'failed', whose: 'destination', code: 'timed-out' };
const refused: Sent = { outcome: 'failed', whose: 'message', code: 'status-422' };
const at = (seconds: number) => new Date(begin + seconds * 1000);
const message = messageOf('d-aaaa', 'c1', 1);

describe('After a failure', () => {
  it('the pause doubles up to the longest, and is never shorter than half of that', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 48 }), fc.string(), (attempts, id) => {
        const after = messageAfter({ ...message, messageId: id, attempts }, down, at(0), patience);
        const pause = (Date.parse(after.nextAt) - begin) / 1000;
        const full = Math.min(10 * 2 ** attempts, 600);
        expect(pause).toBeGreaterThanOrEqual(full / 2);
        expect(pause).toBeLessThanOrEqual(full);
        expect(after).toEqual(messageAfter({ ...message, messageId: id, attempts }, down, at(0), patience));
      }),
    );
  });

  it('a message that is refused is given up sooner than one whose destination is down', () => {
    const until = (sent: Sent): number => {
      let one = message;
      while (one.state === 'waiting') one = messageAfter(one, sent, at(0), patience);
      return one.attempts;
    };
    expect(until(refused)).toBe(3);
    expect(until(down)).toBe(50);
  });

  it('the next one of its case waits for it, and is set aside with it', () => {
    const second = messageOf('d-aaaa', 'c1', 2);
    const failed = messageAfter(message, down, at(0), patience);
    expect(behind(second, failed, at(1))).toMatchObject({ state: 'waiting', nextAt: failed.nextAt, attempts: 0 });
    expect(behind(second, { ...message, state: 'set-aside' }, at(1))).toMatchObject({
      state: 'set-aside',
      lastCause: { code: 'behind-set-aside' },
    });
    expect(behind(second, { ...message, state: 'delivered' }, at(1))).toBe('may-go');
    expect(behind(message, undefined, at(1))).toBe('may-go');
  });
});

describe('The breaker', () => {
  const failing = (sents: readonly [string, Sent, number][]) =>
    sents.reduce((health, [id, sent, second]) => healthAfter(health, id, sent, at(second), patience), healthy('d-aaaa'));

  it('opens at the third failure of the destination in a row, for longer at each probe that fails, and closes at the first success', () => {
    const two = failing([
      ['m1', down, 0],
      ['m1', down, 1],
    ]);
    expect(gateOf(two, at(1))).toBe('open');
    const open = healthAfter(two, 'm2', down, at(2), patience);
    expect([gateOf(open, at(31)), gateOf(open, at(32))]).toEqual(['shut', 'probe']);
    const wider = healthAfter(open, 'm3', down, at(32), patience);
    expect([gateOf(wider, at(91)), gateOf(wider, at(92))]).toEqual(['shut', 'probe']);
    expect(wider).toMatchObject({ failures: 4, alarms: 1, openedAt: at(2).toISOString() });
    const closed = healthAfter(wider, 'm3', { outcome: 'received' }, at(92), patience);
    expect(closed).toMatchObject({ failures: 0, alarms: 0, lastSuccessAt: at(92).toISOString() });
    expect(gateOf(closed, at(92))).toBe('open');
  });

  it('does not open because one message is refused again and again, but because different ones are', () => {
    const same = failing(Array.from({ length: 20 }, (_, n) => ['m1', refused, n]));
    expect(same).toMatchObject({ failures: 20, strikes: 1 });
    expect(gateOf(same, at(20))).toBe('open');
    expect(
      gateOf(
        failing([
          ['m1', refused, 0],
          ['m2', refused, 1],
          ['m3', refused, 2],
        ]),
        at(3),
      ),
    ).toBe('shut');
  });

  it('is not opened again by what was under way when it opened', () => {
    const open = failing([
      ['m1', down, 0],
      ['m2', down, 1],
      ['m3', down, 2],
    ]);
    const late = healthAfter(open, 'm4', down, at(3), patience);
    expect(late).toMatchObject({ failures: 4, openings: 1, openUntil: open.openUntil });
  });
});
