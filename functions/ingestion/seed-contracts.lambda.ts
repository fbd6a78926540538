import * as z from 'zod';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { invokedByDeployment } from '../../shared/runtime/invoked-by-deployment.ts';
import checkActionRules from './rule-sets/check-actions.json' with { type: 'json' };
import marketEntityRules from './rule-sets/market-entities.json' with { type: 'json' };
import { Contract } from './contract.ts';
import checkActions from './contracts/check-actions.json' with { type: 'json' };
import marketEntities from './contracts/market-entities.json' with { type: 'json' };
import { RuleSet } from './rule-set.ts';
import { seedContracts } from './seed-contracts.ts';
import { standardsTable } from './standards.store.ts';

const environment = readEnvironment({ UPLOADS_TABLE: z.string() });

export const handler = invokedByDeployment(
  seedContracts({
    standards: standardsTable(environment.UPLOADS_TABLE),
    seeds: [
      ...[marketEntities, checkActions].map((contract) => ({ kind: 'contract' as const, content: Contract.parse(contract) })),
      ...[marketEntityRules, checkActionRules].map((rules) => ({ kind: 'rule-set' as const, content: RuleSet.parse(rules) })),
    ],
  }),
);
