import { createHash, randomUUID } from 'node:crypto';
import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { hubClient } from '../../cli/hub.client.ts';
import { signInWithPassword } from '../../cli/sign-in.client.ts';
import { UploadShown } from '../../functions/ingestion/upload.ts';
import { startCloud } from '../../infra/local/cloud.ts';
import { deployTo } from '../../infra/local/deploy.ts';
import { samplePeople } from '../../infra/local/sample/people.ts';
import { apiUrlOf, seed } from '../../infra/local/seed.ts';
import { inParallel } from '../../shared/runtime/in-parallel.ts';
import { toItem } from '../../shared/runtime/table.store.ts';
import { check, csvOf } from '../ingestion/sample-file.ts';
import { type Bench, median } from './figure.ts';

const rows = 100_000;
const rounds = 3;
const bareItems = 20_000;
const callers = 4;

const Declared = z.object({
  upload: z.object({ uploadId: z.string() }),
  transfer: z.object({ url: z.string(), headers: z.record(z.string(), z.string()) }),
});

/** A file of checks that nobody has handed in yet. */
const fileOf = (own: string, count: number): Buffer => {
  const titles = Object.keys(check());
  const lines = Array.from({ length: count }, (_, index) => ({
    ...check({
      record_unique_identity: `${own}-${String(index)}`,
      check_action_code: `JC-${String(index)}`,
      supervise_object: `苏州第${String(index)}餐饮有限公司`,
    }),
  }));
  return csvOf(lines, titles);
};

/**
 * 100,000 rows from PUT to report, as a share of the local cloud's own bare batch write rate for items of the same shape: four callers, fresh keys,
 * measured right before and right after, functions warm. The median of three rounds. `--rows N` for a quick look.
 */
export const bench: Bench = async ({ say, args }) => {
  const count = Number(args[args.indexOf('--rows') + 1] ?? rows) || rows;
  const cloud = await startCloud({ name: 'bench', say });
  const { outputs } = await deployTo(cloud, 'local', say);
  const signIns = await seed(cloud, outputs, say);
  const url = apiUrlOf(cloud, outputs);
  const clerk = samplePeople.find(({ roles }) => roles.includes('department-clerk'))?.signIn ?? '';
  const hub = hubClient(url, await signInWithPassword(url, clerk, signIns.people[clerk]?.password ?? ''));
  const dynamo = new DynamoDBClient({
    endpoint: cloud.endpoint,
    region: cloud.env['AWS_REGION'] ?? '',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });

  const upload = async (bytes: Buffer): Promise<{ seconds: number; read: number; stored: number }> => {
    const declared = await hub.post(
      '/v1/uploads',
      { dataset: 'check-actions', fileName: 'bench.csv', size: bytes.length, sha256: createHash('sha256').update(bytes).digest('base64') },
      Declared,
    );
    const { 'content-length': _length, ...headers } = declared.transfer.headers;
    const begun = performance.now();
    const put = await fetch(declared.transfer.url, { method: 'PUT', headers, body: bytes });
    if (!put.ok) throw new Error(await put.text());
    for (;;) {
      const { report, ended } = await hub.get(`/v1/uploads/${declared.upload.uploadId}`, UploadShown);
      if (report) return { seconds: (performance.now() - begun) / 1000, read: report.read, stored: report.accepted.new };
      if (ended) throw new Error(ended.message);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };

  /** Items a second, without any system around: what the local cloud itself can take. */
  const bareRate = async (): Promise<number> => {
    const own = randomUUID();
    const content = JSON.stringify({ ...check(), check_personnel: ['张三', '李四'], check_personnel_code: ['32050011', '32050012'] });
    const item = (index: number) => ({
      PutRequest: {
        Item: toItem({
          pk: `record#check-actions#d-bench#${own}-${String(index)}`,
          sk: 'current',
          version: 1,
          digest: 'x'.repeat(22),
          businessTime: '2026-11-03 10:00:00',
          content,
          contractVersion: 1,
          uploadId: 'u-00000000000000000000000000',
          row: index,
          outcome: 'new',
        }),
      },
    });
    const begun = performance.now();
    await inParallel(
      Array.from({ length: bareItems / 25 }, (_, batch) => batch * 25),
      callers,
      async (from) => {
        await dynamo.send(
          new BatchWriteItemCommand({
            RequestItems: { 'hub-local-ingestion-records': Array.from({ length: 25 }, (_, index) => item(from + index)) },
          }),
        );
      },
    );
    return bareItems / ((performance.now() - begun) / 1000);
  };

  say('warming up …');
  await upload(fileOf(randomUUID().slice(0, 8), 2000));
  await bareRate();

  const shares: number[] = [];
  const seconds: number[] = [];
  const bare: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    const bytes = fileOf(randomUUID().slice(0, 8), count);
    const before = await bareRate();
    const took = await upload(bytes);
    if (took.read !== count || took.stored !== count)
      throw new Error(`the report says ${String(took.stored)} of ${String(took.read)} rows`);
    const after = await bareRate();
    const rate = (before + after) / 2;
    shares.push(count / took.seconds / rate);
    seconds.push(took.seconds);
    bare.push(rate);
    say(
      `round ${String(round)}: ${(bytes.length / 1e6).toFixed(0)} MB in ${took.seconds.toFixed(1)} s = ${(count / took.seconds).toFixed(0)} rows/s; bare ${before.toFixed(0)} and ${after.toFixed(0)} items/s`,
    );
  }
  const rounded = (value: number, digits: number) => Number(value.toFixed(digits));
  return [
    { name: 'share-of-bare-writes', value: rounded(median(shares), 2), unit: 'x', goal: '≥ 0.5' },
    { name: 'rows-per-second', value: Math.round(count / median(seconds)), unit: 'rows/s' },
    { name: 'bare-writes-per-second', value: Math.round(median(bare)), unit: 'items/s' },
  ];
};
