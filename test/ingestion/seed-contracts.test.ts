import { describe, expect, it } from 'vitest';
import { seedContracts } from '../../functions/ingestion/seed-contracts.ts';
import type { Kept, Standards } from '../../functions/ingestion/standards.store.ts';
import { standardOf } from './seeded-standards.ts';

/** Standards as a list: what the seed decides, not how it is stored (the journeys show that). */
const deployment = () => {
  const stored: Kept[] = [];
  const standards: Pick<Standards, 'find' | 'propose' | 'publish'> = {
    find: (kind, dataset, version) =>
      Promise.resolve(stored.find((one) => one.kind === kind && one.content.dataset === dataset && one.content.version === version)),
    propose: () => Promise.resolve('proposed'),
    publish: (one) => Promise.resolve(stored.push(one) > 0 ? 'published' : 'stale'),
  };
  const seeds = ['market-entities', 'officers'].map((dataset) => ({ kind: 'contract' as const, content: standardOf(dataset).contract }));
  const seed = seedContracts({ standards: standards as Standards, seeds });
  return {
    deploy: (event: unknown) => seed(event, new Date('2026-11-23T00:00:00Z')),
    handIn: () => Object.fromEntries(stored.flatMap((one) => (one.kind === 'contract' ? [[one.content.dataset, one.content.handIn]] : []))),
  };
};

describe('The contracts that come with the code', () => {
  it('are stored but for the register’s, which waits until a deployment says whose word counts', async () => {
    const { deploy, handIn } = deployment();
    expect(await deploy({})).toEqual({ seeded: 1, waiting: ['market-entities'] });
    expect(handIn()).toEqual({ officers: ['*'] });

    expect(await deploy({ handIn: { 'market-entities': ['d-mark'] } })).toEqual({ seeded: 1, waiting: [] });
    expect(handIn()).toEqual({ officers: ['*'], 'market-entities': ['d-mark'] });
  });

  it('stay as they are once they are stored, whatever a later deployment says', async () => {
    const { deploy, handIn } = deployment();
    await deploy({ handIn: { 'market-entities': ['d-mark'] } });
    expect(await deploy({ handIn: { 'market-entities': ['d-other'] } })).toEqual({ seeded: 0, waiting: [] });
    expect(await deploy({})).toEqual({ seeded: 0, waiting: [] });
    expect(handIn()['market-entities']).toEqual(['d-mark']);
  });

  it.each([
    ['everybody', { 'market-entities': ['*'] }],
    ['nobody', { 'market-entities': [] }],
    ['a dataset that does not come with the code', { 'market-entity': ['d-mark'] }],
  ])('a deployment that names %s is refused', async (_whom, named) => {
    await expect(deployment().deploy({ handIn: named })).rejects.toThrow();
  });
});
