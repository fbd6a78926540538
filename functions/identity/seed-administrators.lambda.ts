import * as z from 'zod';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { invokedByDeployment } from '../../shared/runtime/invoked-by-deployment.ts';
import { departmentsTable, membersTable } from './members.store.ts';
import { seedAdministrators } from './seed-administrators.ts';

const environment = readEnvironment({ MEMBERS_TABLE: z.string() });

export const handler = invokedByDeployment(
  seedAdministrators({ members: membersTable(environment.MEMBERS_TABLE), departments: departmentsTable(environment.MEMBERS_TABLE) }),
);
