import { readdirSync, readFileSync } from 'node:fs';
import { Contract } from '../../functions/ingestion/contract.ts';
import { noRules, RuleSet } from '../../functions/ingestion/rule-set.ts';

const room = new URL('../../functions/ingestion/', import.meta.url);
const read = (folder: string): [string, unknown][] =>
  readdirSync(new URL(folder, room)).map((name) => [
    name.replace('.json', ''),
    JSON.parse(readFileSync(new URL(folder + name, room), 'utf8')),
  ]);

const ruleSets = new Map(read('rule-sets/').map(([dataset, content]) => [dataset, RuleSet.parse(content)]));

/** What comes with the code, by dataset. */
export const seededStandards: ReadonlyMap<string, { contract: Contract; ruleSet: RuleSet }> = new Map(
  read('contracts/').map(([dataset, content]) => {
    const contract = Contract.parse(content);
    return [dataset, { contract, ruleSet: ruleSets.get(dataset) ?? noRules(contract) }];
  }),
);

export const standardOf = (dataset: string): { contract: Contract; ruleSet: RuleSet } => {
  const standard = seededStandards.get(dataset);
  if (!standard) throw new Error(`no dataset ${dataset} comes with the code`);
  return standard;
};
