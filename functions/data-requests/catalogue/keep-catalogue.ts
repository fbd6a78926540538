import { shanghaiDate } from '../../../shared/calendar/shanghai-time.ts';
import type { Principal } from '../../../shared/identity/principal.ts';
import { type Refusal, refuse } from '../../../shared/runtime/outcome.ts';
import { answering, done } from '../../../shared/runtime/route.ts';
import { clocksOf, nearestDue } from '../clocks/clock-of.ts';
import type { DataRequestRules } from '../clocks/clock-rules.store.ts';
import { recordsOfResource, resourceIdOf } from '../sharing.ts';
import { fieldOf, type Resource } from './resource.ts';
import { resourceMoves } from './resource-moves.ts';
import type { Resources } from './resources.store.ts';
import {
  changeSharedResource,
  createSharedResource,
  listSharedResources,
  moveSharedResource,
  readResourceMoves,
  readSampleRows,
  readShareableDataset,
  readSharedResource,
  reviewSharedResource,
} from './routes.ts';
import { lookAtOfResource, runsOfResource } from './runs-of-resource.ts';
import { sampleRows } from './sample-rows.ts';
import { freshnessOf, givenAs, isOwn, keepersOf, says, seesDrafts, seesResource, shownEntry } from './show-resource.ts';
import {
  allowedOf,
  createResource,
  type Keeper,
  type LaterAct,
  type ResourceBecause,
  type ResourceStepped,
  stepResource,
} from './step-resource.ts';

interface Collaborators {
  resources: Omit<Resources, 'keepContract' | 'keepQuality'>;
  rules: Pick<DataRequestRules, 'clockRulesOn'>;
}

/** Of each page of the table some may be left out; so many pages are looked through for one answer. */
const mostPages = 5;
const mostMovesShown = 100;

