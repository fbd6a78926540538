import * as z from 'zod';
import { move } from '../../shared/runtime/move.ts';
import type { ClockRules } from './clocks/clock-rules.ts';
import type { KeptRules, KeptRulesStore } from './kept-rules.store.ts';
import { RoutingTable } from './routing/routing-table.ts';

/** Who is responsible for what is the district's to say, so it comes with the deployment and not with the code. */
const Deployment = z.object({ routingTable: RoutingTable.optional() });

/** Stores the first rules as published; what is stored already stays as it is. */
export const seedRules =
  ({ rules, clockRules }: { rules: Pick<KeptRulesStore, 'find' | 'publish'>; clockRules: ClockRules }) =>
  async (event: unknown, now: Date): Promise<{ seeded: number }> => {
    const { routingTable } = Deployment.parse(event);
    const kept = { state: 'published' as const, proposedBy: 'system:deployment', approvedBy: 'system:deployment' };
    const seeds: KeptRules[] = [
      { kind: 'clock-rules', content: clockRules, ...kept, move: move('complaint-rules:seed', now) },
      ...(routingTable
        ? [{ kind: 'routing-table' as const, content: routingTable, ...kept, move: move('complaint-rules:seed', now) }]
        : []),
    ];
    let seeded = 0;
    for (const seed of seeds) {
      if ((await rules.find(seed.kind, seed.content.version))?.state === 'published') continue;
      if ((await rules.publish(seed)) === 'published') seeded += 1;
    }
    return { seeded };
  };
