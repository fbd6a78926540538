import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { firstOpen, letsIn } from '../../functions/ingestion/unit.ts';

it('of one upload no more units are queued than its share, and every one is told in the end, in whatever order they are done', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 8 }), fc.infiniteStream(fc.nat()), (all, atOnce, picks) => {
      const units = Array.from({ length: all }, (_, at) => ({ number: at + 1, state: 'open' as const }));
      const queued = firstOpen(units, atOnce).map(({ number }) => number);
      const done: number[] = [];
      while (queued.length > 0) {
        expect(queued.length).toBeLessThanOrEqual(atOnce);
        const [number = 0] = queued.splice((picks.next().value as number) % queued.length, 1);
        done.push(number);
        queued.push(...letsIn(number, atOnce, all));
      }
      expect(done.sort((one, other) => one - other)).toEqual(units.map(({ number }) => number));
    }),
  );
});

it('when it is not known who has been told, the first that are open are told again', () => {
  const units = ['done', 'open', 'done', 'open', 'open'].map((state, at) => ({ number: at + 1, state: state as 'open' | 'done' }));
  expect(firstOpen(units, 2).map(({ number }) => number)).toEqual([2, 4]);
});
