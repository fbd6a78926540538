import * as z from 'zod';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { invokedByDeployment } from '../../shared/runtime/invoked-by-deployment.ts';
import { clockRuleSeed } from './clocks/clock-rule-seed.ts';
import { complaintRulesTable } from './complaint-rules.store.ts';
import { seedRules } from './seed-rules.ts';

const { COMPLAINTS_TABLE } = readEnvironment({ COMPLAINTS_TABLE: z.string() });

export const handler = invokedByDeployment(seedRules({ rules: complaintRulesTable(COMPLAINTS_TABLE), clockRules: clockRuleSeed }));
