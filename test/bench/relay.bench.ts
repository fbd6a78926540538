import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { Message } from '../../infra/local/city/inbox.ts';
import { type Fault, faultsOf, killFunction } from '../../infra/local/faults.client.ts';
import { inParallel } from '../../shared/runtime/in-parallel.ts';
import type { Bench, Figure } from './figure.ts';
import { measureBareHop } from './relay/bare-hop.ts';
import { act, type District, openDistrict } from './relay/district.ts';
import { type Clients, enable, mappingOf, rateOfHop } from './relay/hop.ts';

const usualOrders = 2000;
const hopMessages = 600;
const table = 'hub-test-complaints-complaints';
const functionOf = (command: string): string => `hub-test-complaints-${command}`;

interface Order {
  upperId: string;
  notices: { kind: string; upperId: string; version: number; issuedAt: string; [field: string]: unknown }[];
  withdrawn: boolean;
}

/** Every fourth is updated, every tenth withdrawn. */
const ordersOf = (own: string, count: number): Order[] =>
  Array.from({ length: count }, (_, index) => {
    const upperId = `${own}-${String(index).padStart(5, '0')}`;
    const issuedAt = new Date().toISOString();
    const whole = (text: string) => ({
      tracks: ['complaint'],
      content: {
        title: `第${String(index)}件`,
        text,
        category: index % 2 === 0 ? '食品安全' : '噪声',
        address: `苏州市虎丘区示例路${String(index)}号`,
        respondent: { name: `苏州示例${own}${String(index)}餐饮有限公司` },
      },
      complainant: { name: '示例', telephone: `12${String(index).padStart(9, '0')}` },
    });
    const said = (kind: string, version: number, more: object) => ({ kind, upperId, version, issuedAt, ...more });
    return {
      upperId,
      withdrawn: index % 10 === 0,
      notices: [
        said('order', 1, whole('饭菜里有异物')),
        ...(index % 4 === 0 ? [said('update', 2, whole('饭菜里有异物，补充了照片说明'))] : []),
        ...(index % 10 === 0 ? [said('withdrawal', 3, { reason: '自行和解' })] : []),
      ],
    };
  });

const always = 1_000_000_000;
const passing: readonly Fault[] = [
  { service: 'dynamodb', operation: 'TransactWriteItems', action: 'lose-answer' },
  { service: 'dynamodb', operation: 'TransactWriteItems', action: 'throttle' },
  { service: 'dynamodb', operation: 'TransactWriteItems', action: 'error' },
  { service: 'dynamodb', operation: 'PutItem', action: 'lose-answer' },
  { service: 'dynamodb', operation: 'UpdateItem', action: 'lose-answer' },
  { service: 'dynamodb', operation: 'Query', action: 'error' },
  { service: 'dynamodb', operation: 'BatchGetItem', action: 'unprocessed' },
  { service: 'sqs', operation: 'SendMessageBatch', action: 'error' },
  { service: 'sqs', operation: 'SendMessageBatch', action: 'lose-answer' },
  { service: 'sqs', operation: 'SendMessageBatch', action: 'delay', delayMs: 1500 },
];
const any = <Item>(items: readonly Item[]): Item => {
  const item = items[Math.floor(Math.random() * items.length)];
  if (item === undefined) throw new Error('nothing to choose from');
  return item;
};

/** Everything at once, until it is told to stop. */
const trouble = ({ cloud, city, systems }: District, goesOn: () => boolean): Promise<unknown> => {
  const faults = faultsOf(cloud.endpoint);
  const every = async (milliseconds: number, what: () => unknown): Promise<void> => {
    while (goesOn()) {
      await what();
      await pause(milliseconds);
    }
  };
  Object.assign(city.faults, { fail: 0.2, lose: 0.05, cut: 0.02 });
  Object.assign(systems[1]?.system.faults ?? {}, { lose: 0.05, rubbish: 0.02 });
  return Promise.all([
    every(700, () =>
      faults.set([
        { ...any(passing), times: 2 },
        { ...any(passing), times: 2, skip: 5 },
        // Every message of every queue comes twice.
        { service: 'sqs', operation: 'SendMessageBatch', action: 'twice', times: always },
      ]),
    ),
    every(5000, () => {
      const first = systems[0];
      if (first) first.system.faults.down = !first.system.faults.down;
    }),
    every(4000, () =>
      killFunction(functionOf(any(['work-notices', 'send-messages', 'forward-changes', 'http'])), 'SIGKILL', cloud.endpoint),
    ),
  ]);
};

