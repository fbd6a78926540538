import * as z from 'zod';
import { AuditEvent } from '../../shared/audit/audit-event.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { httpFunction } from '../../shared/runtime/http-function.ts';
import { openIdempotency } from '../../shared/runtime/idempotency.store.ts';
import { openQueue } from '../../shared/runtime/queue.queue.ts';
import { keepCatalogue } from './catalogue/keep-catalogue.ts';
import { resourcesTable } from './catalogue/resources.store.ts';
import { clockRulesTable } from './clocks/clock-rules.store.ts';
import { grantsTable } from './grants/grants.store.ts';
import { keepGrants } from './grants/keep-grants.ts';
import { readSharing } from './sharing-settings.ts';

const environment = readEnvironment({ REQUESTS_TABLE: z.string(), AUDIT_QUEUE_URL: z.string(), SHARING: readSharing });
const resources = resourcesTable(environment.REQUESTS_TABLE);
const grants = grantsTable(environment.REQUESTS_TABLE);

export const handler = httpFunction({
  audit: openQueue(environment.AUDIT_QUEUE_URL, AuditEvent),
  idempotency: openIdempotency(environment.REQUESTS_TABLE),
  bindings: [
    ...keepCatalogue({ resources, rules: clockRulesTable(environment.REQUESTS_TABLE) }),
    ...keepGrants({ grants, resources, longestMonths: environment.SHARING.longestMonths }),
  ],
});
