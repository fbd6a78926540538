import { keptRulesTable } from '../../../shared/runtime/kept-rules.store.ts';
import { TryAgain } from '../../../shared/runtime/outcome.ts';
import { ClockRules } from './clock-rules.ts';

export const clockRulesTable = (tableName: string) => {
  const kept = keptRulesTable(tableName, 'clock-rules', ClockRules);
  return {
    kept,

    /** A version holds every rule with its own dates; so whoever counts asks for the one that is in force now. */
    async clockRulesOn(day: string): Promise<ClockRules> {
      const found = await kept.on(day);
      if (!found) throw new TryAgain('no clock rules are stored yet');
      return found;
    },
  };
};
export type DataRequestRules = ReturnType<typeof clockRulesTable>;
