import { randomUUID } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Asking } from '../../../functions/data-requests/grants/gate.ts';
import type { Opened } from '../../../functions/data-requests/grants/open-gate.ts';
import { during } from '../../../shared/runtime/current-call.ts';
import type { Item } from '../../../shared/runtime/table.store.ts';
import { type Figure, median } from '../figure.ts';
import { holder, holdersSystem, openBenchLane } from './bench-lane.ts';

/** In windows of about 190 rows, as any larger lane has. */
const rows = 3000;
const page = 100;
/** Walks through all of them, of which the first warms up. */
const walks = 7;

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
 * Pages of 100 rows by the gate, beside the same pages by the same code where the gate lets everything through as it is and counts nothing: then it only asks how far the lane's rows are loaded. Both in this
 * process and on the same tables, page by page in turn. The local cloud reports one unit for each call, so units are counted here by the sizes of the items read (strongly consistent, 4 KB) and
 * written (1 KB).
 */
export const measurePage = async (say: (line: string) => void): Promise<Figure[]> => {
  const { resourceId, grantId, requestsName, store, macKey, dynamo } = await openBenchLane(say, rows);
  const { openTable } = await import('../../../shared/runtime/table.store.ts');
  const { readRows } = await import('../../../functions/data-requests/delivery/read-rows.ts');
  const { RowsPage } = await import('../../../functions/data-requests/delivery/routes.ts');
  const { LaneState } = await import('../../../functions/data-requests/grants/terms.ts');
  const { resourcesTable } = await import('../../../functions/data-requests/catalogue/resources.store.ts');
  const { grantsTable } = await import('../../../functions/data-requests/grants/grants.store.ts');
  const { grantKeys } = await import('../../../functions/data-requests/grants/keys.client.ts');
  const { openGate } = await import('../../../functions/data-requests/grants/open-gate.ts');

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
  const asking = (): Asking => ({ principal, address: '127.0.0.1', channel: 'api', filters: [], now: new Date() });
  const first = await gate(grantId, asking());
  if ('outcome' in first) throw new Error(first.because);
  // The same rows on the same pages, or the two would not read the same windows; looked up, so that no digest is made for it.
  const ids = new Map(Array.from({ length: rows }, (_, number) => [`k-${String(number)}`, first.idOf(`k-${String(number)}`)]));
  const idOf = (key: string): string => ids.get(key) ?? '';
  const orders = new Map<string, string>();
  const orderOf = (text: string): string => {
    const known = orders.get(text) ?? first.orderOf(text);
    orders.set(text, known);
    return known;
  };
  const noGate = async (): Promise<Opened> => {
    const lane = await table.get({ pk: `resource#${resourceId}`, sk: 'live#lane' }, LaneState);
    if (!lane) throw new Error('no lane');
    const asItIs = (text: string): string => text;
    return {
      ...{ reading: first.reading, lane, orderOf, seal: asItIs, unseal: asItIs, isGranted: () => true, idOf },
      give: ({ key, content }) => ({ id: idOf(key), values: content }),
      count: async () => 'counted',
      countWith: async () => 'counted',
    };
  };

  const settings = { snapshotSeconds: 86_400 };
  const readers = {
    bare: readRows({ open: noGate, rows: store, settings }),
    gated: readRows({ open: gate, rows: store, settings }),
  };
  type Which = keyof typeof readers;
  const readPage = async (which: Which, cursor: string | undefined): Promise<{ cost: Cost; next: string | undefined; count: number }> => {
    units = { reads: 0, writes: 0 };
    const begun = performance.now();
    const body = { where: [], limit: page, cursor };
    const answer = await readers[which][0]?.handle({ params: { grantId }, body, ...asking() } as never);
    if (answer?.outcome !== 'done') throw new Error(String(answer?.because));
    JSON.stringify(answer.body);
    const cost = { milliseconds: performance.now() - begun, ...units };
    const { rows: given, next } = RowsPage.parse(answer.body);
    return { cost, next, count: given.length };
  };

  /** Through all rows once, page by page in turn; what a page costs in the mean. */
  const walk = async (): Promise<Record<Which, Cost>> => {
    const sums = { bare: { milliseconds: 0, reads: 0, writes: 0 }, gated: { milliseconds: 0, reads: 0, writes: 0 } };
    const cursors: Partial<Record<Which, string>> = {};
    const pages = rows / page;
    for (let number = 0; number < pages; number += 1)
      for (const which of number % 2 === 0 ? (['bare', 'gated'] as const) : (['gated', 'bare'] as const)) {
        const { cost, next, count } = await readPage(which, cursors[which]);
        if (count !== page || (next === undefined) !== (number === pages - 1))
          throw new Error(`page ${String(number)} of ${which} is another`);
        for (const part of ['milliseconds', 'reads', 'writes'] as const) sums[which][part] += cost[part] / pages;
        if (next !== undefined) cursors[which] = next;
      }
    return sums;
  };

  return during({ correlationId: randomUUID(), actor: 'system:bench' }, async () => {
    const walked: Record<Which, Cost>[] = [];
    for (let number = 0; number < walks; number += 1) walked.push(await walk());
    const middle = (which: Which, of: keyof Cost): number => median(walked.slice(1).map((one) => one[which][of]));
    const [alone, byGate] = [middle('bare', 'milliseconds'), middle('gated', 'milliseconds')];
    const extra = (of: keyof Cost): number => Number((middle('gated', of) - middle('bare', of)).toFixed(2));
    const ratios = walked.slice(1).map(({ bare, gated }) => gated.milliseconds / bare.milliseconds);
    say(`每页 ${String(page)} 行：不经闸门 ${alone.toFixed(1)} ms，经闸门 ${byGate.toFixed(1)} ms`);
    return [
      { name: 'time-ratio', value: Number(median(ratios).toFixed(2)), unit: 'of the same page without the gate', goal: '≤ 1.2' },
      { name: 'extra-reads', value: extra('reads'), unit: 'read units/page', goal: '≤ 1' },
      { name: 'extra-writes', value: extra('writes'), unit: 'write units/page', goal: '≤ 1' },
      { name: 'page-bare', value: Number(alone.toFixed(1)), unit: 'ms' },
      { name: 'page-gated', value: Number(byGate.toFixed(1)), unit: 'ms' },
      { name: 'page-reads', value: Number(middle('bare', 'reads').toFixed(1)), unit: 'read units/page without the gate' },
    ];
  });
};
