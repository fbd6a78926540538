import { randomUUID } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import type * as Kms from '@aws-sdk/client-kms';
import { startCloud } from '../../../infra/local/cloud.ts';
import { during } from '../../../shared/runtime/current-call.ts';
import { Grant } from '../../../functions/data-requests/grants/grant.ts';
import { type Figure, median } from '../figure.ts';

const rows = 200_000;
const owner = 'd-k7m2';
const holder = 'd-p4x9';

/** As wide as the rows of a dataset of inspections. */
const contentOf = (number: number): string =>
  JSON.stringify({
    record_id: `JC-2026-${String(number).padStart(8, '0')}`,
    object_name: `苏州第${String(number % 50_000)}餐饮有限公司`,
    object_code: `91320505MA1X${String(number % 50_000).padStart(6, '0')}`,
    item_name: '对食品经营者落实主体责任情况的监督检查',
    check_date: `2026-${String(1 + (number % 11)).padStart(2, '0')}-15`,
    result: number % 9 ? '未发现问题' : '责令改正',
    officers: ['张三', '李四'],
    officer_codes: ['32050011', '32050012'],
    contact: `1380000${String(number % 10_000).padStart(4, '0')}`,
    area: '320505',
  });
const fields = Object.keys(JSON.parse(contentOf(0)) as object).map((name) => ({
  name,
  title: name,
  level: 2,
  ...(name === 'contact' && { mask: 'phone' }),
}));
const treatments: Record<string, string> = { contact: 'masked', officer_codes: 'pseudonym' };

/**
 * One file of 200,000 rows, from the worker's first look at the gate to the signed manifest, beside reading the same rows by the same calls and doing nothing with them: on tables of the local cloud that nothing
 * else hears of, in this process, so that memory can be seen.
 */
