import { randomUUID } from 'node:crypto';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { inject } from 'vitest';
import type * as z from 'zod';
import { ExportShown } from '../../functions/data-requests/exports/routes.ts';
import type { GrantAct } from '../../functions/data-requests/grants/grant-moves.ts';
import { Grant } from '../../functions/data-requests/grants/grant.ts';
import type { Level } from '../../functions/data-requests/sharing.ts';
import { sampleDepartments } from '../../infra/local/sample/people.ts';
import { as } from './hub.ts';
import { eventually } from './register.ts';

const departmentOf = (name: string): string => sampleDepartments.find((one) => one.name.includes(name))?.departmentId ?? '';
/** Whose data, and who was granted them. */
export const owner = departmentOf('市场监管');
export const holder = departmentOf('生态');

const moved = (at: string) => ({ by: 'system:test', action: 'test', at, correlationId: 'none' });

/** The capability's tables, as its functions know them. Clients read the environment when they are loaded. */
export const sharedTables = async () => {
  Object.assign(process.env, inject('hub').env);
  const { openTable } = await import('../../shared/runtime/table.store.ts');
  const { grantsTable, grantChanges } = await import('../../functions/data-requests/grants/grants.store.ts');
  const { rowsTable } = await import('../../functions/data-requests/delivery/rows.store.ts');
  const requests = openTable('hub-test-data-requests-requests');
  return {
    requests,
    grants: grantsTable('hub-test-data-requests-requests'),
    rows: rowsTable('hub-test-data-requests-shared-rows'),
    grantChanges,
  };
};
type Tables = Awaited<ReturnType<typeof sharedTables>>;

/** A resource of the test's own, with rows, and a grant on it, as the catalogue, `load-rows` and an approval write them. `rows`: what the lane is said to have, by which windows are cut. */
export const grantedData = async (
  { requests, grants, rows, grantChanges }: Tables,
  { count, rows: said, quota = 1_000_000 }: { count: number; rows: number; quota?: number },
) => {
  const dataset = `test-${randomUUID().slice(0, 8)}`;
  const at = new Date().toISOString();
  const resourceId = `r-${dataset}.${owner}`;
  const fields: { name: string; title: string; level: z.infer<typeof Level> }[] = [
    { name: 'object_name', title: '监管对象', level: 1 },
    { name: 'result', title: '结果', level: 2 },
  ];
  const terms = { resourceId, kind: 'records', version: 1, state: 'published', shareClass: 'conditional', level: 2, fields };
  const entry = {
    ...{
      ...terms,
      title: '测试数据',
      description: '测试数据',
      updateCycle: 'daily',
      lane: { dataset, department: owner },
      contractVersion: 1,
    },
    ...{ fields: fields.map((field) => ({ ...field, type: 'text' })), conditions: '测试', keptBy: [], createdAt: at, move: moved(at) },
  };
  const lane = { visible: 1, feeds: 1, rows: said, at, wanted: true };
  const grantId = `g-${dataset}.${owner}.0000000000`;
  const grant = Grant.parse({
    ...{
      grantId,
      version: 1,
      state: 'active',
      holder,
      owner,
      purpose: '测试核对',
      useRange: '4',
      title: '测试数据',
      level: 2,
      shareClass: 'conditional',
    },
    ...{ fields: fields.map(({ name }) => ({ name, as: 'clear' })), rows: [], channels: ['api', 'file'], systems: [] },
    ...{ from: '2026-01-01T00:00:00.000Z', until: new Date(Date.now() + 86_400_000).toISOString() },
    ...{
      quota: { rowsPerDay: quota, callsPerMinute: 60 },
      requestId: `q-${'0'.repeat(26)}`,
      asked: [],
      resourceId,
      grantedAt: at,
      approvals: [],
    },
    ...{ reviewBy: '2027-01-01', move: moved(at) },
  });
  await rows.write(
    { dataset, department: owner },
    Array.from({ length: count }, (_, number) => ({
      ...{ key: `k-${String(number)}`, version: 1, feed: 1, deleted: false },
      content: JSON.stringify({ object_name: `苏州测试${String(number)}号`, result: number % 2 ? '合格' : '=不合格' }),
    })),
    Date.now() + 60_000,
  );
  const stored = await requests.transact([
    { put: { pk: `resource#${resourceId}`, sk: 'resource', ...entry } },
    { put: { pk: `resource#${resourceId}`, sk: 'live#terms', ...terms } },
    { put: { pk: `resource#${resourceId}`, sk: 'live#lane', ...lane } },
    ...grantChanges(grant),
  ]);
  if (stored !== 'done') throw new Error('the test data are there already');

  return {
    dataset,
    grantId,
    /** A move of the grant, as its owner's or the hub's own moves are stored. */
    async move(act: GrantAct, more: Partial<Grant>): Promise<void> {
      const before = await grants.find(grantId);
      if (!before) throw new Error('the grant is gone');
      const next = { ...before, ...more, version: before.version + 1, move: moved(new Date().toISOString()) };
      if ((await grants.store(next, { before, act })) === 'stale') throw new Error('somebody moved the grant meanwhile');
    },
    rowsCounted: async (): Promise<number> => (await grants.forReading(grantId)).use?.rows ?? 0,
  };
};

export const order = async (who: string, grantId: string, more: Record<string, unknown> = {}): Promise<ExportShown> =>
  (await as(who)).post(`/v1/grants/${grantId}/exports`, { format: 'csv', ...more }, ExportShown);
export const readExport = async (who: string, exportId: string): Promise<ExportShown> =>
  (await as(who)).get(`/v1/exports/${exportId}`, ExportShown);
export const untilExport = (who: string, exportId: string, isSo: (the: ExportShown) => boolean, seconds = 60): Promise<ExportShown> =>
  eventually(() => readExport(who, exportId), isSo, { seconds });

/** What the schedule does once a minute. */
export const watch = async (): Promise<void> => {
  const { endpoint } = inject('hub');
  const lambda = new LambdaClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  await lambda.send(new InvokeCommand({ FunctionName: 'hub-test-data-requests-watch-data-requests', Payload: '{}' }));
};
