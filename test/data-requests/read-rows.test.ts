import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRows } from '../../functions/data-requests/delivery/read-rows.ts';
import { RowsPage } from '../../functions/data-requests/delivery/routes.ts';
import { digestOfKey, partitionOf, rangeOf } from '../../functions/data-requests/delivery/windows.ts';
import type { Row } from '../../functions/data-requests/delivery/row.ts';
import { giveRow, type Reading } from '../../functions/data-requests/grants/gate.ts';
import type { openGate } from '../../functions/data-requests/grants/open-gate.ts';
import { refuse } from '../../shared/runtime/outcome.ts';

const began = new Date('2026-03-01T00:00:00.000Z');
const grantOf = (name: string) => `g-check-actions.d-p4x9.000000000${name}`;

/** A grant on these rows whose gate says yes, until it is told to say no. */
const smallGrant = (rows: readonly Row[], { name = '1', left = 1_000_000, history = 0 } = {}) => {
  const keyed = (text: string) => createHash('sha256').update(`${name} ${text}`).digest('hex');
  const all = [{ name: 'kind', as: 'clear' as const }];
  const counted: number[] = [];
  const reading: Reading = {
    ...{ grantId: grantOf(name), version: 1, resourceId: 'r-check-actions.d-p4x9', kind: 'records', purpose: '测试', useRange: '2' },
    ...{ quota: { rowsPerDay: left, callsPerMinute: 60 }, channel: 'api', day: '2026-03-01', minute: '08:00', left, within: undefined },
    ...{
      fields: all,
      granted: all,
      columns: [{ name: 'kind', level: 1 }],
      subject: undefined,
      level: 2,
      clearance: 2,
      rows: [],
      filters: [],
    },
  };
  const gate = { says: 'counted' as 'counted' | 'grant-changed' };
  const open: ReturnType<typeof openGate> = (_grantId, { filters }) =>
    Promise.resolve({
      reading: { ...reading, filters },
      lane: { visible: 3, feeds: 3, rows: 4000, at: began.toISOString(), wanted: true, history },
      give: giveRow({ ...reading, filters }, (kind, value) => keyed(`${kind}:${value}`)),
      idOf: (key) => keyed(`#row:${key}`),
      orderOf: keyed,
      seal: (plain) => `${name} ${plain}`,
      unseal: (sealed) => (sealed.startsWith(`${name} `) ? sealed.slice(2) : undefined),
      count: (count) => {
        if (gate.says !== 'counted') return Promise.resolve(refuse(gate.says));
        counted.push(count);
        return Promise.resolve('counted' as const);
      },
      countWith: () => Promise.reject(new Error('of files only')),
    });
  const window = (_lane: unknown, { windows }: { windows: number }, number: number) => {
    const { partition, from, to } = rangeOf(windows, number);
    const its = rows.filter(({ key }) => partitionOf(digestOfKey(key)) === partition && digestOfKey(key) >= from && digestOfKey(key) <= to);
    return Promise.resolve({ rows: its, end: undefined });
  };
  const [binding] = readRows({ open, rows: { window }, settings: { snapshotSeconds: 3600 } });
  const ask = async (body: object, now = began) => {
    const call = { params: { grantId: grantOf(name) }, body: { where: [], limit: 100, ...body }, principal: {}, address: '', now };
    return (await binding?.handle(call as never)) ?? refuse('nobody');
  };
  const page = async (body: object): Promise<RowsPage> => {
    const answer = await ask(body);
    if (answer.outcome === 'refused') throw new Error(answer.because);
    return RowsPage.parse(answer.body);
  };
  /** Every page to the end, each with its own limit. */
  const walk = async (limits: readonly number[], question: object = {}): Promise<RowsPage[]> => {
    const pages: RowsPage[] = [];
    for (let cursor: string | undefined, turn = 0; turn === 0 || cursor !== undefined; turn++) {
      const next = await page({ ...question, limit: limits[turn % limits.length], ...(cursor !== undefined && { cursor }) });
      pages.push(next);
      cursor = next.next;
    }
    return pages;
  };
  return { ask, page, walk, gate, counted, idOf: (key: string) => keyed(`#row:${key}`) };
};

