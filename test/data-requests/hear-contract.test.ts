import { describe, expect, it } from 'vitest';
import { hearContract } from '../../functions/data-requests/catalogue/hear-contract.ts';
import type { KeptContract, Resource } from '../../functions/data-requests/catalogue/resource.ts';
import { resourceChanges } from '../../functions/data-requests/catalogue/resources.store.ts';
import { createResource } from '../../functions/data-requests/catalogue/step-resource.ts';
import { clockRuleSeed } from '../../functions/data-requests/clocks/clock-rule-seed.ts';
import { laneOfResource } from '../../functions/data-requests/sharing.ts';
import { after, contract, created, custodian, now, published, resourceId, saidOf, steward } from './small-catalogue.ts';

const raised: KeptContract = {
  ...contract,
  version: 2,
  columns: contract.columns.map((column) => (column.name === 'area' ? { ...column, level: 3 } : column)),
};
const of = (the: Resource, id: string): Resource => ({ ...the, resourceId: id, lane: laneOfResource(id) });
const levelOf = (the: Resource | undefined) => the?.fields.find(({ name }) => name === 'area')?.level;

/** A catalogue in memory; of some entries nothing can be stored. */
const smallCatalogue = (entries: readonly Resource[], failing: string[] = []) => {
  const stored = new Map(entries.map((the) => [the.resourceId, the]));
  const kept: KeptContract[] = [contract];
  const lookAts: (string | undefined)[] = [];
  const hear = hearContract({
    resources: {
      findContract: () => Promise.resolve(kept.at(-1)),
      keepContract: (its) => Promise.resolve(kept.push(its) > 0 ? 'done' : 'condition-failed'),
      list: () => Promise.resolve({ items: [...stored.values()] }),
      find: (id) => Promise.resolve(stored.get(id)),
      store({ resource }, lookAt) {
        lookAts.push(lookAt);
        if (failing.includes(resource.resourceId)) return Promise.reject(new Error('not stored'));
        stored.set(resource.resourceId, resource);
        return Promise.resolve('stored');
      },
    },
    rules: { clockRulesOn: () => Promise.resolve(clockRuleSeed) },
  });
  return { stored, kept, lookAts, hear, failing };
};

describe('A contract that raises a level', () => {
  const [first, second] = [resourceId, 'r-check-actions.d-p4x9'];

  it('raises every entry that can follow, and the others when it is said again', async () => {
    const hub = smallCatalogue([of(published(), first), of(published(), second)], [first]);
    await expect(hub.hear({ dataset: contract.dataset, contract: raised }, now)).rejects.toThrow('not stored');
    expect([levelOf(hub.stored.get(first)), levelOf(hub.stored.get(second))]).toEqual([1, 3]);
    // Whoever creates an entry meanwhile creates it under this one.
    expect(hub.kept.at(-1)?.version).toBe(2);
    hub.failing.pop();
    await hub.hear({ dataset: contract.dataset, contract: raised }, now);
    expect(levelOf(hub.stored.get(first))).toBe(3);
    const { version } = hub.stored.get(first)!;
    await hub.hear({ dataset: contract.dataset, contract: raised }, now);
    expect(hub.stored.get(first)?.version).toBe(version);
  });

  it('lets a department’s upload wait for its own entries, and not for those of others', async () => {
    const hub = smallCatalogue([of(published(), first), of(published(), second)], [first]);
    await hub.hear({ ...laneOfResource(second), contract: raised }, now);
    expect(levelOf(hub.stored.get(second))).toBe(3);
  });

  it('raises a revoked entry too, whose clock it takes away', async () => {
    const revoked = after(published(), [{ move: 'ask-withdrawal', text: '不再使用' }, custodian], [{ move: 'withdraw' }, steward]);
    const hub = smallCatalogue([revoked]);
    await hub.hear({ dataset: contract.dataset, contract: raised }, now);
    expect(levelOf(hub.stored.get(resourceId))).toBe(3);
    expect(hub.lookAts).toEqual([undefined]);
  });
});

it('An entry is created under the contract that its custodian read, or not at all', () => {
  const stepped = createResource({ resourceId, kind: 'records' }, { move: 'create', said: saidOf(), contract }, custodian, now);
  if (stepped.outcome === 'refused') throw new Error(stepped.because);
  expect(resourceChanges(stepped, undefined)).toContainEqual({
    expect: { pk: `dataset#${contract.dataset}`, sk: 'dataset' },
    condition: { text: '#version = :contract', values: { contract: contract.version } },
  });
  expect(created().contractVersion).toBe(contract.version);
});
