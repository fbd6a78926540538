import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { hasEnded, UploadShown } from '../../functions/ingestion/upload.ts';
import { as, declare, handIn, transfer } from '../support/hub.ts';
import { company, csvOf } from '../ingestion/sample-file.ts';
import { environmentClerk, housingClerk } from '../support/people.ts';

const companies = (count: number): Buffer => {
  const own = randomUUID().slice(0, 8);
  return csvOf(Array.from({ length: count }, (_, index) => company({ pripid: `${own}-${String(index)}` })));
};

it('a small file is not delayed by the huge one of another department that was handed in before it', async () => {
  const huge = companies(100_000);
  const { upload, transfer: to } = await declare(environmentClerk, 'market-entities', huge);
  await transfer(to, huge);
  const seen = async () => (await as(environmentClerk)).get(`/v1/uploads/${upload.uploadId}`, UploadShown);
  await expect
    .poll(async () => (await seen()).progress.chunksDone, { timeout: 60_000, message: 'the huge file is under way' })
    .toBeGreaterThan(0);

  expect((await handIn(housingClerk, 'market-entities', companies(100))).report).toMatchObject({ read: 100, accepted: { new: 100 } });
  const { state, progress } = await seen();
  expect(hasEnded(state), 'the huge file is still under way').toBe(false);
  // With all its units before those of the small one, it would have been through with reading at the least, and with most of its sections.
  expect(progress.sectionsDone).toBeLessThan(progress.sections / 2);
});