/** Which share of the messages that wait, counted every second, waits for others: until a later try, or until a breaker closes. */
const sampleWaiting = async ({ dynamo }: Clients, destinations: readonly string[], goesOn: () => boolean) => {
  const seen = { others: 0, all: 0 };
  while (goesOn()) {
    for (const destination of destinations) {
      const now = new Date().toISOString();
      const { Item: health } = await dynamo.send(
        new GetItemCommand({ TableName: table, Key: { pk: { S: `destination#${destination}` }, sk: { S: 'health' } } }),
      );
      const { Items = [] } = await dynamo.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'listed',
          KeyConditionExpression: '#list = :list',
          ProjectionExpression: 'nextAt',
          ExpressionAttributeNames: { '#list': 'list' },
          ExpressionAttributeValues: { ':list': { S: `send#${destination}` } },
        }),
      );
      const shut = (health?.['openUntil']?.S ?? '') > now;
      seen.all += Items.length;
      seen.others += shut ? Items.length : Items.filter(({ nextAt }) => (nextAt?.S ?? '') > now).length;
    }
    await pause(1000);
  }
  return seen;
};

const Listed = z.object({ items: z.array(z.object({ complaintId: z.string(), upperId: z.string() })) });
const Assigned = z.object({ version: z.int() });

/** The desk sends on, the departments' systems handle, the desk reviews: each as quickly as it can. */
const people = (district: District, own: string, goesOn: () => boolean) => {
  const { officer, reviewer, systems } = district;
  const known = new Set<string>();
  const desk = async (): Promise<void> => {
    while (goesOn()) {
      const { items } = await officer.get('/v1/complaints?state=registered&limit=100', Listed).catch(() => ({ items: [] }));
      const open = items.filter(({ complaintId, upperId }) => upperId.startsWith(own) && !known.has(complaintId));
      await inParallel(open, 4, async ({ complaintId, upperId }) => {
        const lead = systems[Number(upperId.slice(-1)) % systems.length]?.department;
        await act(officer, complaintId, { move: 'dispatch', lead } as { move: string });
        known.add(complaintId);
      });
      if (open.length === 0) await pause(300);
    }
  };
  const handle = async ({ system, hub }: District['systems'][number]): Promise<void> => {
    let next = 0;
    const one = async ({ complaintId, body }: Message): Promise<void> => {
      let version = await act(hub, complaintId, { move: 'sign' }, Assigned.parse(body).version);
      if (version !== undefined) version = await act(hub, complaintId, { move: 'accept', way: 'mediation' } as { move: string }, version);
      const submit = { move: 'submit', reply: '已组织调解，双方达成一致。', result: 'agreement' };
      if (version !== undefined) version = await act(hub, complaintId, submit, version);
      if (version !== undefined) await act(reviewer, complaintId, { move: 'review-approve' }, version);
    };
    while (goesOn()) {
      const some = system.inbox.messages.slice(next);
      next += some.length;
      await inParallel(
        some.filter(({ kind }) => kind === 'assigned'),
        4,
        one,
      );
      await pause(100);
    }
  };
  return Promise.all([desk(), ...systems.map(handle)]);
};

const upperIdOf = ({ body }: Message): string => z.object({ upperId: z.string().optional() }).parse(body).upperId ?? '';

