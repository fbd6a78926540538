import { TryAgain } from '../../shared/runtime/outcome.ts';
import { keptRulesTable } from '../../shared/runtime/kept-rules.store.ts';
import { ClockRules } from './clocks/clock-rules.ts';
import { RoutingTable } from './routing/routing-table.ts';

export const complaintRulesTable = (tableName: string) => {
  const clockRules = keptRulesTable(tableName, 'clock-rules', ClockRules);
  const routingTables = keptRulesTable(tableName, 'routing-table', RoutingTable);
  return {
    clockRules,
    routingTables,

    async clockRulesOn(day: string): Promise<ClockRules> {
      const found = await clockRules.on(day);
      if (!found) throw new TryAgain('no clock rules are stored yet');
      return found;
    },

    /** None where the district has not said who is responsible for what: then the desk decides alone. */
    routingTableOn: (day: string): Promise<RoutingTable | undefined> => routingTables.on(day),
  };
};
export type ComplaintRules = ReturnType<typeof complaintRulesTable>;
