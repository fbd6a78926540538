import { randomUUID } from 'node:crypto';
import type * as Kms from '@aws-sdk/client-kms';
import { Grant } from '../../../functions/data-requests/grants/grant.ts';
import { startCloud } from '../../../infra/local/cloud.ts';

const owner = 'd-k7m2';
export const holder = 'd-p4x9';
/** Whom the grant names. */
export const holdersSystem = 'm-00000002';

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

/** So many rows of one lane, and a grant on them: on tables of the local cloud that nothing else hears of, so that what is measured runs in this process. */
export const openBenchLane = async (say: (line: string) => void, rows: number) => {
  const cloud = await startCloud({ name: 'bench', say });
  Object.assign(process.env, cloud.env);
  const { CreateTableCommand } = await import('@aws-sdk/client-dynamodb');
  const { CreateKeyCommand, KMSClient } = await import('@aws-sdk/client-kms');
  const { dynamo, openTable } = await import('../../../shared/runtime/table.store.ts');
  const { rowsTable } = await import('../../../functions/data-requests/delivery/rows.store.ts');
  const { grantChanges } = await import('../../../functions/data-requests/grants/grants.store.ts');

  const own = randomUUID().slice(0, 8);
  const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
  const keyed = (pk: string, sk: string) => [
    { AttributeName: pk, KeyType: 'HASH' as const },
    { AttributeName: sk, KeyType: 'RANGE' as const },
  ];
  const [requestsName, rowsName] = [`bench-requests-${own}`, `bench-rows-${own}`];
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
  const kms = new KMSClient();
  const newKey = async (its: Kms.CreateKeyCommandInput): Promise<string> =>
    (await kms.send(new CreateKeyCommand(its))).KeyMetadata?.KeyId ?? '';
  const macKey = await newKey({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });

  const store = rowsTable(rowsName);
  const lane = { dataset: `bench-${own}`, department: owner };
  say(`写入 ${String(rows)} 行 [writing the rows] …`);
  for (let from = 0; from < rows; from += 10_000)
    await store.write(
      lane,
      Array.from({ length: Math.min(10_000, rows - from) }, (_, at) => ({
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
  const terms = {
    ...{ resourceId, kind: 'records', version: 1, state: 'published', shareClass: 'conditional', level: 2, fields },
    subject: { as: 'party', name: 'object_name', code: 'object_code' },
  };
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
    ...{ fields: fields.map(({ name }) => ({ name, as: treatments[name] ?? 'clear' })), rows: [], channels: ['api', 'file'] },
    systems: [{ memberId: holdersSystem, networks: ['127.0.0.0/8'] }],
    ...{
      from: '2026-01-01T00:00:00.000Z',
      until: new Date(Date.now() + 86_400_000).toISOString(),
      quota: { rowsPerDay: 100_000_000, callsPerMinute: 6000 },
    },
    ...{ requestId: `q-${'0'.repeat(26)}`, asked: [], grantedAt: at, approvals: [], reviewBy: '2027-01-01', move: moved },
  });
  await openTable(requestsName).transact([
    { put: { pk: `resource#${resourceId}`, sk: 'resource', ...entry } },
    { put: { pk: `resource#${resourceId}`, sk: 'live#terms', ...terms } },
    { put: { pk: `resource#${resourceId}`, sk: 'live#lane', visible: 1, feeds: 1, rows, at, wanted: true } },
    ...grantChanges(grant),
  ]);
  return { own, lane, resourceId, grantId, requestsName, rowsName, store, macKey, newKey, dynamo };
};
