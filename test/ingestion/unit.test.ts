import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { firstOpen, letsIn } from '../../functions/ingestion/unit.ts';

/** What becomes of a message: it is worked and told on; it gets lost; its worker dies after the work, before he tells, and it is lost or comes again; the sweeper looks in between. */
const fate = fc.constantFrom('worked', 'worked', 'worked', 'lost', 'died', 'comes-again', 'swept');
const numbered = (all: number): { number: number; state: 'open' | 'done' }[] =>
  Array.from({ length: all }, (_, at) => ({ number: at + 1, state: 'open' }));

it('of one upload no more units are queued than its share, and every one is done in the end: one round of the sweeper makes good whatever was lost before it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 8 }),
      fc.array(fc.tuple(fc.nat(), fate), { maxLength: 120 }),
      (all, atOnce, fates) => {
        const units = numbered(all);
        const queued: { number: number; again: boolean }[] = [];
        const tell = (numbers: readonly number[]) => queued.push(...numbers.map((number) => ({ number, again: false })));
        const sweep = () => tell(firstOpen(units, atOnce).map(({ number }) => number));
        const open = () => units.filter(({ state }) => state === 'open');
        const work = (pick: number, befalls: string) => {
          const [message] = queued.splice(pick % queued.length, 1);
          const unit = units[(message?.number ?? 0) - 1];
          if (!message || !unit) throw new Error('nothing is queued');
          if (befalls === 'lost') return;
          // A double of what is done does nothing; only a message that comes again may be one that was not told on.
          if (unit.state === 'done' && !message.again) return;
          unit.state = 'done';
          if (befalls === 'comes-again') queued.push({ ...message, again: true });
          if (befalls === 'worked') tell(letsIn(message.number, atOnce, all));
        };
        const workAll = () => {
          while (queued.length > 0) work(0, 'worked');
        };
        sweep();
        for (const [pick, befalls] of fates) {
          if (befalls === 'swept' || queued.length === 0) sweep();
          else work(pick, befalls);
          const waiting = new Set(queued.map(({ number }) => number));
          expect(open().filter(({ number }) => waiting.has(number)).length).toBeLessThanOrEqual(atOnce);
        }
        workAll();
        if (!fates.some(([, befalls]) => befalls === 'lost' || befalls === 'died')) expect(open()).toEqual([]);
        sweep();
        workAll();
        expect(open()).toEqual([]);
      },
    ),
  );
});

it('when it is not known who has been told, the first open unit of each row is told again', () => {
  const units = ['done', 'open', 'done', 'open', 'open'].map((state, at) => ({ number: at + 1, state: state as 'open' | 'done' }));
  expect(firstOpen(units, 2).map(({ number }) => number)).toEqual([2, 5]);
  expect(firstOpen(numbered(20), 4).map(({ number }) => number)).toEqual([1, 2, 3, 4]);
});
