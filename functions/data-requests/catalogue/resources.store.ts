import * as z from 'zod';
import { type Change, openTable, type Page } from '../../../shared/runtime/table.store.ts';
import { watchItem } from '../clocks/watched.ts';
import { LaneState, ResourceTerms } from '../grants/terms.ts';
import { recordsOfResource } from '../sharing.ts';
import { KeptContract, Quality, Resource, termsOf } from './resource.ts';
import { ResourceMoved } from './resource-moved.ts';
import type { ResourceStepped } from './step-resource.ts';

/*
 * docs/decisions/0013. An entry and what belongs to it lie in resource#<resourceId>:
 *   resource     on its version; list resources: by id
 *   move#<n>     never changed
 *   live#terms   what the gate reads of it, written with the entry
 *   live#lane    how far its rows are loaded, written by load-rows alone
 *   watch        when to look at its clocks
 *   quality      how the lane's last upload came out; apart, so that the gate does not read it
 * In dataset#<dataset>: dataset, the last contract that was heard of.
 * Asked: what is there; what may be given of this and how far is it loaded; which entries are of this dataset.
 */
const keyOf = (resourceId: string, sk = 'resource') => ({ pk: `resource#${resourceId}`, sk });
const contractKey = (dataset: string) => ({ pk: `dataset#${dataset}`, sk: 'dataset' });
const isNew = { text: 'attribute_not_exists(#pk)' };

/** `lookAt`: when its clocks have to be looked at next. */
export const resourceChanges = ({ before, resource, moved }: ResourceStepped, lookAt: string | undefined): Change[] => [
  // Whoever hears of a contract walks the entries that are there: one that is created meanwhile is created under it, or not.
  ...(moved.name === 'create'
    ? [
        {
          expect: contractKey(resource.lane.dataset),
          condition: { text: '#version = :contract', values: { contract: resource.contractVersion } },
        },
      ]
    : []),
  {
    put: { ...keyOf(resource.resourceId), ...resource, list: 'resources', listKey: resource.resourceId },
    condition: before ? { text: '#version = :seen', values: { seen: before.version } } : isNew,
  },
  { put: { ...keyOf(resource.resourceId, `move#${String(moved.number).padStart(6, '0')}`), moved }, condition: isNew },
  { put: { ...keyOf(resource.resourceId, 'live#terms'), ...termsOf(resource) } },
  watchItem({ thing: 'resource', id: resource.resourceId, lookAt }),
];

const Live = z.union([
  z.object({ sk: z.literal('live#terms'), ...ResourceTerms.shape }),
  z.object({ sk: z.literal('live#lane'), ...LaneState.shape }),
]);

export const resourcesTable = (tableName: string) => {
  const table = openTable(tableName);
  const liveOf = (resourceId: string, from: string) =>
    table.queryAll({ text: '#pk = :pk AND #sk BETWEEN :from AND :to', values: { pk: keyOf(resourceId).pk, from, to: 'live#~' } }, Live);

  return {
    find: (resourceId: string): Promise<Resource | undefined> => table.get(keyOf(resourceId), Resource),

    /** What may be given of it and how far its records are loaded. Of statistics the lane lies with the records. */
    async live(resourceId: string): Promise<{ terms?: ResourceTerms; lane?: LaneState }> {
      const records = recordsOfResource(resourceId);
      const [own, others] = await Promise.all([liveOf(resourceId, 'live#'), records === resourceId ? [] : liveOf(records, 'live#lane')]);
      const terms = own.find((one) => one.sk === 'live#terms');
      const lane = [...own, ...others].find((one) => one.sk === 'live#lane');
      return { ...(terms && { terms: ResourceTerms.parse(terms) }), ...(lane && { lane: LaneState.parse(lane) }) };
    },

    findContract: (dataset: string): Promise<KeptContract | undefined> => table.get(contractKey(dataset), KeptContract),

    /** Unless a newer one is kept. The same one again may know more of its columns than an old manifest did. */
    keepContract: (contract: KeptContract): Promise<'done' | 'condition-failed'> =>
      table.put(
        { ...contractKey(contract.dataset), ...contract },
        { text: 'attribute_not_exists(#pk) OR #version <= :version', values: { version: contract.version } },
      ),

    qualityOf: (resourceId: string): Promise<Quality | undefined> => table.get(keyOf(recordsOfResource(resourceId), 'quality'), Quality),

    /** Written by load-rows when an upload of the lane was announced; an older one that comes again changes nothing. */
    keepQuality: (resourceId: string, quality: Quality): Promise<'done' | 'condition-failed'> =>
      table.put(
        { ...keyOf(resourceId, 'quality'), ...quality },
        { text: 'attribute_not_exists(#pk) OR #at <= :at', values: { at: quality.at } },
      ),

    /** By id, so those of one dataset stand together. */
    list: ({ dataset, ...options }: { dataset?: string; cursor?: string | undefined; limit: number }): Promise<Page<Resource>> =>
      table.query(
        dataset === undefined
          ? { text: '#list = :list', values: { list: 'resources' } }
          : { text: '#list = :list AND begins_with(#listKey, :of)', values: { list: 'resources', of: `r-${dataset}.` } },
        Resource,
        { index: 'listed', ...options },
      ),

    movesOf: async (resourceId: string, limit: number): Promise<ResourceMoved[]> => {
      const where = { text: '#pk = :pk AND begins_with(#sk, :move)', values: { pk: keyOf(resourceId).pk, move: 'move#' } };
      return (await table.query(where, z.object({ moved: ResourceMoved }), { limit, newestFirst: true })).items.map(({ moved }) => moved);
    },

    /** The entry, its move and what the gate reads, or nothing. */
    store: async (stepped: ResourceStepped, lookAt: string | undefined): Promise<'stored' | 'stale'> =>
      (await table.transact(resourceChanges(stepped, lookAt))) === 'done' ? 'stored' : 'stale',
  };
};
export type Resources = ReturnType<typeof resourcesTable>;
