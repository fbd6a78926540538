import { afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { faultsOf, killFunction } from '../../infra/local/faults.client.ts';
import { call } from '../support/hub.ts';
import { environmentClerk } from '../support/people.ts';
import { grantedData, order, sharedTables, untilExport, watch } from '../support/granted-rows.ts';

const { endpoint } = inject('hub');
const faults = faultsOf(endpoint);
let tables: Awaited<ReturnType<typeof sharedTables>>;
/** 64 windows, so four batches of a file of some hundred rows. */
const some = { count: 400, rows: 9000 };
const batch = 16;
beforeAll(async () => {
  tables = await sharedTables();
});
afterEach(async () => {
  await faults.clear();
});

/** The reads of the windows behind these wait. */
const heldAfter = (dataset: string, windows: number, delayMs: number) =>
  faults.set([
    { service: 'dynamodb', operation: 'Query', match: `rows#${dataset}#`, action: 'delay', skip: windows, times: batch, delayMs },
  ]);

describe('An export, whatever happens to its worker and its grant', () => {
  it('is void when the grant is revoked while it is written; its owner sees how much had been read, and nothing can be fetched', async () => {
    const data = await grantedData(tables, some);
    await heldAfter(data.dataset, 2 * batch, 3000);
    const { exportId } = await order(environmentClerk, data.grantId);
    await expect.poll(() => data.rowsCounted(), { timeout: 30_000 }).toBeGreaterThan(0);
    await data.move({ move: 'revoke', reason: '超范围使用' }, { state: 'revoked' });
    const ended = await untilExport('market-custodian', exportId, ({ state }) => state === 'void');
    expect(await faults.hits(), 'it must have been held').toBeGreaterThan(0);
    expect(ended).toMatchObject({ because: 'grant-revoked', files: [] });
    expect(ended.rowsRead).toBeGreaterThan(0);
    expect(ended.rowsRead).toBeLessThan(some.count);
    // What was held goes on, is refused, and counts nothing more.
    await new Promise((resolve) => setTimeout(resolve, 4000));
    expect(await data.rowsCounted()).toBe(ended.rowsRead);
    expect((await call(environmentClerk, 'POST', `/v1/exports/${exportId}/files/1/link`, { body: {} })).status).toBe(410);
  });

  it('is whole, the same, and counted once, when its worker is killed in the middle', async () => {
    const data = await grantedData(tables, some);
    const { exportId } = await order(environmentClerk, data.grantId);
    const undisturbed = await untilExport(environmentClerk, exportId, ({ state }) => state === 'ready');
    const other = await order(environmentClerk, data.grantId, { format: 'ndjson' });
    const counted = await data.rowsCounted();
    expect(counted).toBe(some.count);
    await untilExport(environmentClerk, other.exportId, ({ state }) => state === 'ready');

    // The same again, now killed: void first, so that it is written anew.
    await data.move({ move: 'suspend', reason: '核查' }, { state: 'suspended' });
    await untilExport(environmentClerk, exportId, ({ state }) => state === 'void');
    await data.move({ move: 'resume', reason: '已核实' }, { state: 'active' });
    const before = await data.rowsCounted();
    await heldAfter(data.dataset, 2 * batch, 4000);
    await expect
      .poll(async () => (await call(environmentClerk, 'POST', `/v1/grants/${data.grantId}/exports`, { body: { format: 'csv' } })).status, {
        timeout: 20_000,
      })
      .toBe(202);
    await expect.poll(() => data.rowsCounted(), { timeout: 30_000 }).toBeGreaterThan(before);
    expect(killFunction('hub-test-data-requests-write-export', 'SIGKILL', endpoint)).toBeGreaterThan(0);
    await faults.clear();

    const watching = setInterval(() => void watch().catch(() => undefined), 3000);
    try {
      const again = await untilExport(environmentClerk, exportId, ({ state }) => state === 'ready', 100);
      expect(again.files).toEqual(undisturbed.files);
    } finally {
      clearInterval(watching);
    }
    expect((await data.rowsCounted()) - before).toBe(some.count);
  });

  it('is told again by the watcher when its message was lost, and a message that comes twice makes the same file once', async () => {
    const data = await grantedData(tables, some);
    await faults.set([
      { service: 'sqs', operation: 'SendMessageBatch', match: 'write-export', action: 'twice' },
      { service: 'dynamodb', operation: 'TransactWriteItems', match: 'file#0001', action: 'lose-answer' },
    ]);
    const { exportId } = await order(environmentClerk, data.grantId);
    const watching = setInterval(() => void watch().catch(() => undefined), 3000);
    try {
      const ready = await untilExport(environmentClerk, exportId, ({ state }) => state === 'ready', 100);
      expect(ready).toMatchObject({ rows: some.count, files: [{ rows: some.count }] });
    } finally {
      clearInterval(watching);
    }
    expect(await faults.hits(), 'both must have happened').toBe(2);
    expect(await data.rowsCounted()).toBe(some.count);
  });
});
