import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { type Fault, faultsOf, killFunction } from '../../infra/local/faults.client.ts';
import { declare, ended, handIn, transfer } from '../support/hub.ts';
import { endedWithSweeper } from '../support/sweeper.ts';
import { company, csvOf } from '../ingestion/sample-file.ts';
import { environmentClerk } from '../support/people.ts';

const { endpoint } = inject('hub');
const faults = faultsOf(endpoint);

afterEach(async () => {
  await faults.clear();
});

/** 400 rows over some chunks: 300 companies, 50 of them twice, 50 rows refused. */
const file = (own: string): Buffer =>
  csvOf([
    ...Array.from({ length: 300 }, (_, index) => company({ pripid: `${own}-${String(index)}`, opscope: 'x'.repeat(1500) })),
    ...Array.from({ length: 50 }, (_, index) =>
      company({ pripid: `${own}-${String(index)}`, apprdate: '2026-04-01', opscope: 'y'.repeat(1500) }),
    ),
    ...Array.from({ length: 50 }, (_, index) => company({ pripid: `${own}-bad-${String(index)}`, apprdate: '' })),
  ]);
const truth = { read: 400, accepted: { new: 300, changed: 0 }, unchanged: 0, superseded: 50, refused: 50, complete: true };
/** What a later upload of the same file finds if, and only if, every record was stored as it should be. */
const afterwards = { read: 400, accepted: { new: 0, changed: 0 }, unchanged: 300, superseded: 50, refused: 50 };

