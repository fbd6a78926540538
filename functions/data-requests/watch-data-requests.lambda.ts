import * as z from 'zod';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { log } from '../../shared/runtime/log.ts';
import { openOrderedQueue, openQueue } from '../../shared/runtime/queue.queue.ts';
import { scheduledJob } from '../../shared/runtime/scheduled-job.ts';
import { resourcesTable } from './catalogue/resources.store.ts';
import { runsOfResource } from './catalogue/runs-of-resource.ts';
import { correctionsTable } from './corrections/corrections.store.ts';
import { followCorrections } from './corrections/follow-corrections.ts';
import { runsOfCorrection } from './corrections/step-correction.ts';
import { feedsTable } from './delivery/feeds.store.ts';
import { rowsTable } from './delivery/rows.store.ts';
import { wakeLanes } from './delivery/wake-lanes.ts';
import { clockRulesTable } from './clocks/clock-rules.store.ts';
import { watchClocks } from './clocks/watch-clocks.ts';
import { watchTable } from './clocks/watch.store.ts';
import { exportsTable } from './exports/exports.store.ts';
import { watchExports } from './exports/watch-exports.ts';
import { grantsTable } from './grants/grants.store.ts';
import { grantKeys } from './grants/keys.client.ts';
import { watchGrants } from './grants/watch-grants.ts';
import { groupOfLoadLane, idOfLoadLane, LoadLane, VoidExports, WriteExport } from './messages.ts';
import { runEach } from './run-each.ts';
import { requestsTable } from './requests/requests.store.ts';
import { watchRequests } from './requests/watch-requests.ts';
import { readSharing } from './sharing-settings.ts';

const environment = readEnvironment({
  REQUESTS_TABLE: z.string(),
  ROWS_TABLE: z.string(),
  MAC_KEY: z.string(),
  EXPORT_QUEUE_URL: z.string(),
  VOID_QUEUE_URL: z.string(),
  LOAD_QUEUE_URL: z.string(),
  STUCK_SECONDS: z.coerce.number(),
  WRITING_SECONDS: z.coerce.number(),
  SHARING: readSharing,
});

const rules = clockRulesTable(environment.REQUESTS_TABLE);
const resources = resourcesTable(environment.REQUESTS_TABLE);
const grants = grantsTable(environment.REQUESTS_TABLE);
const corrections = correctionsTable(environment.REQUESTS_TABLE);

const watches = {
  clocks: watchClocks({
    watch: watchTable(environment.REQUESTS_TABLE),
    rules,
    kinds: {
      request: watchRequests({ requests: requestsTable(environment.REQUESTS_TABLE), rules }),
      resource: {
        async running(id) {
          const the = await resources.find(id);
          return the && runsOfResource(the);
        },
      },
      correction: {
        async running(id) {
          const the = await corrections.find(id);
          return the && runsOfCorrection(the);
        },
      },
    },
    log,
  }),
  exports: watchExports({
    exports: exportsTable(environment.REQUESTS_TABLE),
    toWrite: openQueue(environment.EXPORT_QUEUE_URL, WriteExport),
    toVoid: openQueue(environment.VOID_QUEUE_URL, VoidExports),
    stuckSeconds: environment.STUCK_SECONDS,
    writingSeconds: environment.WRITING_SECONDS,
    log,
  }),
  lanes: wakeLanes({
    feeds: feedsTable(environment.REQUESTS_TABLE),
    toLoad: openOrderedQueue(environment.LOAD_QUEUE_URL, LoadLane, { groupOf: groupOfLoadLane, idOf: idOfLoadLane }),
  }),
  corrections: followCorrections({
    ...{ corrections, resources, grants, rules, log },
    rows: rowsTable(environment.ROWS_TABLE),
    keys: grantKeys(environment.MAC_KEY),
  }),
  grants: watchGrants({
    grants,
    resources,
    settings: environment.SHARING,
    log,
  }),
};

export const handler = scheduledJob({ run: runEach(watches, log) });
