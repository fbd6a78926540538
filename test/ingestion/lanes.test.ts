import { expect, it } from 'vitest';
import { startNext } from '../../functions/ingestion/lanes.ts';
import type { Standards } from '../../functions/ingestion/standards.store.ts';
import type { Upload } from '../../functions/ingestion/upload.ts';
import type { Uploads } from '../../functions/ingestion/uploads.store.ts';
import { standardOf } from './seeded-standards.ts';

/** A lane with one upload that waits, as a list: what taking up decides, not how it is stored. */
const lane = (standards: Pick<Standards, 'contractOn' | 'ruleSetOn'>) => {
  const waiting = [{ uploadId: 'u-1', size: 10 } as Upload];
  const said: string[] = [];
  const uploads: Pick<Uploads, 'nextOf' | 'refuseQueued' | 'takeUp'> = {
    nextOf: () => Promise.resolve(waiting[0]),
    refuseQueued: (_upload, { reason, message }) => {
      waiting.shift();
      said.push(reason, message);
      return Promise.resolve('done');
    },
    takeUp: () => Promise.resolve('taken'),
  };
  const toSplit = {
    send: (messages: readonly { uploadId: string }[]) => Promise.resolve(void said.push(...messages.map(({ uploadId }) => uploadId))),
  };
  const clocks = { chunkBytes: 1, sectionBytes: 1, deadlineSeconds: 1, stuckSeconds: 1 };
  const start = startNext({ uploads: uploads as Uploads, standards: standards as Standards, toSplit, clocks });
  return { said, start: () => start({ dataset: 'penalties', departmentId: 'd-mark' }, new Date('2026-11-23T00:00:00Z')) };
};
const { contract, ruleSet } = standardOf('penalties');

it('the lane’s next upload is taken up with the contract and the rule set of the day', async () => {
  const { said, start } = lane({ contractOn: () => Promise.resolve(contract), ruleSetOn: () => Promise.resolve(ruleSet) });
  await start();
  expect(said).toEqual(['u-1']);
});

it('where the two do not go together, the upload ends with the reason, and the lane goes on', async () => {
  const lacking = { ...contract, columns: contract.columns.filter(({ name }) => name !== 'submitted_date') };
  const { said, start } = lane({ contractOn: () => Promise.resolve(lacking), ruleSetOn: () => Promise.resolve(ruleSet) });
  await start();
  expect(said).toEqual(['standards-disagree', expect.stringContaining('submitted_date')]);
});
