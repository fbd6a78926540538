import * as z from 'zod';
import { DepartmentId } from '../../shared/identity/principal.ts';
import { move } from '../../shared/runtime/move.ts';
import { Unprocessable } from '../../shared/runtime/outcome.ts';
import { DatasetId } from './contract.ts';
import type { Kept, Standards } from './standards.store.ts';

/** What a deployment says: by dataset, which departments may hand in. */
const Deployment = z.object({ handIn: z.record(DatasetId, z.array(DepartmentId).min(1)).default({}) });

/**
 * Stores the contracts and rule sets that come with the code, as published; what is stored already stays as it is. A contract that names no department waits until a
 * deployment does: whose word about businesses counts is the district's to say.
 */
export const seedContracts =
  ({ standards, seeds }: { standards: Standards; seeds: readonly Pick<Kept, 'kind' | 'content'>[] }) =>
  async (event: unknown, now: Date): Promise<{ seeded: number; waiting: string[] }> => {
    const { handIn } = Deployment.parse(event);
    const strangers = Object.keys(handIn).filter(
      (dataset) => !seeds.some(({ kind, content }) => kind === 'contract' && content.dataset === dataset),
    );
    if (strangers.length > 0) throw new Unprocessable(`no contract of ${strangers.join(', ')} comes with the code`);
    const waiting: string[] = [];
    let seeded = 0;
    for (const each of seeds) {
      const { dataset, version } = each.content;
      const named = each.kind === 'contract' ? handIn[dataset] : undefined;
      const seed = named ? { ...each, content: { ...each.content, handIn: named } } : each;
      if ((await standards.find(seed.kind, dataset, version))?.state === 'published') continue;
      if ('handIn' in seed.content && seed.content.handIn.length === 0) {
        waiting.push(dataset);
        continue;
      }
      const kept = { ...seed, proposedBy: 'system:deployment', approvedBy: 'system:deployment', move: move('contracts:seed', now) };
      await standards.propose({ ...kept, state: 'proposed' } as Kept);
      await standards.publish({ ...kept, state: 'published' } as Kept);
      seeded += 1;
    }
    return { seeded, waiting };
  };