const rowsOf = (count: number): Row[] =>
  Array.from({ length: count }, (_, at) => ({ key: `k${String(at)}`, content: { kind: String(at % 3) } }));
const ids = (pages: readonly RowsPage[]) => pages.flatMap(({ rows }) => rows.map(({ id }) => id));

describe('Pages of a grant', () => {
  it('bring every row that is asked for once, in the same order however large they are, and are never larger than was asked', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 120 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
        fc.boolean(),
        async (count, limits, filtered) => {
          const rows = rowsOf(count);
          const grant = smallGrant(rows);
          const question = filtered ? { where: [{ field: 'kind', is: ['1'] }] } : {};
          const pages = await grant.walk(limits, question);
          const asked = rows.filter(({ content }) => !filtered || content['kind'] === '1');
          expect([...ids(pages)].sort()).toEqual(asked.map(({ key }) => grant.idOf(key)).sort());
          for (const [turn, { rows: its }] of pages.entries()) expect(its.length).toBeLessThanOrEqual(limits[turn % limits.length] ?? 0);
          expect(ids(await grant.walk([1000], question))).toEqual(ids(pages));
          expect(grant.counted.slice(0, pages.length)).toEqual(pages.map(({ rows: its }) => its.length));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('come in another order for each grant, in every window too: a page of one row tells no more than one of many', async () => {
    const rows = rowsOf(100);
    const [one, other] = [smallGrant(rows, { name: '1' }), smallGrant(rows, { name: '2' })];
    const keysIn = async (grant: typeof one) => {
      const keys = new Map(rows.map(({ key }) => [grant.idOf(key), key]));
      return ids(await grant.walk([1])).map((id) => keys.get(id) ?? '');
    };
    const [ones, others] = [await keysIn(one), await keysIn(other)];
    expect(ones.filter((key, at) => others[at] === key).length).toBeLessThan(10);
    const within = (keys: readonly string[]) => keys.filter((key) => partitionOf(digestOfKey(key)) === 0);
    expect(within(ones)).not.toEqual(within(others));
    expect(within(ones)).not.toEqual(within(ones).toSorted((a, b) => (digestOfKey(a) < digestOfKey(b) ? -1 : 1)));
  });

  it('are cut to what the day’s quota leaves, and nothing leaves of a page that is not counted', async () => {
    const grant = smallGrant(rowsOf(100), { left: 7 });
    expect((await grant.page({ limit: 50 })).rows).toHaveLength(7);
    grant.gate.says = 'grant-changed';
    expect(await grant.ask({})).toEqual({ outcome: 'refused', because: 'grant-changed' });
  });

  it('are not given while the history of the data is still being loaded', async () => {
    expect(await smallGrant(rowsOf(100), { history: 4 }).ask({})).toMatchObject({ because: 'nothing-loaded' });
    expect(await smallGrant(rowsOf(100), { history: 3 }).ask({})).toMatchObject({ outcome: 'done' });
  });

  it('go on by a cursor of this grant, of this question, of this day, and by nothing else', async () => {
    const [grant, other] = [smallGrant(rowsOf(100)), smallGrant(rowsOf(100), { name: '2' })];
    const { next: cursor } = await grant.page({ limit: 5 });
    const later = (seconds: number) => new Date(began.getTime() + seconds * 1000);
    expect(await grant.ask({ cursor }, later(3600))).toMatchObject({ outcome: 'done' });
    expect(await grant.ask({ cursor }, later(3601))).toMatchObject({ because: 'cursor-too-old' });
    expect(await grant.ask({ cursor, fields: ['kind'] })).toMatchObject({ because: 'cursor-of-other-question' });
    expect(await other.ask({ cursor })).toMatchObject({ because: 'cursor-invalid' });
    expect(await grant.ask({ cursor: '1 {}' })).toMatchObject({ because: 'cursor-invalid' });
  });
});
