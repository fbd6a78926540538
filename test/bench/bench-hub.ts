import { createHash } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { hubClient } from '../../cli/hub.client.ts';
import { signInWithPassword } from '../../cli/sign-in.client.ts';
import type { UploadReport } from '../../functions/ingestion/report.ts';
import { UploadShown } from '../../functions/ingestion/upload.ts';
import { startCloud } from '../../infra/local/cloud.ts';
import { deployTo } from '../../infra/local/deploy.ts';
import { samplePeople } from '../../infra/local/sample/people.ts';
import { apiUrlOf, seed } from '../../infra/local/seed.ts';
import { check, csvOf } from '../ingestion/sample-file.ts';

const Declared = z.object({
  upload: z.object({ uploadId: z.string() }),
  transfer: z.object({ url: z.string(), headers: z.record(z.string(), z.string()) }),
});

export interface HandedIn {
  uploadId: string;
  /** From the PUT to the report. */
  seconds: number;
  report: UploadReport;
}

/** The system on a local cloud of its own, a clerk who hands files in, and the cloud's tables themselves. */
export const openBenchHub = async (say: (line: string) => void) => {
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

  const handIn = async (dataset: string, fileName: string, bytes: Buffer): Promise<HandedIn> => {
    const sha256 = createHash('sha256').update(bytes).digest('base64');
    const declared = await hub.post('/v1/uploads', { dataset, fileName, size: bytes.length, sha256, parts: false }, Declared);
    const { uploadId } = declared.upload;
    const { 'content-length': _length, ...headers } = declared.transfer.headers;
    const begun = performance.now();
    const put = await fetch(declared.transfer.url, { method: 'PUT', headers, body: bytes });
    if (!put.ok) throw new Error(await put.text());
    for (;;) {
      const { report, ended } = await hub.get(`/v1/uploads/${uploadId}`, UploadShown);
      if (ended) throw new Error(ended.message);
      if (report) return { uploadId, seconds: (performance.now() - begun) / 1000, report };
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  return { dynamo, handIn };
};

/** Checks that nobody has handed in yet. */
export const checksOf = (own: string, count: number) =>
  Array.from({ length: count }, (_, index) =>
    check({
      record_unique_identity: `${own}-${String(index)}`,
      check_action_code: `JC-${own}-${String(index)}`,
      supervise_object: `苏州第${String(index)}餐饮有限公司`,
    }),
  );

export const csvOfChecks = (own: string, count: number): Buffer => csvOf(checksOf(own, count), Object.keys(check()));
