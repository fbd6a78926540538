import { setImmediate as nextTurn } from 'node:timers/promises';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { inOrder } from '../../shared/runtime/in-order.ts';

const collected = async <Item>(items: AsyncIterable<Item>): Promise<Item[]> => {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
};

it('results come in the order of the inputs, and no more is under way than allowed, however long each takes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 5 })), fc.integer({ min: 1, max: 4 }), async (turns, width) => {
      let underWay = 0;
      const results = inOrder(turns.entries(), width, async ([at, count]) => {
        underWay += 1;
        expect(underWay).toBeLessThanOrEqual(width);
        for (let turn = 0; turn < count; turn += 1) await nextTurn();
        underWay -= 1;
        return at;
      });
      expect(await collected(results)).toEqual(turns.map((_, at) => at));
    }),
  );
});

it('nothing is under way any more when one has failed, or when nobody wants the rest', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 4 }), fc.boolean(), async (end, width, fails) => {
      let underWay = 0;
      const results = inOrder(Array.from({ length: 10 }).keys(), width, async (at) => {
        underWay += 1;
        try {
          for (let turn = 0; turn < 9 - at; turn += 1) await nextTurn();
          if (fails && at === end) throw new Error('as planned');
          return at;
        } finally {
          underWay -= 1;
        }
      });
      const run = async () => {
        for await (const at of results) if (!fails && at === end) break;
      };
      await (fails ? expect(run()).rejects.toThrow('as planned') : run());
      expect(underWay).toBe(0);
    }),
  );
});
