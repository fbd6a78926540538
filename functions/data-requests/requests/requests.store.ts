import * as z from 'zod';
import { type Change, openTable, type Page } from '../../../shared/runtime/table.store.ts';
import { clocksOf } from '../clocks/clock-of.ts';
import type { ClockRules } from '../clocks/clock-rules.ts';
import { lookAtOf } from '../clocks/alarms-of.ts';
import { watchItem } from '../clocks/watched.ts';
import { grantChanges, holderKey } from '../grants/grants.store.ts';
import { type RequestState, UseRequest } from './request.ts';
import { entryOf, placesOf, RequestEntry } from './request-entry.ts';
import { endedStates, mostOpen } from './request-moves.ts';
import { runsOf } from './request-runs.ts';
import { Moved, type Stepped } from './request-step.ts';

/*
 * In request#<requestId> (docs/decisions/0013):
 *   request             the request, on its version; list requests#<state>: by due time, ended ones by their end
 *   move#<number>       never changed
 *   by#<department>     list requests-of#<department>: asked#<time>, to-review#<due>, to-sign#<due>, done#<time>
 *   watch, alarm#…      clocks/watch.store.ts
 * In applicant#<department>: open, how many of its requests are drafts or under way
 * In holder#<department>#<resourceId> (grants.store.ts): at-once#<n>, that a grant was made at once after n others
 * Asked: what is in this state; what did a department ask for; what has it to decide or to sign.
 */
const keyOf = (requestId: string, sk = 'request') => ({ pk: `request#${requestId}`, sk });
const isNew = { text: 'attribute_not_exists(#pk)' };
const openKey = (department: string) => ({ pk: `applicant#${department}`, sk: 'open' });

/** Counts what begins and what ends; a dispute opens one again, also above the bound. */
const openChange = (before: UseRequest | undefined, { applicant, state }: UseRequest): Change[] => {
  const isOpen = (one: RequestState | undefined) => one !== undefined && !endedStates.includes(one);
  const more = Number(isOpen(state)) - Number(isOpen(before?.state));
  if (more === 0) return [];
  return [
    {
      update: openKey(applicant),
      set: { text: 'SET #open = if_not_exists(#open, :none) + :more', values: { none: 0, more } },
      ...(!before && { condition: { text: 'attribute_not_exists(#open) OR #open < :most', values: { most: mostOpen } } }),
    },
  ];
};

const changesOf = ({ before, request, moved, grant, atOnce, judgedBy }: Stepped, rules: ClockRules): Change[] => {
  const { requestId, state, move } = request;
  const entry = entryOf(request, rules);
  const now = new Date(move.at);
  const lookAt = lookAtOf(clocksOf(runsOf(request), rules, now), rules, now);
  return [
    {
      put: { ...keyOf(requestId), ...request, entry, list: `requests#${state}`, listKey: `${entry.due ?? move.at}#${requestId}` },
      condition: before ? { text: '#version = :seen', values: { seen: before.version } } : isNew,
    },
    ...moved.map((one) => ({ put: { ...keyOf(requestId, `move#${String(one.number).padStart(6, '0')}`), moved: one }, condition: isNew })),
    ...placesOf(request, entry).map(({ department, listKey }) => ({
      put: { ...keyOf(requestId, `by#${department}`), entry, list: `requests-of#${department}`, listKey },
    })),
    ...openChange(before, request),
    watchItem({ thing: 'request', id: requestId, lookAt }),
    ...(grant ? grantChanges(grant) : []),
    // Of two that are submitted at the same moment one is granted at once.
    ...(grant && atOnce
      ? [
          {
            put: { pk: holderKey(grant.holder, grant.resourceId), sk: `at-once#${String(atOnce.after)}`, grantId: grant.grantId },
            condition: isNew,
          },
        ]
      : []),
    // What was decided by the resource as it was is not stored where it is another by now.
    ...(judgedBy
      ? [
          {
            expect: { pk: `resource#${judgedBy.resourceId}`, sk: 'resource' },
            condition: { text: '#version = :judged', values: { judged: judgedBy.version } },
          },
        ]
      : []),
  ];
};

const Listed = z.object({ entry: RequestEntry });
interface Listing {
  cursor?: string | undefined;
  limit: number;
  newestFirst?: boolean;
}
const mostMoves = 200;

export const requestsTable = (tableName: string) => {
  const table = openTable(tableName);
  const listed = async (list: string, from: string | undefined, options: Listing): Promise<Page<RequestEntry>> => {
    const where =
      from === undefined
        ? { text: '#list = :list', values: { list } }
        : { text: '#list = :list AND begins_with(#listKey, :from)', values: { list, from } };
    const { items, next } = await table.query(where, Listed, { index: 'listed', ...options, only: ['entry'] });
    return { items: items.map(({ entry }) => entry), ...(next !== undefined && { next }) };
  };

  return {
    find: (requestId: string): Promise<UseRequest | undefined> => table.get(keyOf(requestId), UseRequest),

    /** How many of a department are drafts or under way. */
    async openOf(department: string): Promise<number> {
      return (await table.get(openKey(department), z.object({ open: z.int() })))?.open ?? 0;
    },

    /** In their order, the newest. */
    async movesOf(requestId: string): Promise<Moved[]> {
      const where = { text: '#pk = :pk AND begins_with(#sk, :move)', values: { pk: keyOf(requestId).pk, move: 'move#' } };
      const { items } = await table.query(where, z.object({ moved: Moved }), { limit: mostMoves, newestFirst: true });
      return items.map(({ moved }) => moved).toReversed();
    },

    /** The request, its moves and all that follows, or nothing. `stale`: it, or the resource by which it was judged, moved meanwhile, or what `more` expects is not so. */
    store: async (stepped: Stepped, rules: ClockRules, more: readonly Change[] = []): Promise<'stored' | 'stale'> =>
      (await table.transact([...changesOf(stepped, rules), ...more])) === 'done' ? 'stored' : 'stale',

    inState: (state: RequestState, options: Listing): Promise<Page<RequestEntry>> => listed(`requests#${state}`, undefined, options),

    inBoxOf: (department: string, box: 'asked' | 'to-review' | 'to-sign' | 'done', options: Listing): Promise<Page<RequestEntry>> =>
      listed(`requests-of#${department}`, `${box}#`, options),
  };
};
export type Requests = ReturnType<typeof requestsTable>;