describe('Whatever happens to the calls of the work, the report and the records are the same', () => {
  it.each<[string, Fault[]]>([
    ['writes of records are throttled', [{ service: 'dynamodb', operation: 'BatchWriteItem', action: 'throttle', times: 5 }]],
    [
      'batches come back unprocessed',
      [
        { service: 'dynamodb', operation: 'BatchWriteItem', action: 'unprocessed', times: 4 },
        { service: 'dynamodb', operation: 'BatchGetItem', action: 'unprocessed', times: 3 },
      ],
    ],
    ['the answer of a write is lost', [{ service: 'dynamodb', operation: 'BatchWriteItem', action: 'lose-answer', times: 3 }]],
    [
      'the answer of a unit that was just done is lost',
      [{ service: 'dynamodb', operation: 'TransactWriteItems', match: 'chunksDone', action: 'lose-answer' }],
    ],
    [
      'the answer of the settled section is lost',
      [{ service: 'dynamodb', operation: 'TransactWriteItems', match: 'sectionsDone', action: 'lose-answer' }],
    ],
    [
      'every message of the work comes twice',
      [{ service: 'sqs', operation: 'SendMessageBatch', match: 'uploadId', action: 'twice', times: 50 }],
    ],
    ['a message is late', [{ service: 'sqs', operation: 'SendMessageBatch', match: '\\"chunk\\"', action: 'delay', delayMs: 3000 }]],
    [
      'objects can not be read or written for a moment',
      [
        { service: 's3', operation: 'GET', action: 'error', times: 2 },
        { service: 's3', operation: 'PUT', match: 'accepted', action: 'throttle', times: 2 },
      ],
    ],
  ])('%s', async (_what, plan) => {
    const own = randomUUID().slice(0, 8);
    const bytes = file(own);
    const { upload, transfer: to } = await declare(environmentClerk, 'market-entities', bytes);
    await faults.set(plan);
    await transfer(to, bytes);
    const end = await endedWithSweeper(environmentClerk, upload.uploadId);
    expect(await faults.hits(), 'the fault must have happened').toBeGreaterThan(0);
    await faults.clear();
    expect(end.report).toMatchObject(truth);
    expect((await handIn(environmentClerk, 'market-entities', bytes)).report).toMatchObject(afterwards);
  });

  it.each<[string, Fault]>([
    ['a chunk that was read', { service: 'dynamodb', operation: 'TransactWriteItems', match: 'chunksDone', action: 'error', times: 9 }],
    [
      'a section that was settled',
      { service: 'dynamodb', operation: 'TransactWriteItems', match: 'sectionsDone', action: 'error', times: 6 },
    ],
    ['the end', { service: 'dynamodb', operation: 'TransactWriteItems', match: 'uploads:finish', action: 'error', times: 3 }],
  ])('%s cannot be stored for a while: its own message comes again and does it, without any help', async (_what, fault) => {
    const bytes = file(randomUUID().slice(0, 8));
    const { upload, transfer: to } = await declare(environmentClerk, 'market-entities', bytes);
    await faults.set([fault]);
    await transfer(to, bytes);
    const end = await ended(environmentClerk, upload.uploadId, 45);
    expect(await faults.hits(), 'the fault must have happened').toBeGreaterThan(0);
    expect(end.report).toMatchObject(truth);
  });

  it.each(['split-upload', 'read-chunk', 'settle-section', 'advance-upload'])('a worker of %s is killed in the middle', async (command) => {
    const own = randomUUID().slice(0, 8);
    const bytes = file(own);
    // Half of the records are there already, with other content: what is killed writes new ones and changes old ones, with their history.
    const before = Array.from({ length: 150 }, (_, index) =>
      company({ pripid: `${own}-${String(index)}`, apprdate: '2026-01-05', opscope: 'z' }),
    );
    expect((await handIn(environmentClerk, 'market-entities', csvOf(before))).report).toMatchObject({ accepted: { new: 150 } });
    const { upload, transfer: to } = await declare(environmentClerk, 'market-entities', bytes);
    // Its first write or read after the lease is held up, so that the kill surely meets it at work.
    const operation =
      { 'split-upload': 'BatchWriteItem', 'read-chunk': 'PUT', 'settle-section': 'BatchWriteItem', 'advance-upload': 'TransactWriteItems' }[
        command
      ] ?? '';
    const match =
      { 'split-upload': 'unit#chunk', 'read-chunk': 'accepted', 'settle-section': 'record#', 'advance-upload': 'unit#section' }[command] ??
      '';
    await faults.set([{ operation, match, action: 'delay', delayMs: 4000 }]);
    await transfer(to, bytes);
    await expect.poll(() => faults.hits(), { timeout: 30_000 }).toBe(1);
    expect(killFunction(`hub-test-ingestion-${command}`, 'SIGKILL', endpoint)).toBeGreaterThan(0);
    const end = await endedWithSweeper(environmentClerk, upload.uploadId);
    expect(end.report).toMatchObject({ ...truth, accepted: { new: 150, changed: 150 } });
    expect((await handIn(environmentClerk, 'market-entities', bytes)).report).toMatchObject(afterwards);
  });

  it('the split is started twice at the same time', async () => {
    const bytes = file(randomUUID().slice(0, 8));
    const { upload, transfer: to } = await declare(environmentClerk, 'market-entities', bytes);
    await faults.set([
      { service: 'sqs', operation: 'SendMessageBatch', match: 'split-upload', action: 'twice' },
      // The first is held up at work, so that the second comes while it is.
      { service: 'dynamodb', operation: 'BatchWriteItem', match: 'unit#chunk', action: 'delay', delayMs: 3000 },
    ]);
    await transfer(to, bytes);
    const end = await endedWithSweeper(environmentClerk, upload.uploadId);
    expect(await faults.hits(), 'both faults must have happened').toBe(2);
    expect(end.report).toMatchObject(truth);
    expect((await handIn(environmentClerk, 'market-entities', bytes)).report).toMatchObject(afterwards);
  });

  it('a slow worker that wakes during the next upload writes nothing into its time', async () => {
    const own = randomUUID().slice(0, 8);
    const bytes = file(own);
    const { upload, transfer: to } = await declare(environmentClerk, 'market-entities', bytes);
    // It stands still after its first read of records, and sleeps beyond its lease and the upload's deadline; nobody else gets anything written either.
    await faults.set([
      { service: 'dynamodb', operation: 'BatchGetItem', match: `${own}-`, action: 'delay', delayMs: 3000 },
      { service: 'dynamodb', operation: 'BatchWriteItem', match: `${own}-`, action: 'throttle', times: 100_000 },
    ]);
    await transfer(to, bytes);
    await expect.poll(() => faults.hits(), { timeout: 30_000 }).toBeGreaterThan(0);
    expect(killFunction('hub-test-ingestion-settle-section', 'SIGSTOP', endpoint)).toBeGreaterThan(0);
    try {
      expect(await endedWithSweeper(environmentClerk, upload.uploadId)).toMatchObject({ state: 'given-up', report: { complete: false } });
      await faults.clear();

      // The lane goes on; its next upload says something newer of every company, and is held up in the middle of settling while the sleeper wakes.
      const newer = Array.from({ length: 300 }, (_, index) => company({ pripid: `${own}-${String(index)}`, apprdate: '2026-05-05' }));
      const next = await declare(environmentClerk, 'market-entities', csvOf(newer));
      await faults.set([{ service: 'dynamodb', operation: 'BatchWriteItem', match: `${own}-`, action: 'delay', delayMs: 3000, times: 2 }]);
      await transfer(next.transfer, csvOf(newer));
      await expect.poll(() => faults.hits(), { timeout: 30_000 }).toBeGreaterThan(0);
      killFunction('hub-test-ingestion-settle-section', 'SIGCONT', endpoint);
      expect((await endedWithSweeper(environmentClerk, next.upload.uploadId)).report).toMatchObject({
        read: 300,
        refused: 0,
        superseded: 0,
        unchanged: 0,
      });
      expect((await handIn(environmentClerk, 'market-entities', csvOf(newer))).report).toMatchObject({ read: 300, unchanged: 300 });
    } finally {
      killFunction('hub-test-ingestion-settle-section', 'SIGCONT', endpoint);
    }
  });

  it('the file has arrived, but whoever hears of it cannot store it: his message comes again, or the sweeper finds the object', async () => {
    const bytes = file(randomUUID().slice(0, 8));
    const { upload, transfer: to } = await declare(environmentClerk, 'market-entities', bytes);
    await faults.set([{ service: 'dynamodb', operation: 'TransactWriteItems', match: 'uploads:file-arrived', action: 'error', times: 3 }]);
    await transfer(to, bytes);
    const end = await endedWithSweeper(environmentClerk, upload.uploadId);
    expect(await faults.hits(), 'the fault must have happened').toBeGreaterThan(0);
    expect(end.report).toMatchObject(truth);
  });

  it('an upload that cannot be settled in time is given up, says so, and the lane goes on', async () => {
    const own = randomUUID().slice(0, 8);
    const bytes = file(own);
    const { upload, transfer: to } = await declare(environmentClerk, 'market-entities', bytes);
    await faults.set([{ service: 'dynamodb', operation: 'BatchWriteItem', match: `${own}-299`, action: 'throttle', times: 100_000 }]);
    await transfer(to, bytes);
    const end = await endedWithSweeper(environmentClerk, upload.uploadId);
    expect(end).toMatchObject({
      state: 'given-up',
      ended: { reason: expect.stringMatching(/^deadline-/) as string },
      report: { complete: false },
    });
    await faults.clear();

    // What it had written stays, but was never announced: it is not "unchanged" for the next.
    const next = await handIn(environmentClerk, 'market-entities', bytes);
    expect(next.report).toMatchObject({ read: 400, unchanged: 0, superseded: 50, refused: 50, complete: true });
    expect((next.report?.accepted.new ?? 0) + (next.report?.accepted.changed ?? 0)).toBe(300);
  });
});
