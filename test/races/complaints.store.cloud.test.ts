import * as z from 'zod';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { clockRuleSeed } from '../../functions/complaints/clocks/clock-rule-seed.ts';
import type { Complaint } from '../../functions/complaints/complaint.ts';
import type { Complaints } from '../../functions/complaints/complaints.store.ts';
import { type Act } from '../../functions/complaints/moves.ts';
import { type Actor, registered, step, type Stepped } from '../../functions/complaints/step.ts';
import { watchClocks } from '../../functions/complaints/watch-clocks.ts';
import { log } from '../../shared/runtime/log.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import { as, call } from '../support/hub.ts';
import { leader } from '../support/people.ts';
import { clerk, city, contextAt, dispatch, market, officer, registration, system } from '../complaints/small-desk.ts';

/*
 * Many hands on one case at the same time, on the real table: each move is stored whole or not at all, and what is counted has no gap. Nobody's source, so nothing is sent.
 */
let complaints: Complaints;

beforeAll(async () => {
  const { env } = inject('hub');
  Object.assign(process.env, env);
  const { complaintsTable } = await import('../../functions/complaints/complaints.store.ts');
  complaints = complaintsTable('hub-test-complaints-complaints');
});

const at = '2026-11-05T02:00:00.000Z';
// Service hours of the day on which the signing of an order of 10:00 is over.
const late = '2026-11-05T07:30:00.000Z';
const context = (now = at) => contextAt(now, { destinations: new Set([market]) });
const facts = () => registration({ complaintId: newId('k'), source: 'c-race', upperId: newId('x'), receivedAt: at });
const times = <Result>(count: number, make: (index: number) => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)));
const count = <Item>(items: readonly Item[], of: Item): number => items.filter((item) => item === of).length;

const stepped = (the: Complaint, act: Act, actor: Actor, now = at): Stepped => {
  const outcome = step(the, act, actor, context(now));
  if (outcome.outcome === 'refused') throw new Error(outcome.because);
  return outcome;
};
const begun = async (...acts: [Act, Actor][]): Promise<Complaint> => {
  const first = registered(facts(), system, context());
  let the = first.complaint;
  expect(await complaints.store([first])).toBe('stored');
  for (const [act, actor] of acts) {
    const next = stepped(the, act, actor);
    expect(await complaints.store([next])).toBe('stored');
    the = next.complaint;
  }
  return the;
};
const stored = async ({ complaintId }: Complaint): Promise<Complaint> => {
  const the = await complaints.find(complaintId);
  if (!the) throw new Error('the case is gone');
  return the;
};

/** What must hold of a case however it came about. */
const isWhole = async (the: Complaint): Promise<void> => {
  const [{ moves }, messages] = await Promise.all([complaints.newestMoves(the.complaintId), complaints.messagesOf(the.complaintId)]);
  expect(moves.map(({ number, mark }) => [number, mark])).toEqual(the.marks.map((mark, index) => [index + 1, mark]));
  for (const [destination, last] of Object.entries(the.sequences)) {
    const its = messages.filter((message) => message.destination === destination).map(({ sequence }) => sequence);
    expect(its).toEqual(Array.from({ length: last }, (_, index) => index + 1));
  }
};

describe('Several at once', () => {
  it('begin a case of a document once', async () => {
    const its = facts();
    const outcomes = await times(5, () => complaints.store([registered({ ...its, complaintId: newId('k') }, system, context())]));
    expect(count(outcomes, 'stored')).toBe(1);
    expect(await complaints.ofDocument(its.source, its.upperId)).toHaveLength(1);
    expect(await complaints.store([registered({ ...its, complaintId: newId('k') }, system, context())])).toBe('stale');
  });

  it('make one move of a case, and the others hear that it has moved', async () => {
    const the = await begun([dispatch, officer]);
    const acts: [Act, Actor][] = [
      [{ move: 'sign' }, clerk],
      [{ move: 'withdraw' }, city],
      [{ move: 'urge', text: '请尽快。' }, officer],
      [{ move: 'sign' }, clerk],
    ];
    const outcomes = await Promise.all(acts.map(([act, actor]) => complaints.store([stepped(the, act, actor)])));
    expect(count(outcomes, 'stored')).toBe(1);
    const now = await stored(the);
    expect(now.version).toBe(the.version + 1);
    await isWhole(now);
  });

  it('store two cases of one move together or neither', async () => {
    const [one, other] = [await begun(), await begun()];
    const merge = (into: Complaint) => {
      const outcome = step(one, { move: 'merge', into: other.complaintId }, officer, { ...context(), into });
      if (outcome.outcome === 'refused') throw new Error(outcome.because);
      return outcome;
    };
    const merging = merge(other);
    expect(await complaints.store([stepped(other, dispatch, officer)])).toBe('stored');
    expect(await complaints.store([merging])).toBe('stale');
    expect((await stored(one)).state).toBe('registered');
    expect(await complaints.store([merge(await stored(other))])).toBe('stored');
    expect([(await stored(one)).mergedInto, (await stored(other)).merged.map(({ complaintId }) => complaintId)]).toEqual([
      other.complaintId,
      [one.complaintId],
    ]);
  });

  it('look at the clocks, late and while it moves: each alarm is said once, and messages keep their order', async () => {
    const the = await begun([dispatch, officer]);
    const watch = watchClocks({
      complaints: { ...complaints, toLookAt: () => Promise.resolve([the.complaintId]) },
      rules: { clockRulesOn: () => Promise.resolve(clockRuleSeed) },
      destinations: { all: () => Promise.resolve([{ destination: market } as never]) },
      shards: [0],
      log: { ...log, error: () => undefined },
    });
    const look = () => watch({ now: new Date(late), timeIsUp: () => false });
    const urging = async (): Promise<number> => {
      for (;;)
        if ((await complaints.store([stepped(await stored(the), { move: 'urge', text: '请签收。' }, officer, late)])) === 'stored')
          return 0;
    };
    await Promise.all([look(), urging(), look(), urging(), look()]);
    // Those that lost to a move leave the saying to the look that the move has noted.
    await look();
    expect(await look()).toBe(0);

    const said = await complaints.saidOf(the.complaintId);
    const now = await stored(the);
    const alarms = (await complaints.messagesOf(the.complaintId, market)).filter(({ kind }) => kind === 'alarm');
    expect(alarms).toHaveLength([...said].filter((one) => one.endsWith(`#${market}`)).length);
    expect(alarms.length).toBeGreaterThan(0);
    expect(now.urged).toBe(2);
    await isWhole(now);
    const { items } = await complaints.alarmsFor('desk', { limit: 100 });
    const its = items.filter(({ complaintId }) => complaintId === the.complaintId).map(({ alarmId }) => alarmId);
    expect(new Set(its).size).toBe(its.length);
  });
});

