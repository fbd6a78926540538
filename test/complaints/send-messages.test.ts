import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Patience, Sent } from '../../functions/complaints/deliver.ts';
import { begin, destinationOf, messageOf, smallPost } from './small-post.ts';

const patience: Patience = {
  firstPause: 5,
  longestPause: 60,
  refusals: 4,
  attempts: 12,
  opensAt: 4,
  opensFor: 10,
  opensForAtMost: 300,
  alarms: [3600, 7200, 14_400, 28_800, 86_400],
};
const received: Sent = { outcome: 'received' };
const down: Sent = { outcome: 'failed', whose: 'destination', code: 'unreachable' };
const refused: Sent = { outcome: 'failed', whose: 'message', code: 'answer-not-understood' };

const manyOf = (destination: string, cases: number, each: number) =>
  Array.from({ length: cases }, (_, c) => Array.from({ length: each }, (_one, n) => messageOf(destination, `c${c}`, n + 1))).flat();

describe('Messages to others', () => {
  it('go out in the order of their case, whatever fails and however often, workers killed; each ends delivered or set aside', async () => {
    const answers = fc.constantFrom<Sent | 'killed'>(received, received, received, down, refused, 'killed');
    await fc.assert(
      fc.asyncProperty(
        fc.array(answers, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 2, max: 9 }),
        async (script, cases, each, lostEvery) => {
          let asked = 0;
          let hint = 0;
          const post = smallPost({
            destinations: ['d-aaaa', 'd-bbbb'],
            messages: [...manyOf('d-aaaa', cases, each), ...manyOf('d-bbbb', cases, each)],
            patience,
            answer: () => {
              const said = script[asked++ % script.length] ?? received;
              // Somebody who is killed every time can do nothing.
              return said === 'killed' && asked > 40 ? received : said;
            },
          });
          // Where all is down: five cases of twelve tries each, by probes five minutes apart.
          await post.run(12 * 60, { lose: () => ++hint % lostEvery === 0 });

          expect([...post.stored.values()].filter(({ state }) => state === 'waiting')).toEqual([]);
          const last = new Map<string, number>();
          for (const { message } of post.sent) {
            const key = `${message.destination} ${message.complaintId}`;
            const before = last.get(key) ?? 0;
            expect([before, before + 1]).toContain(message.sequence);
            last.set(key, message.sequence);
          }
          for (const { state, attempts, refusals = 0, lastCause } of post.stored.values())
            if (state === 'set-aside')
              expect(refusals >= patience.refusals || attempts >= patience.attempts || lastCause?.code === 'behind-set-aside').toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('a message that is acknowledged is sent once, however many hints there are', async () => {
    const messages = manyOf('d-aaaa', 20, 3);
    const post = smallPost({ destinations: ['d-aaaa'], messages, patience, answer: () => received });
    await Promise.all(Array.from({ length: 12 }, () => post.work('d-aaaa')));
    expect(post.sent).toHaveLength(60);
    expect(new Set(post.sent.map(({ message }) => message.messageId)).size).toBe(60);
    expect(post.mostUnderWay()).toBe(3);
  });

  it('what came while somebody was sending is looked for before he goes', async () => {
    const late = messageOf('d-aaaa', 'late', 1);
    const post = smallPost({
      destinations: ['d-aaaa'],
      messages: manyOf('d-aaaa', 1, 1),
      patience,
      answer: () => {
        // Its hint meets a lane that is held, after the holder has read what is due.
        if (!post.stored.has(late.messageId)) {
          post.stored.set(late.messageId, late);
          void post.work('d-aaaa');
        }
        return received;
      },
    });
    await post.work('d-aaaa');
    expect(post.stored.get(late.messageId)?.state).toBe('delivered');
  });

  it('none is under way when the lease may be over, however long each takes', async () => {
    const post = smallPost({ destinations: ['d-aaaa'], messages: manyOf('d-aaaa', 40, 2), patience, takes: 1900, answer: () => received });
    await post.run(10);
    expect([...post.stored.values()].every(({ state }) => state === 'delivered')).toBe(true);
    expect(post.overdue()).toBe(0);
  });

  it('when the one who sends is killed, another goes on when his lease is over', async () => {
    let asked = 0;
    const post = smallPost({
      destinations: ['d-aaaa'],
      messages: manyOf('d-aaaa', 10, 2),
      patience,
      answer: () => (++asked === 7 ? 'killed' : received),
    });
    await post.run(1, { watched: false });
    expect([...post.stored.values()].every(({ state }) => state === 'delivered')).toBe(true);
    const last = Math.max(...post.sent.map(({ at }) => at));
    expect(last - begin, 'a lease of nine seconds, and the hint behind it').toBeLessThan(13_000);
  });

  it('a message that is never understood is set aside after its last try, said once, and takes those of its case with it, no others', async () => {
    const messages = manyOf('d-aaaa', 3, 3);
    const post = smallPost({
      destinations: ['d-aaaa'],
      messages,
      patience,
      answer: ({ messageId }) => (messageId === 'c1.d-aaaa.2' ? refused : received),
    });
    await post.run(30);
    const states = Object.fromEntries(
      [...post.stored.values()].map(({ complaintId, sequence, state }) => [`${complaintId} ${sequence}`, state]),
    );
    expect(states).toMatchObject({
      'c0 3': 'delivered',
      'c1 1': 'delivered',
      'c1 2': 'set-aside',
      'c1 3': 'set-aside',
      'c2 3': 'delivered',
    });
    expect(post.sent.filter(({ message }) => message.messageId === 'c1.d-aaaa.2')).toHaveLength(patience.refusals);
    expect(post.sent.filter(({ message }) => message.messageId === 'c1.d-aaaa.3')).toHaveLength(0);
    expect(post.alarms).toMatchObject([{ kind: 'set-aside', messageId: 'c1.d-aaaa.2', lastCause: { code: 'answer-not-understood' } }]);
    expect(post.counted, 'the one given up, and the one behind it').toMatchObject({ MessagesGivenUp: 2 });
    expect(post.counted['DestinationAlarms'], 'people hear of it').toBeGreaterThan(0);
    expect(post.healths.get('d-aaaa')?.openedAt, 'one bad message is no sign of a bad destination').toBeUndefined();
  });
});

describe('A message that has waited', () => {
  it('goes without content and words to a department from which the case has been taken away meanwhile, and whole to the others', async () => {
    const body = { version: 3, state: 'handling', content: { text: '店家拒绝退款' }, requirement: '限期核查' };
    const [gone, kept] = ['c0', 'c1'].map((one) => ({ ...messageOf('d-aaaa', one, 1), body }));
    if (!gone || !kept) throw new Error('two messages');
    const back = 300;
    const post = smallPost({
      destinations: ['d-aaaa'],
      messages: [gone, kept],
      patience,
      answer: (_message, seconds) => (seconds < back ? down : received),
    });
    post.shares.set('c0', []);
    await post.run(60);
    const last = Object.fromEntries(post.sent.map(({ message }) => [message.complaintId, message.body]));
    expect(last).toEqual({ c0: { version: 3, state: 'handling' }, c1: body });
    expect(post.stored.get(gone.messageId)).toMatchObject({ state: 'delivered', body });
  });
});

describe('What stays as it is', () => {
  it('is said by the schedule: messages set aside, although nothing waits any more', async () => {
    const post = smallPost({ destinations: ['d-aaaa'], messages: manyOf('d-aaaa', 1, 2), patience, answer: () => refused });
    await post.run(49 * 60);
    const still = post.alarms.filter(({ kind }) => kind === 'still-set-aside');
    expect(still.map(({ at, since = '' }) => Math.round((Date.parse(at) - Date.parse(since)) / 3_600_000))).toEqual([1, 2, 4, 8, 24, 48]);
    expect(still.map(({ number, messages }) => [number, messages])).toEqual([1, 2, 3, 4, 5, 6].map((number) => [number, 2]));
  });

  it('is said by the schedule: an open breaker with nothing behind it', async () => {
    const post = smallPost({
      destinations: ['d-aaaa'],
      messages: manyOf('d-aaaa', 4, 1),
      patience: { ...patience, attempts: 1 },
      answer: () => down,
    });
    await post.run(3 * 60);
    expect([...post.stored.values()].every(({ state }) => state === 'set-aside')).toBe(true);
    expect(post.alarms.filter(({ kind }) => kind === 'failing')).toHaveLength(3);
  });

  it('is said by the schedule: a pause, with what waits', async () => {
    const post = smallPost({ destinations: ['d-aaaa'], messages: manyOf('d-aaaa', 3, 1), patience, answer: () => received });
    post.known.set('d-aaaa', { ...destinationOf('d-aaaa'), paused: true, pausedSince: new Date(begin).toISOString() });
    await post.run(5 * 60);
    expect(post.sent).toEqual([]);
    expect(post.alarms).toMatchObject([1, 2, 3].map((number) => ({ kind: 'still-paused', number, messages: 3 })));
    expect(post.counted).toEqual({ DestinationAlarms: 3 });
  });
});

describe('A destination that is down', () => {
  const outage = (hours: number) => {
    const post = smallPost({
      destinations: ['d-down', 'd-good'],
      messages: [...manyOf('d-down', 30, 2), ...manyOf('d-good', 30, 2)],
      patience: { ...patience, attempts: 1000 },
      answer: ({ destination }, seconds) => (destination === 'd-down' && seconds < hours * 3600 ? down : received),
    });
    return post;
  };

  it('is left alone but for one probe at a time, delays nobody, and gets everything when it is back', async () => {
    const post = outage(9);
    await post.run(10 * 60);
    const good = post.sent.filter(({ message }) => message.destination === 'd-good');
    expect(good).toHaveLength(60);
    expect(Math.max(...good.map(({ at }) => at)) - begin).toBeLessThan(60_000);
    const tries = post.sent.filter(({ message, at }) => message.destination === 'd-down' && at - begin < 9 * 3_600_000);
    // Four to open it, those that were under way, and a probe every five minutes.
    expect(tries.length).toBeLessThan(9 * 12 + 20);
    expect(tries.length).toBeGreaterThan(9 * 12 - 5);
    expect([...post.stored.values()].every(({ state }) => state === 'delivered')).toBe(true);
  });

  it('is alarmed at its opening and then by the schedule, not by the failure; count and last cause can be read', async () => {
    const post = outage(9);
    await post.run(10 * 60);
    const hours = post.alarms.map(({ at }) => (Date.parse(at) - begin) / 3_600_000);
    expect(hours.map((hour) => Math.round(hour))).toEqual([0, 1, 2, 4, 8]);
    expect(post.alarms.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
    expect(post.alarms.at(-1)).toMatchObject({ destination: 'd-down', lastCause: { code: 'unreachable' } });
    expect(post.alarms.at(-1)?.failures).toBeGreaterThan(50);
    expect(post.healths.get('d-down')).toMatchObject({ failures: 0, alarms: 0 });
  });

  it('keeps one chain of hints, however many messages wait', async () => {
    const post = outage(9);
    await post.run(60);
    expect(post.hints().filter(({ destination }) => destination === 'd-down').length).toBeLessThanOrEqual(2);
  });
});