/** 2,000 orders with every fault at once. */
const relay = async (district: District, clients: Clients, count: number, say: (line: string) => void) => {
  const { city, systems, source } = district;
  const own = `B${randomUUID().slice(0, 6)}`;
  const all = ordersOf(own, count);
  let running = true;
  const goesOn = (): boolean => running;
  const troubles = trouble(district, goesOn);
  const acting = people(district, own, goesOn);
  const sampling = sampleWaiting(clients, [source, ...systems.map(({ department }) => department)], goesOn);

  const begun = performance.now();
  const { refused } = await city.send(
    all.flatMap(({ notices }) => notices),
    { repeat: 1, reorder: true, atOnce: 6 },
  );
  say(
    `handed over in ${((performance.now() - begun) / 1000).toFixed(0)} s, refused: ${JSON.stringify(refused.slice(0, 3))} (${String(refused.length)})`,
  );

  const said = (kind: string): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const message of city.inbox.messages)
      if (message.kind === kind) counts.set(upperIdOf(message), (counts.get(upperIdOf(message)) ?? 0) + 1);
    return counts;
  };
  const missing = (): string[] => {
    const [acknowledged, results, withdrawn] = [said('acknowledgement'), said('result'), said('withdrawal-noted')];
    return all
      .filter(({ upperId, withdrawn: away }) => !acknowledged.has(upperId) || !(away ? withdrawn : results).has(upperId))
      .map(({ upperId }) => upperId);
  };
  let last = { open: Infinity, at: Date.now() };
  for (;;) {
    const open = missing().length;
    if (open < last.open) {
      last = { open, at: Date.now() };
      say(`${String(open)} orders are under way`);
    }
    // A killed worker's message comes again after two minutes, the watcher every minute.
    if (open === 0 || Date.now() - last.at > 300_000) break;
    await pause(2000);
  }
  const seconds = (performance.now() - begun) / 1000;
  running = false;
  await Promise.all([troubles, acting]);
  await faultsOf(district.cloud.endpoint).clear();
  const { others, all: waited } = await sampling;
  for (const [at, value] of Object.entries({ fail: 0, lose: 0, cut: 0 })) Object.assign(city.faults, { [at]: value });
  for (const { system } of systems) Object.assign(system.faults, { down: false, lose: 0, rubbish: 0 });

  const lost = missing();
  const twice = (inboxes: readonly Message[], kind: string, of: (message: Message) => string): number => {
    const counts = Map.groupBy(
      inboxes.filter((message) => message.kind === kind),
      of,
    );
    return [...counts.values()].filter((its) => its.length > 1).length;
  };
  const casesOf = Map.groupBy(city.inbox.messages, upperIdOf);
  const doubled =
    [...casesOf.values()].filter((its) => new Set(its.map(({ complaintId }) => complaintId)).size > 1).length +
    ['acknowledgement', 'result', 'withdrawal-noted'].reduce((sum, kind) => sum + twice(city.inbox.messages, kind, upperIdOf), 0) +
    systems.reduce((sum, { system }) => sum + twice(system.inbox.messages, 'assigned', ({ complaintId }) => complaintId), 0);
  const disordered = [city, ...systems.map(({ system }) => system)].reduce((sum, { inbox }) => sum + inbox.disordered.length, 0);
  say(
    `${String(count)} orders in ${seconds.toFixed(0)} s; the city got ${String(city.inbox.messages.length)} messages, ${String(city.inbox.repeats)} of them again; the systems ${systems.map(({ system }) => `${String(system.inbox.messages.length)} (+${String(system.inbox.repeats)})`).join(', ')}`,
  );
  if (lost.length > 0) say(`lost: ${lost.slice(0, 5).join(', ')}`);
  return { lost: lost.length + refused.length, doubled, disordered, waitingShare: waited === 0 ? 0 : others / waited, seconds };
};

const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));

/**
 * `--orders N` for a quick look, `--faults-only` or `--hop-only` for one half. First what the relay is for: everything fails at once, and nothing is lost, doubled or out of order. Then, with nothing failing, its two hops
 * beside a bare queue → function hop that writes one item: messages that wait are forwarded (`send-messages`: sent, acknowledged, stored), which is the relay's own; and orders that
 * are stored become cases (`work-notices`), which reads and writes a dozen items each.
 */
