import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Destination } from '../../functions/complaints/destination.ts';
import type { Outgoing } from '../../functions/complaints/outgoing.ts';
import { reconcile } from '../../functions/complaints/reconcile.ts';
import type { Reconciliation } from '../../functions/complaints/reconciliation.ts';
import type { ReconcileAsk } from '../../functions/complaints/upper/protocol.ts';
import { noticeIdOf, tallyOf } from '../../functions/complaints/upper/tally.ts';
import { begin, destinationOf, messageOf } from './small-post.ts';

const now = new Date(begin + 86_400_000);
const day = '2026-11-25';
const city: Destination = {
  ...destinationOf('c-city'),
  upper: {
    requesterId: 'r',
    serviceId: 's',
    secretUrl: 'https://example.org/secret',
    reconcileUrl: 'https://example.org/reconcile',
    callerId: 'c',
    callerServiceId: 'cs',
    sealedCallerKey: '',
  },
};
const days = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => new Date(now.getTime() - (from + n) * 86_400_000).toISOString().slice(0, 10));
const idOf = (n: number) => noticeIdOf(`SZ-${1000 + n}`, 1);
const messageIdOf = (n: number) => `k${n}.c-city.1`;

/** What each side has of one day; the platform answers as the protocol says. */
const twoSides = (
  { notices, messages }: { notices: [number[], number[]]; messages: [number[], number[]] },
  before: string[] = days(4, 30),
) => {
  const ours = { notices: new Set(notices[0]), messages: new Map<string, Outgoing>() };
  for (const n of messages[0]) ours.messages.set(messageIdOf(n), { ...messageOf('c-city', `k${n}`, 1), state: 'delivered', attempts: 1 });
  const theirs = { notices: notices[1].map(idOf), messages: messages[1].map(messageIdOf) };
  const asked: ReconcileAsk[] = [];
  const kept: Reconciliation[] = [];
  const counted: string[] = [];
  const run = reconcile({
    destinations: { all: async () => [destinationOf('d-aaaa'), { ...city, destination: 'c-bad' }, city] },
    documents: {
      issuedOn: async (source, of) => {
        if (source === 'c-bad') throw new Error('its items are not understood');
        return of === day ? [...ours.notices].map((n) => ({ upperId: `SZ-${1000 + n}`, version: 1, receivedAt: now.toISOString() })) : [];
      },
    },
    messages: {
      delivered: async (_destination, of) => (of === day ? [...ours.messages.values()].filter(({ state }) => state === 'delivered') : []),
      find: async (messageId) => ours.messages.get(messageId),
      keep: async (_before, after) => {
        ours.messages.set(after.messageId, after);
        return 'kept';
      },
    },
    acknowledged: async (_before, after) => {
      ours.messages.set(after.messageId, after);
      return 'kept';
    },
    reconciliations: {
      agreedSince: async () => new Set(before),
      keep: async (one) => {
        kept.push(one);
      },
    },
    upper: {
      reconcile: async (_to, ask) => {
        asked.push(ask);
        const [its, said] = ask.day === day ? [theirs.notices, theirs.messages] : [[], []];
        const ids = ask.list ? [{ ids: its }, { ids: said }] : [{}, {}];
        return {
          outcome: 'understood',
          data: { day: ask.day, notices: { ...tallyOf(its), ...ids[0] }, messages: { ...tallyOf(said), ...ids[1] } },
        };
      },
    },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    count: (name) => {
      counted.push(name);
    },
  });
  return { ours, asked, kept, counted, run: () => run({ now, timeIsUp: () => false }) };
};

describe('The nightly comparison', () => {
  it('ends with one short question for each day where both sides have the same', async () => {
    const sides = twoSides({
      notices: [
        [3, 1, 2],
        [1, 2, 3],
      ],
      messages: [[5], [5]],
    });
    expect(await sides.run()).toBe(3);
    expect(sides.asked).toEqual(['2026-11-25', '2026-11-24', '2026-11-23'].map((one) => ({ day: one })));
    expect(sides.kept[0]).toMatchObject({ source: 'c-city', day, state: 'agreed', notices: { ours: 3, theirs: 3 } });
  });

  it('begins at the oldest day that does not agree, a month back at most', async () => {
    const sides = twoSides({ notices: [[], []], messages: [[], []] }, [...days(1, 11), ...days(13, 30)]);
    expect(await sides.run()).toBe(12);
    expect(sides.asked.at(-1)?.day).toBe(days(12, 12)[0]);
    expect(await twoSides({ notices: [[], []], messages: [[], []] }, []).run()).toBe(30);
  });

  it('one platform whose items are not understood stops no other, and is said', async () => {
    const sides = twoSides({ notices: [[1], [1]], messages: [[], []] });
    await sides.run();
    expect(sides.kept.map(({ source, state }) => `${source} ${state}`)).toEqual(Array(3).fill('c-city agreed'));
    expect(sides.counted).toEqual(['ReconciliationsLeft']);
  });

  it('what it acknowledges and we thought undelivered is delivered; what it knows nobody of, and what it lacks of its own, is left and said', async () => {
    const sides = twoSides({ notices: [[7], []], messages: [[], [1, 2]] });
    sides.ours.messages.set(messageIdOf(1), { ...messageOf('c-city', 'k1', 1), state: 'set-aside', attempts: 12 });
    await sides.run();
    expect(sides.ours.messages.get(messageIdOf(1))).toMatchObject({ state: 'delivered', receipt: `reconciled ${day}` });
    expect(sides.kept[0]).toMatchObject({ state: 'differs', left: 2, notices: { missingThere: 1 }, messages: { missingHere: 2 } });
    expect(sides.counted).toEqual(['ReconciliationsLeft', 'ReconciliationsLeft']);
  });

  it('sends a thousand again and asks for a thousand, not more, and says what is left', async () => {
    const many = Array.from({ length: 1050 }, (_, n) => n);
    const sides = twoSides({ notices: [[], many], messages: [many, []] });
    await sides.run();
    expect([...sides.ours.messages.values()].filter(({ state }) => state === 'waiting')).toHaveLength(1000);
    expect(sides.asked.flatMap(({ resend = [] }) => resend)).toHaveLength(1000);
    expect(sides.kept[0]).toMatchObject({ state: 'differs', left: 100 });
    expect(JSON.stringify(sides.kept[0]).length).toBeLessThan(20_000);
  });

  it('asks again for exactly what lacks here, and sends again exactly what lacks there, with the same id', async () => {
    const some = fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(some, some, some, some, async (a, b, c, d) => {
        const sides = twoSides({ notices: [a, b], messages: [c, d] });
        await sides.run();
        const asked = sides.asked.flatMap(({ resend = [] }) => resend);
        expect(asked.sort()).toEqual(
          b
            .filter((n) => !a.includes(n))
            .map(idOf)
            .sort(),
        );
        const again = [...sides.ours.messages.values()].filter(({ state }) => state === 'waiting').map(({ messageId }) => messageId);
        expect(again.sort()).toEqual(
          c
            .filter((n) => !d.includes(n))
            .map(messageIdOf)
            .sort(),
        );
        const left = a.filter((n) => !b.includes(n)).length + d.filter((n) => !c.includes(n)).length;
        const same = (one: number[], other: number[]) => [...one].sort().join() === [...other].sort().join();
        expect(sides.kept[0]?.state).toBe(same(a, b) && same(c, d) ? 'agreed' : left > 0 ? 'differs' : 'repaired');
        expect(sides.kept[0]?.left ?? 0).toBe(left);
      }),
      { numRuns: 100 },
    );
  });
});
