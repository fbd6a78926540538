import * as z from 'zod';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { invokedByDeployment } from '../../shared/runtime/invoked-by-deployment.ts';
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
import { seedContracts } from './seed-contracts.ts';
import { standardsTable } from './standards.store.ts';

const environment = readEnvironment({ UPLOADS_TABLE: z.string() });

export const handler = invokedByDeployment(
  seedContracts({
    standards: standardsTable(environment.UPLOADS_TABLE),
    seeds: [
      ...[marketEntities, officers, checkActions, penalties, enforcements, otherActions].map((contract) => ({
        kind: 'contract' as const,
        content: Contract.parse(contract),
      })),
      ...[marketEntityRules, checkActionRules, penaltyRules, enforcementRules, otherActionRules].map((rules) => ({
        kind: 'rule-set' as const,
        content: RuleSet.parse(rules),
      })),
    ],
  }),
);
