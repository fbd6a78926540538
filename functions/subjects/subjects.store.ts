import * as z from 'zod';
import { CursorInvalid, type Key, openTable, type Page } from '../../shared/runtime/table.store.ts';
import type { NameBorne } from './link.ts';
import type { LinkPlan, Place } from './plan-links.ts';
import { DatasetFace, Face, Link, NameGiven, Projection, Registration, Stub } from './subject.ts';
import { subjectIdOf } from './subject-id.ts';

/*
 * One table, without stream: everything in it follows from the curated records and can be made again from them.
 *   subject#<id> / record#<business time>#<mark>   what is on record about it?     (of one lane: written by that lane's one worker)
 *   subject#<id> / register#<mark>                 which register rows make it a registered business?
 *   subject#<id> / stub#<department>               whose records name it, and how?
 *   subject#<id> / see                            to whom does the id lead that a register row had before it had a code?
 *   subject#<id> / code                            the register holds this code although its checksum is wrong
 *   name#<id of the name> / <mark>                 which register rows give this name, or gave it, and to whom?
 *   link#<dataset>#<department>#<key> / link       where is this record, in which version?
 *   face#<dataset> / version#<number>              how are its columns called, and who may see them?
 * Index byName (nameShard, nameKey): whose name begins with …? Spread over shards, because most names begin with 苏州.
 */
const shards = Array.from({ length: 8 }, (_, shard) => String(shard));
const shardOf = (subjectId: string): string => shards[subjectId.charCodeAt(subjectId.length - 1) % shards.length] ?? '0';

const nameKeyCharacters = 150;
const nameKeyOf = (normalised: string, subjectId: string): string => `${[...normalised].slice(0, nameKeyCharacters).join('')}#${subjectId}`;

/** Where a search by name meets: a name that the register gives, or a stub's. Natural persons are not in the index. */
const NameEntry = z.discriminatedUnion('entry', [
  z.object({
    entry: z.literal('registered'),
    nameKey: z.string(),
    subjectId: z.string(),
    dataset: z.string(),
    face: Face,
    deleted: z.boolean(),
  }),
  z.object({ entry: z.literal('stub'), nameKey: z.string(), subjectId: z.string() }),
]);
export type NameEntry = z.infer<typeof NameEntry>;

const partition = (subjectId: string): string => `subject#${subjectId}`;
const placeOf = ({ businessTime, mark }: { businessTime: string; mark: string }): string => `record#${businessTime}#${mark}`;
const linkKey = ({ dataset, department, key }: Pick<Link, 'dataset' | 'department' | 'key'>): Key => ({
  pk: `link#${dataset}#${department}#${key}`,
  sk: 'link',
});
const nameKey = (normalised: string, mark: string): Key => ({ pk: `name#${subjectIdOf.name(normalised)}`, sk: mark });
const stubKey = (subjectId: string, department: string): Key => ({ pk: partition(subjectId), sk: `stub#${department}` });
const faceKey = (dataset: string, version: number): Key => ({ pk: `face#${dataset}`, sk: `version#${String(version).padStart(6, '0')}` });

/** Keys asked, and items written, in one call. */
const asked = 100;
const written = 25;
/** Records of others are passed over when one department asks; so many pages of them in one call. */
const pagesPassedOver = 20;

const byKey = <Item extends Key>(items: readonly Item[]): Item[] => [
  ...new Map(items.map((item) => [`${item.pk} ${item.sk}`, item])).values(),
];
const slicesOf = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));

export interface Head {
  registrations: Registration[];
  stubs: Stub[];
  /** Of an id that is nobody's any more: to whom it leads. */
  see?: string | undefined;
}

const HeadItem = z.union([
  Registration.extend({ sk: z.string().startsWith('register#') }),
  z.object({ sk: z.literal('see'), to: z.string() }),
  Stub.extend({ sk: z.string().startsWith('stub#') }),
]);

