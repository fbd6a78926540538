import * as z from 'zod';
import { AuditEvent } from '../../shared/audit/audit-event.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { httpFunction } from '../../shared/runtime/http-function.ts';
import { openIdempotency } from '../../shared/runtime/idempotency.store.ts';
import { keepRules } from '../../shared/runtime/keep-rules.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import { openQueue } from '../../shared/runtime/queue.queue.ts';
import { keepCatalogue } from './catalogue/keep-catalogue.ts';
import { resourcesTable } from './catalogue/resources.store.ts';
import { clockRulesTable } from './clocks/clock-rules.store.ts';
import { watchTable } from './clocks/watch.store.ts';
import { correctionsTable } from './corrections/corrections.store.ts';
import { keepCorrections } from './corrections/keep-corrections.ts';
import { grantsTable } from './grants/grants.store.ts';
import { keepGrants } from './grants/keep-grants.ts';
import { delegationsTable } from './requests/delegations.store.ts';
import { keepDelegations } from './requests/keep-delegations.ts';
import { keepRequests } from './requests/keep-requests.ts';
import { requestsTable } from './requests/requests.store.ts';
import { dataRequestRuleRoutes } from './requests/routes.ts';
import { readSharing } from './sharing-settings.ts';

const environment = readEnvironment({ REQUESTS_TABLE: z.string(), AUDIT_QUEUE_URL: z.string(), SHARING: readSharing });
const resources = resourcesTable(environment.REQUESTS_TABLE);
const grants = grantsTable(environment.REQUESTS_TABLE);
const rules = clockRulesTable(environment.REQUESTS_TABLE);
const delegations = delegationsTable(environment.REQUESTS_TABLE);
const { longestMonths } = environment.SHARING;

export const handler = httpFunction({
  audit: openQueue(environment.AUDIT_QUEUE_URL, AuditEvent),
  idempotency: openIdempotency(environment.REQUESTS_TABLE),
  bindings: [
    ...keepCatalogue({ resources, rules }),
    ...keepRequests({
      ...{ requests: requestsTable(environment.REQUESTS_TABLE), resources, grants, delegations, rules, longestMonths },
      watch: watchTable(environment.REQUESTS_TABLE),
      newRequestId: () => newId('q'),
      random: () => newId('g', 10).slice(2),
    }),
    ...keepDelegations({ delegations, newDelegationId: () => newId('dg') }),
    ...keepRules({ kind: 'clock-rules', rules: rules.kept, routes: dataRequestRuleRoutes }),
    ...keepGrants({ grants, resources, longestMonths }),
    ...keepCorrections({ rules, corrections: correctionsTable(environment.REQUESTS_TABLE) }),
  ],
});
