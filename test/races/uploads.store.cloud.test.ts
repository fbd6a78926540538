import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { Uploads } from '../../functions/ingestion/uploads.store.ts';
import { Layout } from '../../functions/ingestion/layout.ts';
import { unitKeys } from '../../functions/ingestion/unit.ts';
import { type Pins, Upload } from '../../functions/ingestion/upload.ts';
import { withLease } from '../../functions/ingestion/with-lease.ts';
import { Unprocessable } from '../../shared/runtime/outcome.ts';
import type { Work } from '../../shared/runtime/queue-worker.ts';
import { newId } from '../../shared/runtime/new-id.ts';

/*
 * Many hands on the same items at the same time, on the real table: whatever the order in which their calls come through, one of them wins, the others hear it, and nothing
 * is counted twice or lost. What a call answers and what is stored must agree.
 */
let uploads: Uploads;

beforeAll(async () => {
  const { env } = inject('hub');
  Object.assign(process.env, env);
  const { uploadsTable } = await import('../../functions/ingestion/uploads.store.ts');
  uploads = uploadsTable('hub-test-ingestion-uploads');
});

const now = new Date();
const soon = new Date(now.getTime() + 60_000);
// Nobody's dataset: no worker of the deployed system ever hears of these uploads, and the sweeper looks at them in a year.
const inAYear = new Date(now.getTime() + 365 * 24 * 3_600_000);
const laneOf = () => ({ dataset: `race-${newId('x').slice(-12)}`, departmentId: 'd-race' });

const declared = async (lane: { dataset: string; departmentId: string }): Promise<Upload> => {
  const uploadId = newId('u');
  const upload = Upload.parse({
    ...lane,
    uploadId,
    fileName: 'race.csv',
    size: 1,
    sha256: '',
    state: 'awaiting-file',
    declaredBy: 'm-00000000',
    declaredAt: now.toISOString(),
    version: 1,
    move: { by: 'system:test', action: 'uploads:declare', at: now.toISOString(), correlationId: 'none' },
  });
  const quota = { bytesPerDay: 1024 ** 4, filesPerDay: 1_000_000, open: 10_000 };
  await uploads.declare(upload, { quota, day: '2026-11-25', key: uploadId });
  return upload;
};

const pins: Pins = {
  contractVersion: 1,
  ruleSetVersion: 0,
  chunkBytes: 1,
  sections: 3,
  today: '2026-11-25',
  takenUpAt: now.toISOString(),
  deadline: inAYear.toISOString(),
};
const times = <Result>(count: number, make: (index: number) => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)));
const count = <Item>(items: readonly Item[], of: Item): number => items.filter((item) => item === of).length;
const found = async ({ uploadId }: Pick<Upload, 'uploadId'>): Promise<Upload> => {
  const upload = await uploads.find(uploadId);
  if (!upload) throw new Error('gone');
  return upload;
};