export const measureExport = async (say: (line: string) => void): Promise<Figure[]> => {
  const cloud = await startCloud({ name: 'bench', say });
  Object.assign(process.env, cloud.env);
  const { CreateTableCommand } = await import('@aws-sdk/client-dynamodb');
  const { CreateBucketCommand, S3Client } = await import('@aws-sdk/client-s3');
  const { CreateKeyCommand, KMSClient } = await import('@aws-sdk/client-kms');
  const { dynamo, openTable } = await import('../../../shared/runtime/table.store.ts');
  const { batchesOf } = await import('../../../functions/data-requests/exports/bytes-of-file.ts');
  const { exportsBucket } = await import('../../../functions/data-requests/exports/exports.bucket.ts');
  const { exportsTable } = await import('../../../functions/data-requests/exports/exports.store.ts');
  const { fileLinks } = await import('../../../functions/data-requests/exports/file-links.bucket.ts');
  const { keepExports } = await import('../../../functions/data-requests/exports/keep-exports.ts');
  const { publicKeyOf, signing } = await import('../../../functions/data-requests/exports/signing.client.ts');
  const { writeExport } = await import('../../../functions/data-requests/exports/write-export.ts');
  const { resourcesTable } = await import('../../../functions/data-requests/catalogue/resources.store.ts');
  const { rowsTable } = await import('../../../functions/data-requests/delivery/rows.store.ts');
  const { orderOfWindows, windowsOf } = await import('../../../functions/data-requests/delivery/windows.ts');
  const { grantChanges, grantsTable } = await import('../../../functions/data-requests/grants/grants.store.ts');
  const { grantKeys } = await import('../../../functions/data-requests/grants/keys.client.ts');
  const { openGate } = await import('../../../functions/data-requests/grants/open-gate.ts');

  const own = randomUUID().slice(0, 8);
  const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
  const keyed = (pk: string, sk: string) => [
    { AttributeName: pk, KeyType: 'HASH' as const },
    { AttributeName: sk, KeyType: 'RANGE' as const },
  ];
  const [requestsName, rowsName, bucketName] = ['requests', 'rows', 'exports'].map((name) => `bench-${name}-${own}`) as [
    string,
    string,
    string,
  ];
  await dynamo.send(
    new CreateTableCommand({
      ...{ TableName: requestsName, BillingMode: 'PAY_PER_REQUEST', KeySchema: keyed('pk', 'sk') },
      AttributeDefinitions: ['pk', 'sk', 'list', 'listKey'].map(text),
      GlobalSecondaryIndexes: [{ IndexName: 'listed', KeySchema: keyed('list', 'listKey'), Projection: { ProjectionType: 'ALL' } }],
    }),
  );
  await dynamo.send(
    new CreateTableCommand({
      TableName: rowsName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: keyed('pk', 'sk'),
      AttributeDefinitions: ['pk', 'sk'].map(text),
    }),
  );
  await new S3Client({ forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: bucketName }));
  const kms = new KMSClient();
  const keyOf = async (its: Kms.CreateKeyCommandInput): Promise<string> =>
    (await kms.send(new CreateKeyCommand(its))).KeyMetadata?.KeyId ?? '';
  const macKey = await keyOf({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
  const signingKey = await keyOf({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });

  const store = rowsTable(rowsName);
  const lane = { dataset: `bench-${own}`, department: owner };
  say(`写入 ${String(rows)} 行 [writing the rows] …`);
  for (let from = 0; from < rows; from += 10_000)
    await store.write(
      lane,
      Array.from({ length: 10_000 }, (_, at) => ({
        key: `k-${String(from + at)}`,
        version: 1,
        feed: 1,
        deleted: false,
        content: contentOf(from + at),
      })),
      Date.now() + 600_000,
    );

  const resourceId = `r-${lane.dataset}.${owner}`;
  const grantId = `g-${lane.dataset}.${owner}.0000000000`;
  const at = new Date().toISOString();
  const moved = { by: 'system:bench', action: 'bench', at, correlationId: 'none' };
  const terms = { resourceId, kind: 'records', version: 1, state: 'published', shareClass: 'conditional', level: 2, fields };
  const entry = {
    ...{
      ...terms,
      title: '检查',
      description: '检查',
      updateCycle: 'daily',
      lane,
      contractVersion: 1,
      conditions: '依法',
      keptBy: [],
      createdAt: at,
      move: moved,
    },
    fields: fields.map((field) => ({ ...field, type: 'text' })),
  };
  const grant = Grant.parse({
    ...{
      grantId,
      resourceId,
      version: 1,
      state: 'active',
      holder,
      owner,
      purpose: '双随机检查前核实',
      useRange: '4',
      title: '检查',
      level: 2,
      shareClass: 'conditional',
    },
    ...{ fields: fields.map(({ name }) => ({ name, as: treatments[name] ?? 'clear' })), rows: [], channels: ['file'], systems: [] },
    ...{
      from: '2026-01-01T00:00:00.000Z',
      until: new Date(Date.now() + 86_400_000).toISOString(),
      quota: { rowsPerDay: 100_000_000, callsPerMinute: 60 },
    },
    ...{ requestId: `q-${'0'.repeat(26)}`, asked: [], grantedAt: at, approvals: [], reviewBy: '2027-01-01', move: moved },
  });
  await openTable(requestsName).transact([
    { put: { pk: `resource#${resourceId}`, sk: 'resource', ...entry } },
    { put: { pk: `resource#${resourceId}`, sk: 'live#terms', ...terms } },
    { put: { pk: `resource#${resourceId}`, sk: 'live#lane', visible: 1, feeds: 1, rows, at, wanted: true } },
    ...grantChanges(grant),
  ]);

  const [grants, resources, exports, keys] = [
    grantsTable(requestsName),
    resourcesTable(requestsName),
    exportsTable(requestsName),
    grantKeys(macKey),
  ];
  const gate = openGate({ grants, resources, keys });
  const bucket = exportsBucket(bucketName);
  const settings = { linkSeconds: 300, snapshotSeconds: 86_400, fileRows: 250_000, smallestCell: 5, mostCells: 50_000 };
  const windowsAtOnce = 16;
  const [orderIt] = keepExports({
    exports,
    gate,
    grants,
    resources,
    links: fileLinks(bucketName),
    publicKey: publicKeyOf(signingKey),
    settings,
    stuckSeconds: 900,
  });
  const work = writeExport({
    exports,
    gate,
    keys,
    rows: store,
    bucket,
    signer: signing(signingKey),
    settings,
    stuckSeconds: 900,
    windowsAtOnce,
  });

  const bare = async (): Promise<number> => {
    const begun = performance.now();
    let read = 0;
    const order = orderOfWindows(windowsOf(rows), (await keys.of(grantId)).orderOf);
    const readWindow = async (window: number) => (await store.window(lane, { feed: 1, windows: windowsOf(rows) }, window)).rows;
    for await (const batch of batchesOf({ read: readWindow, atOnce: windowsAtOnce }, order)) read += batch.flat().length;
    if (read !== rows) throw new Error(`${String(read)} rows were read`);
    return rows / ((performance.now() - begun) / 1000);
  };

  let peak = 0;
  const exported = async (format: string): Promise<number> => {
    const principal = { memberId: 'm-00000001', kind: 'person', departmentId: holder, roles: ['department-clerk'], clearance: 2 };
    const ordered = await orderIt?.handle({
      params: { grantId },
      body: { format, filters: [] },
      principal,
      address: '127.0.0.1',
      now: new Date(),
    } as never);
    if (ordered?.outcome !== 'done') throw new Error(`not ordered: ${String(ordered?.because)}`);
    const { exportId } = ordered.body as { exportId: string };
    globalThis.gc?.();
    await breathe();
    const before = process.memoryUsage().rss;
    const watching = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss - before)), 50);
    const begun = performance.now();
    await work({ exportId, file: 1 }, { clock: () => new Date(), timeIsUp: () => false });
    const seconds = (performance.now() - begun) / 1000;
    clearInterval(watching);
    const the = await exports.find(exportId);
    if (the?.state !== 'ready' || the.rows !== rows) throw new Error(`the export is ${String(the?.state)} with ${String(the?.rows)} rows`);
    say(`${format}: ${String(Math.round(the.bytes / 1024 / 1024))} MiB, ${seconds.toFixed(1)} s`);
    return rows / seconds;
  };

  return during({ correlationId: randomUUID(), actor: 'system:bench' }, async () => {
    say('预热 [warming up] …');
    await bare();
    const shares: number[] = [];
    const speeds: number[] = [];
    for (const format of ['csv', 'ndjson']) {
      const before = await bare();
      const speed = await exported(format);
      const after = await bare();
      say(`裸读 ${String(Math.round(before))} / ${String(Math.round(after))} 行/秒，导出 ${String(Math.round(speed))} 行/秒`);
      shares.push(speed / ((before + after) / 2));
      speeds.push(speed);
    }
    return [
      { name: 'export-share', value: Number(median(shares).toFixed(2)), unit: 'of reading bare', goal: '≥ 0.5' },
      { name: 'export-rows', value: Math.round(median(speeds)), unit: 'rows/s' },
      { name: 'export-memory', value: Math.round(peak / 1024 / 1024), unit: 'MiB above the beginning' },
    ];
  });
};
