import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { Quotas } from '../../functions/ingestion/quotas.store.ts';
import { Pins, Upload } from '../../functions/ingestion/upload.ts';
import type { Uploads } from '../../functions/ingestion/uploads.store.ts';
import { newId } from '../../shared/runtime/new-id.ts';

/* Many declarations at the same moment, on the real table: the quota holds, and what was declared is what was counted. */
let uploads: Uploads;
let quotas: Quotas;

beforeAll(async () => {
  Object.assign(process.env, inject('hub').env);
  const table = 'hub-test-ingestion-uploads';
  uploads = (await import('../../functions/ingestion/uploads.store.ts')).uploadsTable(table);
  quotas = (await import('../../functions/ingestion/quotas.store.ts')).quotasTable(table);
});

const now = new Date();
const day = '2026-11-25';

const uploadOf = (departmentId: string, size: number): Upload =>
  Upload.parse({
    departmentId,
    dataset: 'nobodys',
    uploadId: newId('u'),
    fileName: 'race.csv',
    size,
    sha256: '',
    state: 'awaiting-file',
    declaredBy: 'm-00000000',
    declaredAt: now.toISOString(),
    version: 1,
    move: { by: 'system:test', action: 'uploads:declare', at: now.toISOString(), correlationId: 'none' },
  });

/** Declares so many at once; answers those that were stored. */
const declareMany = async (
  departmentId: string,
  count: number,
  size: number,
  quota: { bytesPerDay: number; filesPerDay: number; open: number },
) => {
  const tried = await Promise.all(
    Array.from({ length: count }, async () => {
      const upload = uploadOf(departmentId, size);
      return { upload, answer: await uploads.declare(upload, { quota, day, key: upload.uploadId }) };
    }),
  );
  const declared = tried.filter(({ answer }) => answer === 'declared').map(({ upload }) => upload);
  for (const { upload, answer } of tried) expect((await uploads.find(upload.uploadId)) !== undefined).toBe(answer === 'declared');
  return declared;
};

describe('A quota, when many declare at once', () => {
  const wide = { bytesPerDay: 10 ** 9, filesPerDay: 1000, open: 1000 };

  it.each([
    ['files', { ...wide, filesPerDay: 5 }],
    ['bytes', { ...wide, bytesPerDay: 5 * 100 + 99 }],
    ['open uploads', { ...wide, open: 5 }],
  ])('lets in exactly as many as there is room for: %s', async (_, quota) => {
    const department = newId('d', 12);
    expect(await declareMany(department, 12, 100, quota)).toHaveLength(5);
    expect(await quotas.usageOf(department, day)).toEqual({ bytes: 500, files: 5, open: 5 });
  });

  it('an upload that has ended makes room among the open ones, once, and not among those of the day', async () => {
    const department = newId('d', 12);
    const quota = { ...wide, filesPerDay: 7, open: 4 };
    const first = await declareMany(department, 6, 1, quota);
    expect(first).toHaveLength(4);
    // Each end is heard twice.
    await Promise.all([...first, ...first].map((upload) => uploads.expire(upload, { reason: 'no-file', message: '' }, now)));
    expect(await quotas.usageOf(department, day)).toEqual({ bytes: 4, files: 4, open: 0 });
    expect(await declareMany(department, 6, 1, quota), 'three of the day are left').toHaveLength(3);
  });

  it('the same key declares once', async () => {
    const department = newId('d', 12);
    const key = newId('k');
    const answers = await Promise.all(Array.from({ length: 6 }, () => uploads.declare(uploadOf(department, 1), { quota: wide, day, key })));
    expect(answers.filter((answer) => answer === 'declared')).toHaveLength(1);
    expect((await uploads.declaredWith(key))?.departmentId).toBe(department);
    expect(await quotas.usageOf(department, day)).toEqual({ bytes: 1, files: 1, open: 1 });
  });

  it('what is unpacked beyond a file is counted once, however often the end of its split is heard, and beside declarations of the same day', async () => {
    const department = newId('d', 12);
    const upload = { ...uploadOf(department, 100), state: 'awaiting-file' as const };
    await uploads.declare(upload, { quota: wide, day, key: upload.uploadId });
    await uploads.fileArrived(upload, { versionId: 'v', arrivedAt: now.toISOString() }, now, now);
    const queued = await uploads.find(upload.uploadId);
    if (!queued) throw new Error('no upload');
    const pins = Pins.parse({
      contractVersion: 1,
      ruleSetVersion: 0,
      chunkBytes: 1,
      sections: 1,
      today: day,
      takenUpAt: now.toISOString(),
      deadline: now.toISOString(),
    });
    expect(await uploads.takeUp(queued, pins, now, now)).toBe('taken');
    const splitting = await uploads.find(upload.uploadId);
    if (!splitting) throw new Error('no upload');
    const at = new Date(`${day}T04:00:00Z`);
    const ended = { reason: 'no-rows', message: '' };
    await Promise.all([1, 2, 3].map(() => uploads.fail(splitting, ended, at, 700).catch(() => 'stale')));
    expect(await quotas.usageOf(department, day)).toEqual({ bytes: 700, files: 1, open: 0 });
  });

  it('two that set it at once: one is told that it changed meanwhile', async () => {
    const department = newId('d', 12);
    const move = { by: 'm-00000000', action: 'quotas:keep', at: now.toISOString(), correlationId: 'none', reason: '测试' };
    const answers = await Promise.all(['a', 'b'].map(() => quotas.set(department, { quota: wide, move }, 0)));
    expect(answers.sort()).toEqual(['set', 'stale']);
    expect(await quotas.set(department, { quota: { ...wide, open: 1 }, move }, 1)).toBe('set');
    expect(await quotas.setFor(department)).toMatchObject({ version: 2, quota: { open: 1 }, move: { reason: '测试' } });
  });
});
