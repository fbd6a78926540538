import { Contract } from './contract.ts';
import checkActions from './contracts/check-actions.json' with { type: 'json' };
import enforcements from './contracts/enforcements.json' with { type: 'json' };
import marketEntities from './contracts/market-entities.json' with { type: 'json' };
import officers from './contracts/officers.json' with { type: 'json' };
import otherActions from './contracts/other-actions.json' with { type: 'json' };
import penalties from './contracts/penalties.json' with { type: 'json' };
import { RuleSet } from './rule-set.ts';
import checkActionRules from './rule-sets/check-actions.json' with { type: 'json' };
import enforcementRules from './rule-sets/enforcements.json' with { type: 'json' };
import marketEntityRules from './rule-sets/market-entities.json' with { type: 'json' };
import otherActionRules from './rule-sets/other-actions.json' with { type: 'json' };
import penaltyRules from './rule-sets/penalties.json' with { type: 'json' };
import type { Kept } from './standards.store.ts';

/** The contracts and rule sets that come with the code: all of `contracts/` and `rule-sets/`, as a test demands. */
export const seeds: readonly Pick<Kept, 'kind' | 'content'>[] = [
  ...[marketEntities, officers, checkActions, penalties, enforcements, otherActions].map((contract) => ({
    kind: 'contract' as const,
    content: Contract.parse(contract),
  })),
  ...[marketEntityRules, checkActionRules, penaltyRules, enforcementRules, otherActionRules].map((rules) => ({
    kind: 'rule-set' as const,
    content: RuleSet.parse(rules),
  })),
];
