import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { ListBucketsCommand, ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, inject, it } from 'vitest';
import * as z from 'zod';
import { handIn as handInByClient } from '../../cli/hand-in.client.ts';
import { transfersIn } from '../../cli/transfers.store.ts';
import { UploadShown } from '../../functions/ingestion/upload.ts';
import { company, csvOf } from '../ingestion/sample-file.ts';
import { as, call, ended, handIn, sha256Of } from '../support/hub.ts';
import { endedWithSweeper } from '../support/sweeper.ts';
import { emergencyClerk, environmentClerk, marketClerk, marketSystem, steward } from '../support/people.ts';

const InParts = z.object({ kind: z.literal('multipart'), partBytes: z.int(), parts: z.int() });
const Declared = z.object({ upload: UploadShown, transfer: InParts });
const Addressed = z.object({ parts: z.array(z.object({ number: z.int(), url: z.string(), headers: z.record(z.string(), z.string()) })) });
const There = InParts.extend({ there: z.array(z.object({ number: z.int(), size: z.int(), sha256: z.string() })) });

/** Twelve megabytes in few rows, by a column that the contract does not know: what is tried here is the way, not the work. */
const rows = 14;
const large = (): Buffer => {
  const own = randomUUID().slice(0, 8);
  const note = 'x'.repeat(900_000);
  return csvOf(Array.from({ length: rows }, (_, index) => company({ pripid: `${own}-${String(index)}`, 附注: note })));
};

const declareParts = async (who: string, bytes: Uint8Array, its: { sha256?: string } = {}) =>
  (await as(who)).post(
    '/v1/uploads',
    { dataset: 'market-entities', fileName: 'large.csv', size: bytes.length, sha256: sha256Of(bytes), parts: true, ...its },
    Declared,
  );

const partOf = (bytes: Buffer, partBytes: number, number: number): Buffer => bytes.subarray((number - 1) * partBytes, number * partBytes);

const sendParts = async (who: string, uploadId: string, parts: { number: number; bytes: Buffer; sent?: Buffer }[]): Promise<number[]> => {
  const asked = { parts: parts.map(({ number, bytes }) => ({ number, sha256: sha256Of(bytes) })) };
  const { parts: addresses } = await (await as(who)).post(`/v1/uploads/${uploadId}/parts`, asked, Addressed);
  const statuses = [];
  for (const [index, { url, headers }] of addresses.entries()) {
    const { 'content-length': _length, ...rest } = headers;
    const { sent, bytes } = parts[index] ?? { bytes: Buffer.alloc(0) };
    statuses.push((await fetch(url, { method: 'PUT', headers: rest, body: Buffer.from(sent ?? bytes) })).status);
  }
  return statuses;
};

/** Declared before everything else, so that its time is over when it is looked at. */
const unfinished = (async () => {
  const bytes = randomBytes(6 * 1024 ** 2);
  const declared = await declareParts(marketClerk, bytes);
  await sendParts(marketClerk, declared.upload.uploadId, [{ number: 1, bytes: partOf(bytes, declared.transfer.partBytes, 1) }]);
  return declared;
})();

