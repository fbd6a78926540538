import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf, startTally } from '../../functions/data-requests/delivery/statistics.ts';
import type { Statistics } from '../../functions/data-requests/catalogue/resource.ts';

const smallestCell = 5;
const party = { as: 'party' as const, name: 'who' };

interface Fact {
  area: string;
  kind: string;
  who: number;
  fine: number;
}
const nameOf = (who: number) => `苏州第${String(who)}科技有限公司`;

const tallied = (facts: readonly Fact[], by: Statistics['by'] = ['area', 'kind'], more: Partial<Statistics> = {}) => {
  const tally = startTally({ by, months: [], sum: 'fine', ...more }, party, { mostCells: 1000 });
  for (const [index, { area, kind, who, fine }] of facts.entries())
    tally.add({
      key: String(index),
      content: { area, kind, who: nameOf(who), fine: String(fine), day: `2026-0${String((index % 3) + 1)}-1${String(index % 9)}` },
    });
  return cellsOf(tally, { smallestCell });
};

const Facts = fc.array(
  fc.record({
    area: fc.constantFrom('A', 'B', 'C', 'D'),
    kind: fc.constantFrom('x', 'y', 'z'),
    who: fc.nat({ max: 25 }),
    fine: fc.integer({ min: 0, max: 10_000 }),
  }),
  { maxLength: 250 },
);

const inCell = (facts: readonly Fact[], of: readonly string[]) => facts.filter(({ area, kind }) => area === of[0] && kind === of[1]);
const subjectsOf = (facts: readonly Fact[]) => new Set(facts.map(({ who }) => who)).size;

describe('Statistics', () => {
  it('say what is so, in the order of the values, whatever the order of the rows', () => {
    fc.assert(
      fc.property(Facts, (facts) => {
        const { cells, keptBack } = tallied(facts);
        for (const { of, records, sum } of cells) {
          const its = inCell(facts, of);
          expect(records).toBe(its.length);
          if (sum !== undefined) expect(Number(sum)).toBe(its.reduce((total, { fine }) => total + fine, 0));
        }
        expect(cells.length + keptBack).toBe(new Set(facts.map(({ area, kind }) => area + kind)).size);
        expect(cells.map(({ of }) => of.join())).toEqual(cells.map(({ of }) => of.join()).sort());
        expect(tallied(facts.toReversed())).toEqual({ cells, keptBack });
      }),
    );
  });

  it('say no cell of fewer than k subjects, however many records it has', () => {
    fc.assert(
      fc.property(Facts, (facts) => {
        for (const { of } of tallied(facts).cells) expect(subjectsOf(inCell(facts, of))).toBeGreaterThanOrEqual(smallestCell);
      }),
    );
    const one = Array.from({ length: 100 }, (): Fact => ({ area: 'A', kind: 'x', who: 1, fine: 1 }));
    expect(tallied(one)).toEqual({ cells: [], keptBack: 1 });
  });

  it('keep back, in every line of which something is said, either nothing or at least two cells with k subjects together: a total known from elsewhere tells nothing', () => {
    fc.assert(
      fc.property(Facts, (facts) => {
        const said = new Set(tallied(facts).cells.map(({ of }) => of.join()));
        const all = [...new Set(facts.map(({ area, kind }) => `${area},${kind}`))];
        for (const place of [0, 1])
          for (const line of Map.groupBy(all, (cell) => cell.split(',')[place]).values()) {
            const kept = line.filter((cell) => !said.has(cell));
            if (kept.length === 0 || kept.length === line.length) continue;
            expect(kept.length).toBeGreaterThan(1);
            expect(subjectsOf(kept.flatMap((cell) => inCell(facts, cell.split(','))))).toBeGreaterThanOrEqual(smallestCell);
          }
      }),
    );
  });

  it('say no sum of which one subject makes up nearly all, and never leave out a single one of a line', () => {
    fc.assert(
      fc.property(Facts, (facts) => {
        const { cells } = tallied(facts);
        const summed = new Set(cells.filter(({ sum }) => sum !== undefined).map(({ of }) => of.join()));
        for (const cell of summed) {
          const shares = [...Map.groupBy(inCell(facts, cell.split(',')), ({ who }) => who).values()].map((its) =>
            its.reduce((total, { fine }) => total + fine, 0),
          );
          expect(Math.max(...shares)).toBeLessThanOrEqual(shares.reduce((total, share) => total + share, 0) * 0.85);
        }
        const all = [...new Set(facts.map(({ area, kind }) => `${area},${kind}`))];
        for (const place of [0, 1])
          for (const line of Map.groupBy(all, (cell) => cell.split(',')[place]).values()) {
            const kept = line.filter((cell) => !summed.has(cell));
            expect(kept.length === 1 && line.length > 1).toBe(false);
          }
      }),
    );
  });

  it('count dates by the month, and different values where they are asked for: too few of them keep a cell back too', () => {
    const facts = Array.from({ length: 60 }, (_, who): Fact => ({ area: 'A', kind: ['x', 'y'][who % 2] ?? '', who, fine: 1 }));
    expect(tallied(facts, ['day'], { months: ['day'] }).cells.map(({ of, records }) => [...of, records])).toEqual([
      ['2026-01', 20],
      ['2026-02', 20],
      ['2026-03', 20],
    ]);
    expect(tallied(facts, ['area'], { distinct: 'who' }).cells).toEqual([{ of: ['A'], records: 60, distinct: 60, sum: '60' }]);
    expect(tallied(facts, ['area'], { distinct: 'kind' })).toEqual({ cells: [], keptBack: 1 });
  });

  it('are not made where there are more cells, or more subjects in them, than can be kept', () => {
    const tally = startTally({ by: ['area'], months: [] }, undefined, { mostCells: 2 });
    const add = (area: string, key: string) => tally.add({ key, content: { area } });
    expect([add('A', '1'), add('B', '2'), add('C', '3')]).toEqual(['added', 'added', 'too-many']);
    const many = startTally({ by: ['area'], months: [] }, undefined, { mostCells: 2 });
    const answers = Array.from({ length: 81 }, (_, key) => many.add({ key: String(key), content: { area: 'A' } }));
    expect(answers.indexOf('too-many')).toBe(80);
  });
});
