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
const idOf = (n: number) => noticeIdOf(`SZ-${1000 + n}`, 1);
const messageIdOf = (n: number) => `k${n}.c-city.1`;

/** What each side has of one day; the platform answers as the protocol says. */
const twoSides = ({ notices, messages }: { notices: [number[], number[]]; messages: [number[], number[]] }) => {
  const ours = { notices: new Set(notices[0]), messages: new Map<string, Outgoing>() };
  for (const n of messages[0]) ours.messages.set(messageIdOf(n), { ...messageOf('c-city', `k${n}`, 1), state: 'delivered', attempts: 1 });
  const theirs = { notices: notices[1].map(idOf), messages: messages[1].map(messageIdOf) };
  const asked: ReconcileAsk[] = [];
  const kept: Reconciliation[] = [];
  const run = reconcile({
    destinations: { all: async () => [destinationOf('d-aaaa'), city] },
    documents: {
      issuedOn: async (_source, of) => (of === day ? [...ours.notices].map((n) => ({ upperId: `SZ-${1000 + n}`, version: 1 })) : []),
    },
    messages: {
      delivered: async (_destination, of) => (of === day ? [...ours.messages.values()].filter(({ state }) => state === 'delivered') : []),
      keep: async (_before, after) => {
        ours.messages.set(after.messageId, after);
        return 'kept';
      },
    },
    reconciliations: {
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
  });
  return { ours, asked, kept, run: () => run({ now, timeIsUp: () => false }) };
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
        const same = (one: number[], other: number[]) => [...one].sort().join() === [...other].sort().join();
        expect(sides.kept[0]?.state).toBe(same(a, b) && same(c, d) ? 'agreed' : 'repaired');
      }),
      { numRuns: 100 },
    );
  });
});
