import { randomUUID } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Asking } from '../../../functions/data-requests/grants/gate.ts';
import { windowsOf } from '../../../functions/data-requests/delivery/windows.ts';
import { during } from '../../../shared/runtime/current-call.ts';
import type { Item } from '../../../shared/runtime/table.store.ts';
import { type Figure, median } from '../figure.ts';
import { holder, holdersSystem, openBenchLane } from './bench-lane.ts';

/** In windows of about 190 rows, as any larger lane has: each is read whole for a page of 100 of them. */
const rows = 3000;
const page = 100;
const rounds = 100;
const warmUp = 20;

interface Cost {
  milliseconds: number;
  reads: number;
  writes: number;
}

/** As DynamoDB counts an item (developer guide, item sizes and formats). */
const sizeOf = (value: AttributeValue): number => {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return Math.ceil(value.N.length / 2) + 1;
  if (value.L) return 3 + value.L.reduce((sum, one) => sum + 1 + sizeOf(one), 0);
  return value.M ? 3 + bytesOf(value.M) + Object.keys(value.M).length : 1;
};
const bytesOf = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOf(value), 0);

/**
 * A page of 100 rows by the gate, beside the same page without it: where the lane's rows are, the rows themselves, and the answer as JSON. Both in this process and on the same tables, page after page
 * in turn. The local cloud reports one unit for each call, so units are counted here by the sizes of the items read (strongly consistent, 4 KB) and written (1 KB).
 */
export const measurePage = async (say: (line: string) => void): Promise<Figure[]> => {
  const { lane, resourceId, grantId, requestsName, store, macKey, dynamo } = await openBenchLane(say, rows);
  const { openTable } = await import('../../../shared/runtime/table.store.ts');
  const { LaneState } = await import('../../../functions/data-requests/grants/terms.ts');
  const { resourcesTable } = await import('../../../functions/data-requests/catalogue/resources.store.ts');
  const { grantsTable } = await import('../../../functions/data-requests/grants/grants.store.ts');
  const { grantKeys } = await import('../../../functions/data-requests/grants/keys.client.ts');
  const { openGate } = await import('../../../functions/data-requests/grants/open-gate.ts');

  const windows = windowsOf(rows);
  let units = { reads: 0, writes: 0 };
  dynamo.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      const { Item: one, Items: many, Attributes: written } = answer.output as { Item?: Item; Items?: Item[]; Attributes?: Item };
      if (written) units.writes += Math.ceil(bytesOf(written) / 1024);
      else units.reads += Math.max(1, Math.ceil([one ?? [], many ?? []].flat().reduce((sum, item) => sum + bytesOf(item), 0) / 4096));
      return answer;
    },
    { step: 'initialize' },
  );

  const table = openTable(requestsName);
  const gate = openGate({ grants: grantsTable(requestsName), resources: resourcesTable(requestsName), keys: grantKeys(macKey) });
  const principal: Asking['principal'] = { memberId: holdersSystem, kind: 'system', departmentId: holder, clearance: 2 };
  const windowOf = async (feed: number, window: number) => (await store.window(lane, { feed, windows }, window)).rows;

  const bare = async (window: number): Promise<number> => {
    const state = await table.get({ pk: `resource#${resourceId}`, sk: 'live#lane' }, LaneState);
    return JSON.stringify((await windowOf(state?.visible ?? 0, window)).slice(0, page)).length;
  };
  const gated = async (window: number): Promise<number> => {
    const opened = await gate(grantId, { principal, address: '127.0.0.1', channel: 'api', filters: [], now: new Date() });
    if ('outcome' in opened) throw new Error(opened.because);
    const given = (await windowOf(opened.lane.visible, window)).flatMap((row) => opened.give(row) ?? []).slice(0, page);
    const counted = await opened.count(given.length);
    if (counted !== 'counted') throw new Error(counted.because);
    return JSON.stringify(given).length;
  };
  const costOf = async (read: (window: number) => Promise<number>, window: number): Promise<Cost> => {
    units = { reads: 0, writes: 0 };
    const begun = performance.now();
    await read(window);
    return { milliseconds: performance.now() - begun, ...units };
  };

  return during({ correlationId: randomUUID(), actor: 'system:bench' }, async () => {
    const costs = { bare: [] as Cost[], gated: [] as Cost[] };
    for (let round = 0; round < warmUp + rounds; round += 1) {
      const window = round % windows;
      // In turn who is first.
      const both = round % 2 === 0 ? (['bare', 'gated'] as const) : (['gated', 'bare'] as const);
      for (const which of both) {
        const cost = await costOf(which === 'bare' ? bare : gated, window);
        if (round >= warmUp) costs[which].push(cost);
      }
    }
    const middle = (which: keyof typeof costs, of: keyof Cost): number => median(costs[which].map((cost) => cost[of]));
    const [alone, byGate] = [middle('bare', 'milliseconds'), middle('gated', 'milliseconds')];
    say(`每页 ${String(page)} 行：不经闸门 ${alone.toFixed(1)} ms，经闸门 ${byGate.toFixed(1)} ms`);
    return [
      { name: 'time-ratio', value: Number((byGate / alone).toFixed(2)), unit: 'of the same page without the gate', goal: '≤ 1.2' },
      { name: 'extra-reads', value: middle('gated', 'reads') - middle('bare', 'reads'), unit: 'read units/page', goal: '≤ 1' },
      { name: 'extra-writes', value: middle('gated', 'writes') - middle('bare', 'writes'), unit: 'write units/page', goal: '≤ 1' },
      { name: 'page-bare', value: Number(alone.toFixed(1)), unit: 'ms' },
      { name: 'page-gated', value: Number(byGate.toFixed(1)), unit: 'ms' },
      { name: 'page-reads', value: middle('bare', 'reads'), unit: 'read units/page without the gate' },
    ];
  });
};
