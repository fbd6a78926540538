import { describe, expect, it } from 'vitest';
import { checkActions } from '../ingestion/sample-file.ts';
import { manifestOf } from '../../functions/ingestion/manifest.ts';
import { linkRecords } from '../../functions/subjects/link-records.ts';
import { LinkRecords } from '../../functions/subjects/messages.ts';
import { record } from './small-register.ts';

const uploadId = 'u-00000000000000000000000000';
const manifest = manifestOf({ uploadId, dataset: 'check-actions', departmentId: 'd-k7m2' }, checkActions.contract, 2);
const line = (key: string) => `${JSON.stringify(record(key, { administrative_cp: '苏州甲乙科技有限公司' }))}\n`;
const objects = new Map([
  ['manifest.json', JSON.stringify(manifest)],
  ...manifest.objects.map(({ key }, index): [string, string] => [key, line(`r${String(index)}`)]),
]);

/** A turn whose clock stands at these seconds of its twenty. */
const turn = async (seconds: number, from: { object?: number; offset?: number } = {}) => {
  const sent: unknown[] = [];
  const linked: string[] = [];
  const work = linkRecords({
    subjects: {
      linksOf: () => Promise.resolve(new Map()),
      recordsIn: () => Promise.resolve(new Map()),
      codesInRegister: () => Promise.resolve(new Set()),
      write: (plan) => Promise.resolve(void linked.push(...plan.links.map(({ key }) => key))),
      keepFace: () => Promise.resolve(),
    },
    curated: {
      whole: (key) => Promise.resolve(Buffer.from(objects.get(key.slice(key.lastIndexOf('/') + 1)) ?? '')),
      slice: (key, offset) => Promise.resolve(Buffer.from(objects.get(key) ?? '').subarray(offset)),
    },
    toLink: { send: (messages) => Promise.resolve(void sent.push(...messages)) },
    audit: { send: () => Promise.resolve() },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  const clock = () => new Date(seconds * 1000);
  await work(LinkRecords.parse({ uploadId, dataset: 'check-actions', department: 'd-k7m2', prefix: 'curated/', ...from }), {
    now: new Date(0),
    clock,
    deadline: 20_000,
    timeIsUp: () => clock().getTime() >= 20_000,
    leaseUntil: 22_000,
    holder: 'test',
    deliveries: 1,
  });
  return { sent, linked };
};

describe('A turn of linking', () => {
  it('links everything where the time suffices', async () => {
    expect(await turn(1)).toEqual({ sent: [], linked: ['r0', 'r1'] });
  });

  it('that is half over leaves the rest to a message that says from where on, and never to one that is its own repeat', async () => {
    const first = await turn(11);
    expect(first).toMatchObject({ linked: ['r0'], sent: [{ object: 0, offset: Buffer.byteLength(line('r0')) }] });
    expect(await turn(11, { object: 1, offset: 0 })).toMatchObject({
      linked: ['r1'],
      sent: [{ object: 1, offset: expect.any(Number) as number }],
    });
  });

  it('that has no time left for anything comes again as it is', async () => {
    await expect(turn(20)).rejects.toThrow('not linked in time');
  });
});
