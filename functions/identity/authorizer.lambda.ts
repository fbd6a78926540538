import * as z from 'zod';
import { AuditEvent } from '../../shared/audit/audit-event.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { log } from '../../shared/runtime/log.ts';
import { openQueue } from '../../shared/runtime/queue.queue.ts';
import { authorize } from './authorize.ts';
import { membersTable } from './members.store.ts';
import { tokensOf } from './tokens.client.ts';

const environment = readEnvironment({
  MEMBERS_TABLE: z.string(),
  AUDIT_QUEUE_URL: z.string(),
  ISSUER: z.string(),
  JWKS_URI: z.string(),
  AUDIENCE: z.string(),
  PUBLIC_CLIENT_ID: z.string(),
});

export const handler = authorize({
  members: membersTable(environment.MEMBERS_TABLE),
  audit: openQueue(environment.AUDIT_QUEUE_URL, AuditEvent),
  log,
  publicClientId: environment.PUBLIC_CLIENT_ID,
  clock: () => new Date(),
  verify: tokensOf({ issuer: environment.ISSUER, jwksUri: environment.JWKS_URI, audience: environment.AUDIENCE }),
});