export const subjectsTable = (tableName: string) => {
  const table = openTable(tableName);

  const getMany = async <Found>(keys: readonly Key[], schema: z.ZodType<Found>, deadline: number): Promise<Found[]> => {
    const found: Found[] = [];
    for (const some of slicesOf(byKey(keys), asked)) found.push(...(await table.getMany(some, deadline)).map((item) => schema.parse(item)));
    return found;
  };

  return {
    async linksOf(lane: { dataset: string; department: string }, keys: readonly string[], deadline: number): Promise<Map<string, Link>> {
      const links = await getMany(
        keys.map((key) => linkKey({ ...lane, key })),
        Link,
        deadline,
      );
      return new Map(links.map((link) => [link.key, link]));
    },

    /** What lies in these places, by record key. */
    async recordsIn(places: readonly Place[], deadline: number): Promise<Map<string, Projection>> {
      const projections = await getMany(
        places.map((place) => ({ pk: partition(place.subjectId), sk: placeOf(place) })),
        Projection,
        deadline,
      );
      return new Map(projections.map((projection) => [projection.key, projection]));
    },

    async codesInRegister(codes: readonly string[], deadline: number): Promise<Set<string>> {
      const found = await getMany(
        codes.map((code) => ({ pk: partition(subjectIdOf.code(code)), sk: 'code' })),
        z.object({ code: z.string() }),
        deadline,
      );
      return new Set(found.map(({ code }) => code));
    },

    /** Everything but the links first, then what is left behind goes, and the links last: whoever dies in between is repeated whole. */
    async write(plan: LinkPlan, deadline: number): Promise<void> {
      const stubs = plan.stubs.map((stub) => ({ ...stubKey(stub.subjectId, stub.department), stub }));
      const known = await getMany(
        stubs.map(({ pk, sk }) => ({ pk, sk })),
        Stub.extend({ pk: z.string(), sk: z.string() }),
        deadline,
      );
      const isKnown = new Set(known.map(({ pk, sk }) => `${pk} ${sk}`));
      const rows = new Map(plan.registrations.map(({ mark, dataset, face, deleted }) => [mark, { dataset, face, deleted }]));
      const indexed = (normalised: string, subjectId: string) => ({
        nameShard: shardOf(subjectId),
        nameKey: nameKeyOf(normalised, subjectId),
      });

      const items = [
        ...plan.projections.map((one) => ({ pk: partition(one.subjectId), sk: placeOf(one), ...one })),
        ...plan.registrations.map((one) => ({ pk: partition(one.subjectId), sk: `register#${one.mark}`, ...one })),
        ...plan.leads.map(({ from, to }) => ({ pk: partition(from), sk: 'see', to })),
        ...plan.suspectCodes.map(({ subjectId, code }) => ({ pk: partition(subjectId), sk: 'code', code })),
        ...plan.names.map((one) => ({
          ...nameKey(one.normalised, one.mark),
          ...one,
          entry: 'registered',
          ...rows.get(one.mark),
          ...indexed(one.normalised, one.subjectId),
        })),
        ...stubs
          .filter(({ pk, sk }) => !isKnown.has(`${pk} ${sk}`))
          .map(({ pk, sk, stub }) => ({
            pk,
            sk,
            ...stub,
            ...(!stub.person && stub.normalised !== '' && { entry: 'stub', ...indexed(stub.normalised, stub.subjectId) }),
          })),
      ];
      const gone = [
        ...plan.left.map((one) => ({ pk: partition(one.subjectId), sk: placeOf(one) })),
        ...plan.unregistered.map(({ subjectId, mark }) => ({ pk: partition(subjectId), sk: `register#${mark}` })),
        ...plan.unnamed.map(({ normalised, mark }) => nameKey(normalised, mark)),
      ];
      for (const some of slicesOf(byKey(items), written)) await table.putMany(some, deadline);
      for (const some of slicesOf(byKey(gone), written)) await table.removeMany(some, deadline);
      const links = plan.links.map((link) => ({ ...linkKey(link), ...link }));
      for (const some of slicesOf(links, written)) await table.putMany(some, deadline);
    },

    async keepFace(face: DatasetFace): Promise<void> {
      await table.put({ ...faceKey(face.dataset, face.version), ...face });
    },

    /** How these datasets are shown on that day: the newest contract that is valid by then, whether an upload was judged by it or not. */
    async facesOn(today: string, datasets: Iterable<string>): Promise<Map<string, DatasetFace>> {
      const faces = await Promise.all(
        [...new Set(datasets)].map(async (dataset) => {
          const { items } = await table.query({ text: '#pk = :pk', values: { pk: `face#${dataset}` } }, DatasetFace, {
            // So many may be published ahead of their day.
            limit: 20,
            newestFirst: true,
          });
          return items.find(({ validFrom }) => validFrom <= today) ?? [];
        }),
      );
      return new Map(faces.flat().map((face) => [face.dataset, face]));
    },

    async headOf(subjectId: string): Promise<Head> {
      const items = await table.queryAll(
        { text: '#pk = :pk AND #sk BETWEEN :from AND :to', values: { pk: partition(subjectId), from: 'register#', to: 'stub#~' } },
        HeadItem,
      );
      return {
        registrations: items.flatMap((item) => ('face' in item ? [item] : [])),
        stubs: items.flatMap((item) => ('person' in item ? [item] : [])),
        see: items.flatMap((item) => ('to' in item ? [item.to] : []))[0],
      };
    },

    /** Who bears the name, or bore it, of which this is the id. A hundred bearers say as much as all of them. */
    async bearersOf(nameId: string): Promise<NameBorne[]> {
      const { items } = await table.query({ text: '#pk = :pk', values: { pk: `name#${nameId}` } }, NameGiven, { limit: 100 });
      return items;
    },

    /**
     * Records that hang on any of these, the newest first; with `department`, only its own. A page may hold less than was asked for although there is more: `next` says so.
     */
    async recordsOf(
      subjectIds: readonly string[],
      { department, cursor, limit }: { department?: string | undefined; cursor?: string | undefined; limit: number },
    ): Promise<Page<Projection>> {
      const before = cursor === undefined ? undefined : positionOf(cursor);
      const parts = await Promise.all(
        subjectIds.map(async (subjectId) => {
          const found: Projection[] = [];
          let position = before ?? '~';
          for (let page = 0; page < pagesPassedOver; page++) {
            const { items } = await table.query(
              {
                text: '#pk = :pk AND #sk BETWEEN :from AND :to',
                values: { pk: partition(subjectId), from: 'record#', to: `record#${position}` },
              },
              Projection,
              { limit: limit + 2, newestFirst: true },
            );
            const fresh = items.filter((item) => `${item.businessTime}#${item.mark}` < position);
            found.push(...fresh.filter((item) => department === undefined || item.department === department));
            const last = fresh.at(-1);
            if (!last || items.length < limit + 2) return { found, reached: '' };
            position = `${last.businessTime}#${last.mark}`;
            if (found.length > limit) break;
          }
          return { found, reached: position };
        }),
      );
      // What lies before the place that every part has reached is surely next.
      const reached = parts.map((part) => part.reached).reduce((furthest, one) => (one > furthest ? one : furthest), '');
      const all = parts
        .flatMap(({ found }) => found)
        .map((item) => ({ item, at: `${item.businessTime}#${item.mark}` }))
        .filter(({ at }) => at >= reached)
        .sort((a, b) => (a.at < b.at ? 1 : -1));
      const items = all.slice(0, limit);
      const next = all.length > limit ? items.at(-1)?.at : reached;
      return {
        items: items.map(({ item }) => item),
        ...(next !== undefined && next !== '' && { next: Buffer.from(next).toString('base64url') }),
      };
    },

    /** How many of whom, over the newest thousand of each. */
    async countsOf(
      subjectIds: readonly string[],
    ): Promise<{ counts: { dataset: string; department: string; records: number }[]; all: boolean }> {
      const pages = await Promise.all(
        subjectIds.map((subjectId) =>
          table.query(
            { text: '#pk = :pk AND begins_with(#sk, :records)', values: { pk: partition(subjectId), records: 'record#' } },
            Projection.pick({ dataset: true, department: true }),
            { limit: 1000, newestFirst: true, only: ['dataset', 'department'] },
          ),
        ),
      );
      const counts = new Map<string, { dataset: string; department: string; records: number }>();
      for (const { dataset, department } of pages.flatMap(({ items }) => items)) {
        const count = counts.get(`${dataset}#${department}`) ?? { dataset, department, records: 0 };
        counts.set(`${dataset}#${department}`, { ...count, records: count.records + 1 });
      }
      return {
        counts: [...counts.values()].sort((a, b) => (`${a.dataset}#${a.department}` < `${b.dataset}#${b.department}` ? -1 : 1)),
        all: pages.every(({ next }) => next === undefined),
      };
    },

    /** Names that begin so, in their order; a name of one subject once, however many rows give it. */
    async namesLike(prefix: string, { cursor, limit }: { cursor?: string | undefined; limit: number }): Promise<Page<NameEntry>> {
      const begin = [...prefix].slice(0, nameKeyCharacters).join('');
      const after = cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString();
      if (after !== undefined && (!after.startsWith(begin) || !/^[^#]*#s-[0-9a-z]{25}$/.test(after))) throw new CursorInvalid('cursor');
      const parts = await Promise.all(
        shards.map(async (shard) => {
          const { items, next } = await table.query(
            {
              text: '#nameShard = :shard AND #nameKey BETWEEN :from AND :to',
              // After every character that there is; `~` comes after every id.
              values: { shard, from: after === undefined ? begin : `${after}~`, to: `${begin}\u{10ffff}` },
            },
            NameEntry,
            { index: 'byName', limit: limit + 1 },
          );
          return { items, reached: next === undefined ? undefined : items.at(-1)?.nameKey };
        }),
      );
      const inOrder = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
      // Where a part goes on behind what it answered, nothing behind that may be shown yet.
      const reached = parts.flatMap((part) => part.reached ?? []).sort(inOrder)[0];
      const all = new Map<string, NameEntry>();
      for (const entry of parts.flatMap(({ items }) => items))
        if (reached === undefined || inOrder(entry.nameKey, reached) <= 0)
          if (entry.entry === 'registered' || !all.has(entry.nameKey)) all.set(entry.nameKey, entry);
      const items = [...all.values()].sort((a, b) => inOrder(a.nameKey, b.nameKey));
      const page = items.slice(0, limit);
      const more = items.length > limit || reached !== undefined;
      const last = page.at(-1)?.nameKey;
      return { items: page, ...(more && last !== undefined && { next: Buffer.from(last).toString('base64url') }) };
    },
  };
};

export type Subjects = ReturnType<typeof subjectsTable>;

const positionOf = (cursor: string): string => {
  const position = Buffer.from(cursor, 'base64url').toString();
  if (!/^\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?#[0-9a-z]{25}$/.test(position)) throw new CursorInvalid('cursor');
  return position;
};
