import * as z from 'zod';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { log } from '../../shared/runtime/log.ts';
import { openOrderedQueue, openQueue } from '../../shared/runtime/queue.queue.ts';
import { scheduledJob } from '../../shared/runtime/scheduled-job.ts';
import { resourcesTable } from './catalogue/resources.store.ts';
import { runsOfResource } from './catalogue/runs-of-resource.ts';
import { feedsTable } from './delivery/feeds.store.ts';
import { wakeLanes } from './delivery/wake-lanes.ts';
import { clockRulesTable } from './clocks/clock-rules.store.ts';
import { watchClocks } from './clocks/watch-clocks.ts';
import { watchTable } from './clocks/watch.store.ts';
import { exportsTable } from './exports/exports.store.ts';
import { watchExports } from './exports/watch-exports.ts';
import { grantsTable } from './grants/grants.store.ts';
import { watchGrants } from './grants/watch-grants.ts';
import { groupOfLoadLane, idOfLoadLane, LoadLane, VoidExports, WriteExport } from './messages.ts';
import { requestsTable } from './requests/requests.store.ts';
import { watchRequests } from './requests/watch-requests.ts';
import { readSharing } from './sharing-settings.ts';

const environment = readEnvironment({
  REQUESTS_TABLE: z.string(),
  EXPORT_QUEUE_URL: z.string(),
  VOID_QUEUE_URL: z.string(),
  LOAD_QUEUE_URL: z.string(),
  STUCK_SECONDS: z.coerce.number(),
  SHARING: readSharing,
});

const rules = clockRulesTable(environment.REQUESTS_TABLE);
const resources = resourcesTable(environment.REQUESTS_TABLE);

const watches = [
  watchClocks({
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
    },
    log,
  }),
  watchGrants({
    grants: grantsTable(environment.REQUESTS_TABLE),
    resources,
    settings: environment.SHARING,
    log,
  }),
  watchExports({
    exports: exportsTable(environment.REQUESTS_TABLE),
    toWrite: openQueue(environment.EXPORT_QUEUE_URL, WriteExport),
    toVoid: openQueue(environment.VOID_QUEUE_URL, VoidExports),
    stuckSeconds: environment.STUCK_SECONDS,
    log,
  }),
  wakeLanes({
    feeds: feedsTable(environment.REQUESTS_TABLE),
    toLoad: openOrderedQueue(environment.LOAD_QUEUE_URL, LoadLane, { groupOf: groupOfLoadLane, idOf: idOfLoadLane }),
  }),
];

export const handler = scheduledJob({
  async run(work) {
    let count = 0;
    for (const watch of watches) count += await watch(work);
    return count;
  },
});