/** What there is to be shared: found by everybody, described by its owner, published by the data bureau. */
export const keepCatalogue = ({ resources, rules }: Collaborators) => {
  const find = async (resourceId: string, reader: Principal): Promise<Resource | undefined> => {
    const the = await resources.find(resourceId);
    return the && seesResource(reader, the) ? the : undefined;
  };

  const shown = async (the: Resource, reader: Principal, now: Date) => {
    const inside = seesDrafts(reader, the);
    const [{ lane }, quality, clockRules] = await Promise.all([
      resources.live(recordsOfResource(the.resourceId)),
      resources.qualityOf(the.resourceId),
      inside ? rules.clockRulesOn(shanghaiDate(now)) : undefined,
    ]);
    const due = clockRules && nearestDue(clocksOf(runsOfResource(the).runs, clockRules, now));
    const moves = new Set(keepersOf(reader).flatMap((keeper) => allowedOf(the, keeper)));
    return done(
      {
        ...shownEntry(reader, the),
        version: the.version,
        fields: the.fields.map((field) => ({ ...field, givenAs: givenAs(field.level) })),
        statistics: the.statistics,
        freshness: freshnessOf(the.updateCycle, lane, now),
        quality,
        ...(inside && { proposed: the.proposed, rejection: the.rejection, due }),
        allowed: [...moves].map((move) => ({ move, title: resourceMoves[move].title })),
      },
      { etag: String(the.version), objectId: the.resourceId },
    );
  };

  const keep = async <Because extends string>(stepped: ResourceStepped | Refusal<Because>, reader: Principal, now: Date) => {
    if (stepped.outcome === 'refused') return stepped;
    const { resource } = stepped;
    const lookAt = lookAtOfResource(resource, await rules.clockRulesOn(shanghaiDate(now)), now);
    return (await resources.store(stepped, lookAt)) === 'stale' ? refuse('version-stale') : shown(resource, reader, now);
  };

  const act = async <Because extends string>(
    { resourceId, ifMatch, reader, now }: { resourceId: string; ifMatch: string | undefined; reader: Principal; now: Date },
    part: Keeper['part'],
    actOn: (the: Resource) => Promise<LaterAct | Refusal<Because>>,
  ) => {
    const the = await find(resourceId, reader);
    const keeper = keepersOf(reader).find((one) => one.part === part);
    if (!the || !keeper || (part === 'custodian' && !isOwn(reader, the))) return refuse('resource-unknown');
    if (the.version !== Number(ifMatch)) return refuse('version-stale');
    const its = await actOn(the);
    return keep<Because | ResourceBecause>('outcome' in its ? its : stepResource(the, its, keeper, now), reader, now);
  };

  return [
    answering(listSharedResources, async ({ query, principal }) => {
      const { q, dataset, department, shareClass, state, limit } = query;
      const wanted = (the: Resource): boolean =>
        seesResource(principal, the) &&
        (department === undefined || the.lane.department === department) &&
        (shareClass === undefined || the.shareClass === shareClass) &&
        (state === undefined || the.state === state) &&
        (q === undefined || says(the, q));
      const items: Resource[] = [];
      let { cursor } = query;
      for (let page = 1; page <= mostPages && items.length < limit; page++) {
        const its = await resources.list({ ...(dataset !== undefined && { dataset }), limit: limit - items.length, cursor });
        items.push(...its.items.filter(wanted));
        cursor = its.next;
        if (cursor === undefined) break;
      }
      return done({ items: items.map((the) => shownEntry(principal, the)), ...(cursor !== undefined && { next: cursor }) });
    }),

    answering(readSharedResource, async ({ params, principal, now }) => {
      const the = await find(params.resourceId, principal);
      return the ? shown(the, principal, now) : refuse('resource-unknown');
    }),

    answering(readSampleRows, async ({ params, query, principal }) => {
      const the = await find(params.resourceId, principal);
      return the ? done({ synthetic: true as const, rows: sampleRows(the, query.rows) }) : refuse('resource-unknown');
    }),

    answering(readResourceMoves, async ({ params, principal }) => {
      const the = await find(params.resourceId, principal);
      if (!the || !seesDrafts(principal, the)) return refuse('resource-unknown');
      const moved = await resources.movesOf(the.resourceId, mostMovesShown);
      return done({ items: moved.map((one) => ({ ...one, title: resourceMoves[one.name].title })) });
    }),

    answering(readShareableDataset, async ({ params, principal }) => {
      const contract = await resources.findContract(params.dataset);
      if (!contract) return refuse('dataset-unknown');
      const { dataset, title, version, handIn, columns } = contract;
      return done({
        ...{ dataset, title, contractVersion: version },
        resourceId: resourceIdOf({ dataset, department: principal.departmentId }),
        mayCatalogue: handsIn(handIn, principal),
        fields: columns.map((column) => fieldOf(column)),
      });
    }),

    answering(createSharedResource, async ({ body, principal, now }) => {
      const { dataset, statisticsName, text, ...said } = body;
      const contract = await resources.findContract(dataset);
      if (!contract) return refuse('dataset-unknown', '请核对数据集编号；数据标准发布后即可编目');
      if (!handsIn(contract.handIn, principal)) return refuse('dataset-not-yours', '只能为本部门报送的数据编目');
      const records = resourceIdOf({ dataset, department: principal.departmentId });
      const [resourceId, kind] =
        statisticsName === undefined ? ([records, 'records'] as const) : ([`${records}.${statisticsName}`, 'statistics'] as const);
      const before = await resources.find(resourceId);
      const keeper = { by: principal.memberId, part: 'custodian' as const, department: principal.departmentId };
      const stepped = createResource({ resourceId, kind, before }, { move: 'create', said, contract, text }, keeper, now);
      return keep(stepped, principal, now);
    }),

    answering(changeSharedResource, ({ params, body, principal: reader, ifMatch, now }) =>
      act({ ...params, ifMatch, reader, now }, 'custodian', async ({ lane }) => {
        const { text, ...said } = body;
        const contract = await resources.findContract(lane.dataset);
        return contract ? { move: 'change', said, contract, text } : refuse('dataset-unknown');
      }),
    ),

    answering(moveSharedResource, ({ params, body, principal: reader, ifMatch, now }) =>
      act({ ...params, ifMatch, reader, now }, 'custodian', async () => body),
    ),

    answering(reviewSharedResource, ({ params, body, principal: reader, ifMatch, now }) =>
      act({ ...params, ifMatch, reader, now }, 'steward', async () => body),
    ),
  ];
};

const handsIn = (handIn: readonly string[], { departmentId }: Principal): boolean => handIn.includes('*') || handIn.includes(departmentId);
