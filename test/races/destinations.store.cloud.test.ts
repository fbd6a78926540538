import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { Destinations } from '../../functions/complaints/destinations.store.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import { destinationOf } from '../complaints/small-post.ts';

/* Many senders of one destination at the same moment, on the real table. */
let destinations: Destinations;
let put: (item: object) => Promise<unknown>;
let secretsThere: (destination: string) => Promise<boolean>;

beforeAll(async () => {
  Object.assign(process.env, inject('hub').env);
  const table = 'hub-test-complaints-complaints';
  const { openTable } = await import('../../shared/runtime/table.store.ts');
  const { secretsKey } = await import('../../functions/complaints/upper/calls.store.ts');
  destinations = (await import('../../functions/complaints/destinations.store.ts')).destinationsTable(table);
  put = (item) => openTable(table).put(item);
  secretsThere = async (destination) => (await openTable(table).getItem(secretsKey(destination))) !== undefined;
});

interface Held {
  holder: string;
  /** From the answer that it is his to the call that lets it go, or to the end of his lease. */
  from: number;
  until: number;
}

const overlaps = (all: readonly Held[]): Held[][] =>
  all.flatMap((one, index) =>
    all.slice(index + 1).flatMap((other) => (one.from < other.until && other.from < one.until ? [[one, other]] : [])),
  );

describe('A lane', () => {
  it('has never two holders before the lease ends, whoever dies, renews or lets go', async () => {
    const destination = newId('d', 8);
    const lease = 60;
    const held: Held[] = [];
    await Promise.all(
      Array.from({ length: 12 }, async (_, sender) => {
        for (let turn = 0; turn < 6; turn += 1) {
          const holder = `h-${String(sender)}-${String(turn)}`;
          const leaseUntil = Date.now() + lease;
          const lane = await destinations.takeLane(destination, { holder, leaseUntil, now: new Date() });
          if (lane === 'held') {
            await pause(10);
            continue;
          }
          const its: Held = { holder, from: Date.now(), until: leaseUntil };
          held.push(its);
          if (turn % 3 === 0) continue;
          if (turn % 3 === 1) {
            const longer = { leaseUntil: Date.now() + lease, guardAt: new Date().toISOString() };
            if ((await destinations.renewLane(destination, holder, longer)) === 'ours')
              held.push({ ...its, from: Date.now(), until: longer.leaseUntil });
          }
          const last = held.filter((one) => one.holder === holder);
          for (const one of last) one.until = Math.min(one.until, Date.now());
          await destinations.letLaneGo(destination, holder, lane, undefined);
        }
      }),
    );
    expect(held.length).toBeGreaterThan(3);
    expect(overlaps(held).filter(([one, other]) => one?.holder !== other?.holder)).toEqual([]);
  });

  it('is not let go before he who holds it has looked for what came meanwhile: no word is lost', async () => {
    const destination = newId('d', 8);
    const [todo, done] = [new Set<number>(), new Set<number>()];
    let found = 0;
    await Promise.all(
      Array.from({ length: 60 }, async (_, piece) => {
        await pause(piece * 4);
        todo.add(piece);
        const holder = `h-${String(piece)}`;
        let lane = await destinations.takeLane(destination, { holder, leaseUntil: Date.now() + 30_000, now: new Date() });
        if (lane === 'held') found += 1;
        while (lane !== 'held') {
          for (const one of todo) done.add(one);
          todo.clear();
          const left = await destinations.letLaneGo(destination, holder, lane, undefined);
          if (left === 'gone') return;
          lane = left;
        }
      }),
    );
    expect([...todo]).toEqual([]);
    expect(done.size).toBe(60);
    expect(found, 'else nobody met').toBeGreaterThan(0);
  });
});

describe('A platform’s new key', () => {
  it.each([true, false])(
    'ends the working secrets that were issued on the old one, in the same moment, and no other change does: %s',
    async (callerKey) => {
      const source = newId('c', 8);
      await destinations.propose(destinationOf(source), 'seen');
      await put({ pk: `destination#${source}`, sk: 'working-secrets', source, version: 5, secrets: [] });
      expect(await destinations.approve(destinationOf(source), 'another', { callerKey })).toBe('stale');
      expect(await secretsThere(source)).toBe(true);
      expect(await destinations.approve(destinationOf(source), 'seen', { callerKey })).toBe('approved');
      expect(await secretsThere(source)).toBe(!callerKey);
    },
  );
});