describe('A large file in parts', () => {
  it('comes out of order and twice, is resumed where it broke off, and is one file in the end', async () => {
    const bytes = large();
    const { upload, transfer } = await declareParts(marketClerk, bytes);
    const { uploadId } = upload;
    const part = (number: number) => ({ number, bytes: partOf(bytes, transfer.partBytes, number) });
    expect(transfer).toMatchObject({ parts: 3 });

    expect(await sendParts(marketClerk, uploadId, [part(3), part(1), part(3)])).toEqual([200, 200, 200]);
    const altered = Buffer.from(part(2).bytes);
    altered[7] = 0x41;
    expect(await sendParts(marketClerk, uploadId, [{ ...part(2), sent: altered }]), 'another sum').toEqual([400]);
    expect(await sendParts(marketClerk, uploadId, [{ ...part(2), sent: altered.subarray(1) }]), 'another size').toEqual([403]);

    const tooEarly = await call(marketClerk, 'POST', `/v1/uploads/${uploadId}/completion`);
    expect(tooEarly).toMatchObject({ status: 409, body: { type: 'urn:supervision-hub:problem:parts-missing' } });
    expect(tooEarly.body['detail']).toContain('缺第 2 片');

    const market = await as(marketClerk);
    const { there } = await market.get(`/v1/uploads/${uploadId}/parts`, There);
    expect(there).toEqual([1, 3].map((number) => ({ number, size: part(number).bytes.length, sha256: sha256Of(part(number).bytes) })));
    expect(await call(emergencyClerk, 'GET', `/v1/uploads/${uploadId}/parts`), 'of another department').toMatchObject({ status: 403 });

    expect(await sendParts(marketClerk, uploadId, [part(2)])).toEqual([200]);
    for (let time = 0; time < 2; time += 1)
      expect(await call(marketClerk, 'POST', `/v1/uploads/${uploadId}/completion`)).toMatchObject({ status: 200 });
    expect(
      await call(marketClerk, 'POST', `/v1/uploads/${uploadId}/parts`, { body: { parts: [{ number: 1, sha256: sha256Of(bytes) }] } }),
    ).toMatchObject({
      status: expect.toSatisfy((status) => status === 409 || status === 200) as number,
    });
    const { state, report } = await ended(marketClerk, uploadId);
    expect({ state, read: report?.read, refused: report?.refused }).toEqual({ state: 'finished', read: rows, refused: 0 });
    expect(await call(marketClerk, 'POST', `/v1/uploads/${uploadId}/completion`), 'long done').toMatchObject({ status: 200 });
    expect(await call(marketClerk, 'GET', `/v1/uploads/${uploadId}/parts`)).toMatchObject({ status: 409 });
  });

  it('whose parts are right each, but not the file that was declared, fails by name', async () => {
    const bytes = large();
    const { upload, transfer } = await declareParts(marketClerk, bytes, { sha256: sha256Of(Buffer.from('another')) });
    const parts = [1, 2, 3].map((number) => ({ number, bytes: partOf(bytes, transfer.partBytes, number) }));
    await sendParts(marketClerk, upload.uploadId, parts);
    expect(await call(marketClerk, 'POST', `/v1/uploads/${upload.uploadId}/completion`)).toMatchObject({ status: 200 });
    expect(await ended(marketClerk, upload.uploadId)).toMatchObject({ state: 'failed', ended: { reason: 'checksum-mismatch' } });
  });

  it('ends when it is not completed in time, and its parts are thrown away', async () => {
    const { upload } = await unfinished;
    expect(await endedWithSweeper(marketClerk, upload.uploadId)).toMatchObject({ state: 'expired', ended: { reason: 'no-file' } });
    expect(await call(marketClerk, 'POST', `/v1/uploads/${upload.uploadId}/completion`)).toMatchObject({ status: 410 });
    const { endpoint, env } = inject('hub');
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const s3 = new S3Client({ endpoint, region: env['AWS_REGION'] ?? '', credentials, forcePathStyle: true });
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    const begun = Buckets.map(async ({ Name }) => (await s3.send(new ListMultipartUploadsCommand({ Bucket: Name }))).Uploads ?? []);
    expect((await Promise.all(begun)).flat().filter(({ Key }) => Key?.endsWith(upload.uploadId))).toEqual([]);
  });

  it('has parts of its own numbers only, and none where it is small or was declared whole', async () => {
    const bytes = randomBytes(5 * 1024 ** 2);
    const { upload } = await declareParts(marketClerk, bytes);
    const beyond = { body: { parts: [{ number: 2, sha256: sha256Of(bytes) }] } };
    expect(await call(marketClerk, 'POST', `/v1/uploads/${upload.uploadId}/parts`, beyond)).toMatchObject({ status: 422 });
    const small = { dataset: 'market-entities', fileName: 'a.csv', size: 10, sha256: sha256Of(bytes) };
    expect(await call(marketClerk, 'POST', '/v1/uploads', { body: { ...small, parts: true } })).toMatchObject({ status: 400 });
    const whole = await call(marketClerk, 'POST', '/v1/uploads', { body: small });
    const { uploadId } = z.object({ upload: UploadShown }).parse(whole.body).upload;
    expect(await call(marketClerk, 'POST', `/v1/uploads/${uploadId}/completion`)).toMatchObject({ status: 409 });
  });

  it('goes on with the client where it was when the same command is given again', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'hub-parts-'));
    try {
      const file = path.join(folder, 'large.csv');
      const bytes = large();
      await writeFile(file, bytes);
      const { upload, transfer } = await declareParts(marketClerk, bytes);
      await sendParts(marketClerk, upload.uploadId, [{ number: 2, bytes: partOf(bytes, transfer.partBytes, 2) }]);
      const transfers = transfersIn(folder, inject('hub').url);
      const what = { dataset: 'market-entities', sha256: createHash('sha256').update(bytes).digest('base64') };
      await transfers.keep(what, upload.uploadId);
      const sent: number[] = [];
      const last = await handInByClient({
        hub: await as(marketClerk),
        file,
        dataset: what.dataset,
        transfers,
        onStep: (step) => {
          if (step.step === 'sending') sent.push(step.done);
        },
      });
      expect(last).toMatchObject({ uploadId: upload.uploadId, state: 'finished', report: { read: rows } });
      expect(sent[0]).toBe(transfer.partBytes);
      expect(sent.at(-1)).toBe(bytes.length);
      expect(await transfers.find(what)).toBeUndefined();
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

const Pushed = z.object({ upload: UploadShown, report: z.string() });
const push = (who: string, records: unknown, headers: Record<string, string> = {}) =>
  call(who, 'POST', '/v1/datasets/market-entities/records', { body: typeof records === 'string' ? records : { records }, headers });
const companies = (count: number): Record<string, unknown>[] => {
  const own = randomUUID().slice(0, 8);
  return Array.from({ length: count }, (_, index) => company({ pripid: `${own}-${String(index)}` }));
};

describe('Records pushed by a system', () => {
  it.each([1, 500])('%i of them are an upload like any other', async (count) => {
    const pushed = await push(marketSystem, companies(count));
    expect(pushed.status).toBe(202);
    const { upload, report } = Pushed.parse(pushed.body);
    expect(report).toBe(`/v1/uploads/${upload.uploadId}/report`);
    expect(await ended(marketSystem, upload.uploadId)).toMatchObject({ report: { read: count, accepted: { new: count } } });
  });

  it('the same key pushes once', async () => {
    const records = companies(2);
    const headers = { 'idempotency-key': randomUUID() };
    const first = Pushed.parse((await push(marketSystem, records, headers)).body);
    expect(Pushed.parse((await push(marketSystem, records, headers)).body).upload.uploadId).toBe(first.upload.uploadId);
    expect(await push(marketSystem, companies(2), headers)).toMatchObject({ status: 422 });
    expect(await ended(marketSystem, first.upload.uploadId)).toMatchObject({ report: { read: 2 } });
  });

  it('numbers keep the digits that were written, and titles do as well as names', async () => {
    const own = randomUUID().slice(0, 8);
    const text = JSON.stringify({ records: [{ ...company({ pripid: own }), dom: 'LONG' }] }).replace('"LONG"', '12345678901234567890.10');
    const { upload } = Pushed.parse((await push(marketSystem, text.replace('"entname"', '"企业名称"'))).body);
    expect(await ended(marketSystem, upload.uploadId)).toMatchObject({ report: { accepted: { new: 1 }, unknownColumns: [] } });
    const market = await as(marketClerk);
    const { departmentId } = await market.get('/v1/me', z.object({ departmentId: z.string() }));
    const record = await market.get(
      `/v1/records/market-entities/${departmentId}/${own}`,
      z.object({ content: z.record(z.string(), z.unknown()) }),
    );
    expect(record.content).toMatchObject({ dom: '12345678901234567890.10' });
  });

  it.each([
    ['501 records', companies(501), 400],
    ['none', [], 400],
    ['a record inside a record', [{ pripid: { inner: 1 } }], 400],
    ['more than 4 MB', [{ opscope: 'x'.repeat(5_000_000) }], 413],
    ['what is not JSON', '{"records": [', 400],
  ])('%s are refused with what is wrong', async (_, records, status) => {
    expect(await push(marketSystem, records)).toMatchObject({ status });
  });
});

const Quota = z.object({
  quota: z.object({ bytesPerDay: z.int(), filesPerDay: z.int(), open: z.int() }),
  set: z.object({ reason: z.string() }).optional(),
  today: z.object({ bytes: z.int(), files: z.int() }),
});

describe("A department's quota", () => {
  it('stops a file that comes to more than is left of the day when it is unpacked', async () => {
    const department = (await (await as(environmentClerk)).get('/v1/me', z.object({ departmentId: z.string() }))).departmentId;
    const path = `/v1/quotas/${department}`;
    const { quota, today } = Quota.parse((await call(steward, 'GET', path)).body);
    const set = async (body: object) => {
      const { headers } = await call(steward, 'GET', path);
      return call(steward, 'PUT', path, { body: { ...quota, ...body }, headers: { 'if-match': headers.get('etag') ?? '' } });
    };
    const file = gzipSync(large());
    try {
      expect(await set({ bytesPerDay: today.bytes + 1024 ** 2, reason: '试运行期间限量' })).toMatchObject({ status: 200 });
      expect(await handIn(environmentClerk, 'market-entities', file)).toMatchObject({
        state: 'failed',
        ended: { reason: 'quota-exceeded' },
      });
      expect(await set({ reason: '恢复' })).toMatchObject({ status: 200 });
      expect(await handIn(environmentClerk, 'market-entities', file)).toMatchObject({ state: 'finished' });
      expect(Quota.parse((await call(environmentClerk, 'GET', path)).body).today.bytes).toBeGreaterThan(today.bytes + 12 * 900_000);
    } finally {
      await set({ reason: '恢复' });
    }
  });

  it('is set by the data bureau with a reason, seen by the department, and holds at once', async () => {
    const department = (await (await as(environmentClerk)).get('/v1/me', z.object({ departmentId: z.string() }))).departmentId;
    const path = `/v1/quotas/${department}`;
    const declareOne = (headers: Record<string, string> = {}) =>
      call(environmentClerk, 'POST', '/v1/uploads', {
        body: { dataset: 'market-entities', fileName: 'a.csv', size: 10, sha256: `${'A'.repeat(43)}=` },
        headers,
      });
    const before = await call(steward, 'GET', path);
    const { quota, today } = Quota.parse(before.body);
    const set = async (body: object) => {
      const { headers } = await call(steward, 'GET', path);
      return call(steward, 'PUT', path, { body: { ...quota, ...body }, headers: { 'if-match': headers.get('etag') ?? '' } });
    };
    try {
      expect(await set({ filesPerDay: today.files + 2, reason: '试运行期间限量' })).toMatchObject({ status: 200 });
      expect(Quota.parse((await call(environmentClerk, 'GET', path)).body).set?.reason).toBe('试运行期间限量');
      const headers = { 'idempotency-key': randomUUID() };
      expect([(await declareOne(headers)).status, (await declareOne(headers)).status, (await declareOne()).status]).toEqual([
        201, 201, 201,
      ]);
      const refused = await declareOne();
      expect(refused).toMatchObject({ status: 429, body: { type: 'urn:supervision-hub:problem:quota-exceeded' } });
      expect(refused.body['detail']).toMatch(/每天最多 .* 个.*恢复/);
      expect(Quota.parse((await call(environmentClerk, 'GET', path)).body).today.files).toBe(today.files + 2);
    } finally {
      expect(await set({ reason: '恢复' })).toMatchObject({ status: 200 });
    }
    expect(await call(steward, 'PUT', path, { body: { ...quota, reason: '旧版本' }, headers: { 'if-match': '"0"' } })).toMatchObject({
      status: 412,
    });
    expect(await call(marketClerk, 'GET', path), "another department's").toMatchObject({ status: 403 });
  });
});
