import { beforeAll, describe, expect, inject, it } from 'vitest';
import { mayRead, type Reading } from '../../functions/data-requests/grants/gate.ts';
import { type Grant, grantIdOf } from '../../functions/data-requests/grants/grant.ts';
import type { Grants } from '../../functions/data-requests/grants/grants.store.ts';
import type { Change } from '../../shared/runtime/table.store.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import { asking, grant, owner, resource } from '../data-requests/granted.ts';

/* Many pages at the same moment, on the real table: no row more than the quota, no call more than a minute has, and nothing after the grant changed. */
let grants: Grants;
let changesOf: (made: Grant) => Change[];
let transact: (changes: readonly Change[]) => Promise<string>;

beforeAll(async () => {
  Object.assign(process.env, inject('hub').env);
  const store = await import('../../functions/data-requests/grants/grants.store.ts');
  const { openTable } = await import('../../shared/runtime/table.store.ts');
  const table = openTable('hub-test-data-requests-requests');
  grants = store.grantsTable('hub-test-data-requests-requests');
  changesOf = (made) => store.grantChanges(made);
  transact = (changes) => table.transact(changes);
});

const made = async (quota: Grant['quota']): Promise<Grant> => {
  const one = grant({
    grantId: grantIdOf(`r-checks.${owner}`, newId('x', 10).slice(2)),
    quota,
    systems: [{ memberId: asking().principal.memberId, networks: [] }],
  });
  expect(await transact(changesOf(one))).toBe('done');
  return one;
};

/** As the gate reads it at this moment. */
const readingOf = async (grantId: string, now: Date, channel: 'api' | 'file' = 'api'): Promise<Reading> => {
  const { terms, use } = await grants.forReading(grantId);
  const decided = mayRead({ grant: terms, resource: resource(), use }, asking({ now, channel }));
  if ('outcome' in decided) throw new Error(decided.because);
  return decided;
};
const at = (time: string): Date => new Date(`2026-11-25T${time}Z`);
const tally = (answers: readonly string[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(answers, String)].map(([answer, its]) => [answer, its.length]));

