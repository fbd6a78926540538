import { move } from '../../shared/runtime/move.ts';
import { seedOnce } from '../../shared/runtime/seed-once.ts';
import type { DataRequestRules } from './clocks/clock-rules.store.ts';
import type { ClockRules } from './clocks/clock-rules.ts';

/** Stores the first rules as published; what is stored already stays as it is. */
export const seedRules =
  ({ rules, clockRules }: { rules: Pick<DataRequestRules, 'kept'>; clockRules: ClockRules }) =>
  async (_event: unknown, now: Date): Promise<{ seeded: number }> => ({
    seeded: (await seedOnce(rules.kept, clockRules, move('data-request-rules:seed', now))) ? 1 : 0,
  });