describe('A case is found', () => {
  it('in the list of its state alone, in the inboxes of its departments, and no longer where it was', async () => {
    const the = await begun([dispatch, officer]);
    const inboxes = async (department: string) => {
      const { items } = await complaints.inboxOf(department, 'open', { limit: 100 });
      return items.some(({ complaintId }) => complaintId === the.complaintId);
    };
    const inState = async (state: Complaint['state']) => {
      let cursor: string | undefined;
      do {
        const page = await complaints.inState(state, { limit: 100, newestFirst: false, cursor });
        if (page.items.some(({ complaintId }) => complaintId === the.complaintId)) return true;
        cursor = page.next;
      } while (cursor !== undefined);
      return false;
    };
    expect([await inState('dispatched'), await inState('registered'), await inboxes(market)]).toEqual([true, false, true]);
    const signed = stepped(the, { move: 'sign' }, clerk);
    const request: Act = { move: 'return-request', reason: '类型有误', explanation: '类型不符。' };
    const asked = stepped(signed.complaint, request, clerk);
    const returned = stepped(asked.complaint, { move: 'return-approve' }, officer);
    for (const one of [signed, asked, returned]) expect(await complaints.store([one])).toBe('stored');
    expect([await inState('dispatched'), await inState('registered'), await inboxes(market)]).toEqual([false, true, false]);
  });
});

describe('A period that is over', () => {
  it('is asked what would have breached under other rules, page by page, beside what did', async () => {
    const the = await begun([dispatch, officer], [{ move: 'sign' }, clerk]);
    const rules = clockRuleSeed.rules.map((rule) => (rule.clock === 'accept' || rule.clock === 'handle' ? { ...rule, n: 100 } : rule));
    const Breaches = z.array(z.object({ clock: z.string(), due: z.string(), workdaysOver: z.int() }));
    const Page = z.object({
      items: z.array(z.object({ complaintId: z.string(), under: Breaches, actual: Breaches })),
      looked: z.int(),
      next: z.string().optional(),
    });
    const client = await as(leader);
    let cursor: string | undefined;
    let looked = 0;
    const found: z.infer<typeof Page>['items'] = [];
    do {
      const asked = {
        from: '2026-11-05',
        to: '2026-11-05',
        rules: { ...clockRuleSeed, rules },
        limit: 20,
        ...(cursor !== undefined && { cursor }),
      };
      const page = await client.post('/v1/complaint-clock-trials', asked, Page);
      found.push(...page.items.filter(({ complaintId }) => complaintId === the.complaintId));
      looked += page.looked;
      cursor = page.next;
    } while (cursor !== undefined);
    expect(looked).toBeGreaterThan(0);
    expect(found).toHaveLength(1);
    const clocks = (breaches: z.infer<typeof Breaches>) => breaches.map(({ clock }) => clock);
    expect(clocks(found[0]?.actual ?? [])).toContain('handle');
    expect(clocks(found[0]?.under ?? [])).not.toContain('handle');
  });

  it('is at most a quarter', async () => {
    const figures = (from: string, to: string) => call(leader, 'GET', `/v1/complaint-figures?from=${from}&to=${to}`);
    expect((await figures('2026-08-01', '2026-11-02')).body['type']).toContain('period-invalid');
    expect((await figures('2026-11-02', '2026-11-01')).status).toBe(400);
    expect((await figures('2026-08-01', '2026-11-01')).status).toBe(200);
  });
});
