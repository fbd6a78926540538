import * as z from 'zod';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { invokedByDeployment } from '../../shared/runtime/invoked-by-deployment.ts';
import { clockRuleSeed } from './clocks/clock-rule-seed.ts';
import { clockRulesTable } from './clocks/clock-rules.store.ts';
import { seedRules } from './seed-rules.ts';

const { REQUESTS_TABLE } = readEnvironment({ REQUESTS_TABLE: z.string() });

export const handler = invokedByDeployment(seedRules({ rules: clockRulesTable(REQUESTS_TABLE), clockRules: clockRuleSeed }));
