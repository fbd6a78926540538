import { move } from '../../shared/runtime/move.ts';
import type { Kept, Standards } from './standards.store.ts';

/** Stores the contracts and rule sets that come with the code, as published; what is stored already stays as it is. */
export const seedContracts =
  ({ standards, seeds }: { standards: Standards; seeds: readonly Pick<Kept, 'kind' | 'content'>[] }) =>
  async (_event: unknown, now: Date): Promise<{ seeded: number }> => {
    let seeded = 0;
    for (const seed of seeds) {
      const { dataset, version } = seed.content;
      if ((await standards.find(seed.kind, dataset, version))?.state === 'published') continue;
      const kept = { ...seed, proposedBy: 'system:deployment', approvedBy: 'system:deployment', move: move('contracts:seed', now) };
      await standards.propose({ ...kept, state: 'proposed' } as Kept);
      await standards.publish({ ...kept, state: 'published' } as Kept);
      seeded += 1;
    }
    return { seeded };
  };