describe('A grant’s quota, when many read at once', () => {
  it('gives exactly as many rows as there are, and no page in part', async () => {
    const { grantId } = await made({ rowsPerDay: 1050, callsPerMinute: 6000 });
    const reading = await readingOf(grantId, at('01:30:00'));
    const answers = await Promise.all(Array.from({ length: 16 }, () => grants.count(reading, 100)));
    expect(tally(answers)).toEqual({ counted: 10, 'quota-exhausted': 6 });
    expect(await grants.count(reading, 50)).toBe('counted');
    expect(await grants.count(reading, 1)).toBe('quota-exhausted');
    expect(await grants.usesOf(grantId, 5)).toMatchObject([{ day: '2026-11-25', rows: 1050, calls: 11 }]);
    // Another day of Shanghai is another quota.
    expect(await grants.count(await readingOf(grantId, at('16:00:00')), 1050)).toBe('counted');
  });

  it('gives exactly as many calls as a minute has, in each minute, also where the minute turns among them and clocks differ', async () => {
    const { grantId } = await made({ rowsPerDay: 100_000, callsPerMinute: 5 });
    const [first, second] = [await readingOf(grantId, at('01:30:59')), await readingOf(grantId, at('01:31:00'))];
    expect(tally(await Promise.all(Array.from({ length: 8 }, () => grants.count(first, 1))))).toEqual({ counted: 5, 'too-fast': 3 });
    // Whose clock is behind counts within the minute that others have begun.
    const mixed = await Promise.all(Array.from({ length: 12 }, (_, index) => grants.count(index % 2 === 0 ? first : second, 1)));
    expect(tally(mixed)['counted']).toBe(5);
    expect(await grants.usesOf(grantId, 1)).toMatchObject([{ rows: 10, calls: 10, minute: '09:31', minuteCalls: 5 }]);
  });

  it('counts the batches of files by rows alone, beside calls', async () => {
    const { grantId } = await made({ rowsPerDay: 1000, callsPerMinute: 1 });
    const [page, batch] = [await readingOf(grantId, at('01:30:00')), await readingOf(grantId, at('01:30:00'), 'file')];
    const answers = await Promise.all([grants.count(page, 10), ...Array.from({ length: 6 }, () => grants.count(batch, 200))]);
    expect(answers[0]).toBe('counted');
    expect(tally(answers)).toEqual({ counted: 5, 'quota-exhausted': 2 });
    expect(await grants.usesOf(grantId, 1)).toMatchObject([{ rows: 810, calls: 1 }]);
  });

  it('counts nothing for who has read the grant before it changed, on the day of the change and around its midnight', async () => {
    const before = await made({ rowsPerDay: 1000, callsPerMinute: 10 });
    const { grantId } = before;
    const readings = await Promise.all(['15:59:58', '16:00:01'].map((time) => readingOf(grantId, at(time))));
    const after: Grant = {
      ...before,
      version: 2,
      state: 'revoked',
      move: { ...before.move, action: 'grants:revoke', at: at('15:59:59.500').toISOString() },
    };
    expect(await grants.store(after, { before, act: { move: 'revoke', reason: '试验' } })).toBe('stored');
    for (const reading of readings) expect(await grants.count(reading, 1)).toBe('grant-changed');
    expect((await grants.usesOf(grantId, 5)).map(({ rows, calls }) => rows + calls)).toEqual([0, 0]);
    expect((await grants.forReading(grantId)).terms).toMatchObject({ state: 'revoked', version: 2 });
    expect(await grants.store({ ...after, version: 3 }, { before, act: { move: 'expire' } }), 'on the version that was seen').toBe('stale');
    expect((await grants.movesOf(grantId, 5)).map(({ act }) => act.move)).toEqual(['revoke', 'grant']);
  });

  it('races with a revocation: what is counted was counted before it, and nothing after', async () => {
    const before = await made({ rowsPerDay: 1000, callsPerMinute: 1000 });
    const { grantId } = before;
    const now = at('02:00:00');
    const reading = await readingOf(grantId, now);
    const after: Grant = { ...before, version: 2, state: 'revoked', move: { ...before.move, at: now.toISOString() } };
    let revoked = false;
    const late: string[] = [];
    await Promise.all([
      ...Array.from({ length: 24 }, async (_, index) => {
        await new Promise((resolve) => setTimeout(resolve, index * 4));
        const began = revoked;
        const answer = await grants.count(reading, 1);
        if (began) late.push(answer);
      }),
      new Promise((resolve) => setTimeout(resolve, 40)).then(async () => {
        await grants.store(after, { before, act: { move: 'revoke', reason: '试验' } });
        revoked = true;
      }),
    ]);
    expect(await grants.count(reading, 1)).toBe('grant-changed');
    expect(late.every((answer) => answer === 'grant-changed')).toBe(true);
  });

  it('counts refused calls, and brings the next look forward but never puts it off', async () => {
    const { grantId } = await made({ rowsPerDay: 1, callsPerMinute: 10 });
    const now = at('03:00:00');
    expect((await Promise.all([1, 2, 3].map(() => grants.countRefused(grantId, now)))).sort()).toEqual([1, 2, 3]);
    expect(await grants.usesOf(grantId, 1)).toMatchObject([{ refused: 3, rows: 0, calls: 0 }]);
    expect(await grants.lookedAt(grantId, now, at('03:10:00'))).toBe('done');
    expect(await grants.lookedAt(grantId, now, at('03:10:00'))).toBe('condition-failed');
    expect(await grants.lookSoon(grantId, at('03:01:00'))).toBe('done');
    expect(await grants.lookSoon(grantId, at('03:02:00'))).toBe('condition-failed');
  });
});
