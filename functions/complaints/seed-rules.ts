import * as z from 'zod';
import { move } from '../../shared/runtime/move.ts';
import { seedOnce } from '../../shared/runtime/seed-once.ts';
import type { ClockRules } from './clocks/clock-rules.ts';
import type { ComplaintRules } from './complaint-rules.store.ts';
import { RoutingTable } from './routing/routing-table.ts';

/** Who is responsible for what is the district's to say, so it comes with the deployment and not with the code. */
const Deployment = z.object({ routingTable: RoutingTable.optional() });

/** Stores the first rules as published; what is stored already stays as it is. */
export const seedRules =
  ({ rules, clockRules }: { rules: Pick<ComplaintRules, 'clockRules' | 'routingTables'>; clockRules: ClockRules }) =>
  async (event: unknown, now: Date): Promise<{ seeded: number }> => {
    const { routingTable } = Deployment.parse(event);
    const by = move('complaint-rules:seed', now);
    const seeds = [seedOnce(rules.clockRules, clockRules, by), ...(routingTable ? [seedOnce(rules.routingTables, routingTable, by)] : [])];
    return { seeded: (await Promise.all(seeds)).filter((stored) => stored).length };
  };
