import * as z from 'zod';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { invokedByDeployment } from '../../shared/runtime/invoked-by-deployment.ts';
import { seedContracts } from './seed-contracts.ts';
import { seeds } from './seeds.ts';
import { standardsTable } from './standards.store.ts';

const environment = readEnvironment({ UPLOADS_TABLE: z.string() });

export const handler = invokedByDeployment(seedContracts({ standards: standardsTable(environment.UPLOADS_TABLE), seeds }));