describe('A lane, when many want it at once', () => {
  it('gives every file that arrives a number of its own, without a gap, however often its event comes', async () => {
    const lane = laneOf();
    const all = await times(6, () => declared(lane));
    const answers = await times(18, (index) => {
      const upload = all[index % all.length];
      if (!upload) throw new Error('none');
      return uploads.fileArrived(upload, { versionId: 'v1', arrivedAt: now.toISOString() }, now, inAYear);
    });
    expect(count(answers, 'queued')).toBe(6);
    const numbers = await Promise.all(all.map(async (upload) => (await found(upload)).laneNumber));
    expect(numbers.sort()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('is taken by one upload, and by the next only when that one has ended', async () => {
    const lane = laneOf();
    const order: string[] = [];
    const all = [await declared(lane), await declared(lane), await declared(lane)];
    for (const upload of all) await uploads.fileArrived(upload, { versionId: 'v1', arrivedAt: now.toISOString() }, now, inAYear);
    for (const _ of all) {
      const next = await uploads.nextOf(lane);
      if (!next) throw new Error('nobody waits');
      const answers = await times(8, () => uploads.takeUp(next, pins, now, inAYear));
      expect(count(answers, 'taken')).toBe(1);
      expect(await uploads.nextOf(lane)).toBeUndefined();
      order.push(next.uploadId);
      const ends = await times(4, async () =>
        uploads.fail(await found(next), { reason: 'empty-file', message: '' }, now).catch(() => 'stale'),
      );
      expect(count(ends, 'done')).toBe(1);
    }
    expect(order).toEqual(all.map(({ uploadId }) => uploadId));
  });
});

describe('A unit, when many workers have its message', () => {
  const splitting = async (): Promise<Upload> => {
    const upload = await declared(laneOf());
    await uploads.fileArrived(upload, { versionId: 'v1', arrivedAt: now.toISOString() }, now, inAYear);
    await uploads.takeUp(await found(upload), pins, now, inAYear);
    return found(upload);
  };
  const lease = (uploadId: string, key: string, phase: 'splitting' | 'reading', holder: string, at = now) =>
    uploads.leaseUnit(uploadId, key, phase, { holder, leaseUntil: at.getTime() + 30_000, now: at });

  it('is held by one, is done once, and is counted once', async () => {
    const upload = await splitting();
    const { uploadId } = upload;
    const leases = await times(8, (index) => lease(uploadId, unitKeys.split, 'splitting', `holder-${String(index)}`));
    expect(leases.filter(({ outcome }) => outcome === 'leased')).toHaveLength(1);
    const holder = `holder-${String(leases.findIndex(({ outcome }) => outcome === 'leased'))}`;
    await uploads.addChunks(
      uploadId,
      [1, 2, 3, 4].map((chunk) => ({ chunk, from: 0, to: 1, firstRow: 1, rows: 1 })),
      soon.getTime(),
    );
    const layout = Layout.parse({ header: ['a'], dataFrom: 0 });
    const splits = await times(4, async (index) =>
      uploads.splitDone(upload, index === 0 ? holder : `stranger-${String(index)}`, layout, 4, now, inAYear).catch(() => 'stale'),
    );
    expect(count(splits, 'done')).toBe(1);

    await Promise.all(
      [1, 2, 3, 4].map(async (chunk) => {
        const key = unitKeys.chunk(chunk);
        const tries = await times(4, (index) => lease(uploadId, key, 'reading', `reader-${String(index)}`));
        expect(tries.filter(({ outcome }) => outcome === 'leased')).toHaveLength(1);
        const answers = await times(8, (index) =>
          uploads.finishUnit({ uploadId, key, holder: `reader-${String(index % 4)}` }, 'reading', {}, 1),
        );
        expect(count(answers, 'done')).toBe(1);
      }),
    );
    expect(await found(upload)).toMatchObject({ state: 'reading', chunks: 4, chunksDone: 4 });

    const begun = await times(4, async () => uploads.beginSettling(await found(upload), 3, now, inAYear).catch(() => 'stale'));
    expect(count(begun, 'done')).toBe(1);
    expect(await uploads.sectionsOf(uploadId)).toHaveLength(3);
  });

  it('passes to another when its lease has run out, and then the first can neither finish it nor hand it on', async () => {
    const { uploadId } = await splitting();
    expect((await lease(uploadId, unitKeys.split, 'splitting', 'slow')).outcome).toBe('leased');
    const later = new Date(now.getTime() + 30_001);
    expect((await lease(uploadId, unitKeys.split, 'splitting', 'quick')).outcome).toBe('busy');
    expect((await lease(uploadId, unitKeys.split, 'splitting', 'quick', later)).outcome).toBe('leased');
    const upload = await found({ uploadId });
    const layout = Layout.parse({ header: ['a'], dataFrom: 0 });
    expect(await uploads.splitDone(upload, 'slow', layout, 1, later, inAYear)).toBe('stale');
    await uploads.letGo({ uploadId, key: unitKeys.split, holder: 'slow' });
    expect(await uploads.splitDone(upload, 'quick', layout, 1, later, inAYear)).toBe('done');
  });

  const its = (holder: string, deliveries: number): Work => ({
    now,
    clock: () => now,
    deadline: now.getTime() + 20_000,
    timeIsUp: () => false,
    leaseUntil: now.getTime() + 30_000,
    holder,
    deliveries,
  });

  it('is worked at once by a message that comes again, wherever its earlier delivery failed', async () => {
    const upload = await splitting();
    const unit = { upload, key: unitKeys.split };
    await expect(withLease(uploads, unit, its('first', 1), () => Promise.reject(new Error('no answer')))).rejects.toThrow('no answer');
    expect(await withLease(uploads, unit, its('second', 2), () => Promise.resolve('worked'))).toBe('worked');
  });

  it('is let be by a double while it is held; a message that comes again waits for the end of the lease, for it may be the one that has to tell', async () => {
    const upload = await splitting();
    const unit = { upload, key: unitKeys.split };
    const never = () => Promise.reject(new Error('worked twice'));
    const outcome = await withLease(uploads, unit, its('holder', 1), async () => {
      expect(await withLease(uploads, unit, its('double', 1), never)).toBe('not-ours');
      await expect(withLease(uploads, unit, its('again', 2), never)).rejects.toMatchObject({ name: 'TryAgain', afterSeconds: 30 });
      const layout = Layout.parse({ header: ['a'], dataFrom: 0 });
      return uploads.splitDone(upload, 'holder', layout, 1, now, inAYear);
    });
    expect(outcome).toBe('done');
    const reading = { upload: await found(upload), key: unitKeys.split };
    expect(await withLease(uploads, reading, its('double', 1), never)).toBe('not-ours');
    expect(await withLease(uploads, reading, its('again', 2), never)).toBe('done');
  });

  it('that can never be worked ends its upload, so that the lane does not wait for the deadline', async () => {
    const upload = await splitting();
    const never = () => Promise.reject(new Unprocessable('an item is too large'));
    await expect(withLease(uploads, { upload, key: unitKeys.split }, its('first', 1), never)).rejects.toThrow('too large');
    expect(await found(upload)).toMatchObject({ state: 'ending', endsBecause: 'cannot-be-worked' });
  });

  it('of an upload that is being given up is begun by nobody, and the lane stays taken until the end', async () => {
    const upload = await splitting();
    await uploads.beginEnding(upload, 'deadline', now, inAYear);
    expect((await lease(upload.uploadId, unitKeys.split, 'splitting', 'late')).outcome).toBe('busy');
    const ending = await found(upload);
    expect(ending.state).toBe('ending');
    expect(await uploads.nextOf(upload)).toBeUndefined();
    const ends = await times(4, () =>
      uploads.giveUp(ending, { reason: 'deadline-nothing-stored', message: '' }, undefined, now).catch(() => 'stale'),
    );
    expect(count(ends, 'done')).toBe(1);
  });
});

it('An upload that cannot be read is still named to the sweeper among the others, and can be put off', async () => {
  const uploadId = newId('u');
  const longAgo = new Date('2000-01-01T00:00:00.000Z');
  const { openTable } = await import('../../shared/runtime/table.store.ts');
  const table = openTable('hub-test-ingestion-uploads');
  const key = { pk: `upload#${uploadId}`, sk: 'upload' };
  await table.put({ ...key, uploadId, state: 'no state of ours', openShard: '3', lookAt: longAgo.toISOString() });
  try {
    expect(await uploads.due(longAgo)).toContain(uploadId);
    await expect(uploads.find(uploadId)).rejects.toThrow();
    await uploads.lookAgain({ uploadId }, inAYear);
    expect(await uploads.due(new Date())).not.toContain(uploadId);
  } finally {
    await table.removeMany([key], soon.getTime());
  }
});