export const bench: Bench = async ({ say, args }) => {
  const count = Number(args[args.indexOf('--orders') + 1] ?? usualOrders) || usualOrders;
  const district = await openDistrict(say);
  const { cloud, city } = district;
  const settings = {
    endpoint: cloud.endpoint,
    region: cloud.env['AWS_REGION'] ?? '',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const clients: Clients = {
    cloudFormation: new CloudFormationClient(settings),
    dynamo: new DynamoDBClient(settings),
    lambda: new LambdaClient(settings),
    sqs: new SQSClient(settings),
  };
  // The other hops stand still while one is measured: what follows from its work is not its work.
  const mappings = Object.fromEntries(
    await Promise.all(
      ['work-notices', 'send-messages', 'forward-changes'].map(
        async (command) => [command, await mappingOf(clients, functionOf(command))] as const,
      ),
    ),
  );
  const hop = (command: string) => mappings[command] ?? { mapping: '', shape: { batchSize: 1, atOnce: 1 } };
  const { mapping: auditing } = await mappingOf(clients, 'hub-test-audit-record-audit-events');
  const standStill = async (still: boolean, ...commands: string[]): Promise<void> => {
    for (const one of [auditing, ...commands.map((command) => hop(command).mapping)]) await enable(clients, one, !still);
    await pause(2000);
  };
  // A run that was broken off may have left them so.
  await standStill(false, 'work-notices', 'send-messages', 'forward-changes');
  const relayed = args.includes('--hop-only') ? undefined : await relay(district, clients, count, say);

  const relayFigures: Figure[] = relayed
    ? [
        { name: 'lost', value: relayed.lost, unit: 'orders', goal: '≤ 0' },
        { name: 'doubled', value: relayed.doubled, unit: 'orders', goal: '≤ 0' },
        { name: 'disordered', value: relayed.disordered, unit: 'messages', goal: '≤ 0' },
        { name: 'waiting-share', value: rounded(relayed.waitingShare), unit: 'of the messages’ time' },
        { name: 'seconds', value: Math.round(relayed.seconds), unit: 's' },
      ]
    : [];
  const close = async (): Promise<void> => {
    for (const one of [city, ...district.systems.map(({ system }) => system)]) await one.close();
  };
  if (args.includes('--faults-only')) {
    await close();
    return relayFigures;
  }

  const newOrders = async (prefix: string, number: number): Promise<void> => {
    const own = `${prefix}${randomUUID().slice(0, 6)}`;
    const { refused } = await city.send(
      ordersOf(own, number).map(({ notices: [order] }) => order ?? { kind: '', upperId: '', version: 0, issuedAt: '' }),
    );
    if (refused.length > 0) throw new Error(`the hub refused ${JSON.stringify(refused[0])}`);
  };
  const { shape } = hop('work-notices');
  await standStill(true, 'send-messages');
  const before = await measureBareHop(cloud, clients, shape, hopMessages);
  const registering = await rateOfHop(clients, {
    mapping: hop('work-notices').mapping,
    queue: functionOf('work-notices'),
    fill: newOrders,
    messages: hopMessages,
    // What comes of the orders would be told on meanwhile.
    held: () => standStill(true, 'forward-changes'),
  });
  const between = await measureBareHop(cloud, clients, shape, hopMessages);

  // Every case has its acknowledgement waiting: they all go out by the hop that forwards.
  await standStill(false, 'forward-changes');
  await pause(5000);
  const goneBefore = city.inbox.messages.length;
  const begun = performance.now();
  await enable(clients, hop('send-messages').mapping, true);
  while (city.inbox.messages.length < goneBefore + hopMessages) await pause(50);
  const forwarding = (city.inbox.messages.length - goneBefore) / ((performance.now() - begun) / 1000);
  const after = await measureBareHop(cloud, clients, shape, hopMessages);
  await standStill(false);
  say(
    `bare hop ${[before, between, after].map((rate) => rate.toFixed(0)).join(', ')} messages/s; registering ${registering.toFixed(0)}, forwarding ${forwarding.toFixed(0)} (batches of ${String(shape.batchSize)}, ${String(shape.atOnce)} at once)`,
  );
  await close();

  return [
    ...relayFigures,
    { name: 'share-of-bare-queue', value: rounded(forwarding / ((between + after) / 2)), unit: 'x', goal: '≥ 0.5' },
    { name: 'share-of-bare-queue-registering', value: rounded(registering / ((before + between) / 2)), unit: 'x' },
    { name: 'forwarded-per-second', value: rounded(forwarding, 1), unit: 'messages/s' },
    { name: 'registered-per-second', value: rounded(registering, 1), unit: 'orders/s' },
  ];
};
