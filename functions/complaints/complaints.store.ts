import { createHash } from 'node:crypto';
import * as z from 'zod';
import { instantOf } from '../../shared/calendar/shanghai-time.ts';
import { move } from '../../shared/runtime/move.ts';
import { type Change, CursorInvalid, openTable, type Page } from '../../shared/runtime/table.store.ts';
import { type CaseState, Complaint } from './complaint.ts';
import { Document, documentKey } from './document.ts';
import { keysOf } from './duplicates/keys-of.ts';
import { messageItem } from './messages.store.ts';
import { Outgoing } from './outgoing.ts';
import { Entry, Fact, factOf, inboxKeyOf, monthOf, monthsBetween, type Outlook, sharesOf, stateKeyOf } from './projections.ts';
import { SaidAlarm } from './said-alarm.ts';
import { Moved, type Stepped } from './step.ts';

/*
 * One table with stream (docs/decisions/0012). A case and all that belongs to it lie in complaint#<id>:
 *   complaint                    the case, on its version; list state#<state>: by due time, ended ones by their end
 *   move#<number>                never changed
 *   message#<destination>#<n>    messages.store.ts
 *   inbox#<department>           list inbox#<department>: open#<due>, done#<end>
 *   key#<kind>                   list key#<kind>#<value>: by time of receipt
 *   watch                        list watch#<0..7>: when to look at the clocks
 *   alarm#<alarmId>#<whom>       list alarms#<department, desk or leader>: by time
 *   fact                         list facts#<month of receipt>: by time of receipt
 * In document#<source>#<upperId>: document, which cases it has.
 * Asked: what does this department have to do; what is in this state; what shares an object, place or person with this; whose clocks have to be looked at;
 * what was alarmed; what came in a month.
 */
const keyOf = (complaintId: string, sk = 'complaint') => ({ pk: `complaint#${complaintId}`, sk });
const isNew = { text: 'attribute_not_exists(#pk)' };

export const watchShards = [0, 1, 2, 3, 4, 5, 6, 7];
const shardOf = (complaintId: string): number => (createHash('sha256').update(complaintId).digest()[0] ?? 0) % watchShards.length;

/** Alarms count messages too, without a move: so a version alone does not say that nobody wrote meanwhile. */
const asSeen = ({ version, sequences }: Complaint) => ({
  text: '#version = :seen AND #sequences = :counted',
  values: { seen: version, counted: sequences },
});

const caseItem = (the: Complaint, outlook: Outlook) => ({
  ...keyOf(the.complaintId),
  ...the,
  entry: outlook.entry,
  list: `state#${the.state}`,
  listKey: stateKeyOf(outlook, the.move.at),
});

const inboxItems = (the: Complaint, outlook: Outlook): Change[] =>
  [...sharesOf(the)].map(([department, share]) => ({
    put: {
      ...keyOf(the.complaintId, `inbox#${department}`),
      entry: outlook.entry,
      share,
      list: `inbox#${department}`,
      listKey: inboxKeyOf(outlook, the.move.at),
    },
  }));

const watchItem = ({ complaintId }: Complaint, { lookAt }: Outlook): Change =>
  lookAt === undefined
    ? { remove: keyOf(complaintId, 'watch') }
    : {
        put: {
          ...keyOf(complaintId, 'watch'),
          complaintId,
          list: `watch#${String(shardOf(complaintId))}`,
          listKey: `${lookAt}#${complaintId}`,
        },
      };

/** Keys and facts follow from the content: they are written when it changes. */
const findable = (before: Complaint | undefined, after: Complaint): Change[] => {
  const had = new Map(before ? keysOf(before.content, before.personKeys).map(({ kind, value }) => [kind, value]) : []);
  const has = keysOf(after.content, after.personKeys);
  const kinds = new Set(has.map(({ kind }) => kind));
  const { complaintId, receivedAt } = after;
  const fact = factOf(after);
  return [
    ...has
      .filter(({ kind, value }) => had.get(kind) !== value)
      .map(({ kind, value }) => ({
        put: {
          ...keyOf(complaintId, `key#${kind}`),
          complaintId,
          list: `key#${kind}#${value}`,
          listKey: `${receivedAt}#${complaintId}`,
        },
      })),
    ...[...had.keys()].filter((kind) => !kinds.has(kind)).map((kind) => ({ remove: keyOf(complaintId, `key#${kind}`) })),
    ...(before && JSON.stringify(factOf(before)) === JSON.stringify(fact)
      ? []
      : [{ put: { ...keyOf(complaintId, 'fact'), fact, list: `facts#${monthOf(receivedAt)}`, listKey: `${receivedAt}#${complaintId}` } }]),
  ];
};

const changesOf = ({ before, complaint, moved, messages, outlook }: Stepped): Change[] => {
  const now = sharesOf(complaint);
  const dropped = before ? [...sharesOf(before).keys()].filter((department) => !now.has(department)) : [];
  return [
    { put: caseItem(complaint, outlook), condition: before ? asSeen(before) : isNew },
    { put: { ...keyOf(complaint.complaintId, `move#${String(moved.number).padStart(6, '0')}`), moved }, condition: isNew },
    ...messages.map((message) => ({ put: messageItem(message), condition: isNew })),
    ...inboxItems(complaint, outlook),
    ...dropped.map((department) => ({ remove: keyOf(complaint.complaintId, `inbox#${department}`) })),
    ...findable(before, complaint),
    ...(before || outlook.lookAt !== undefined ? [watchItem(complaint, outlook)] : []),
  ];
};

const alarmItem = (alarm: SaidAlarm, whom: string) => ({
  ...keyOf(alarm.complaintId, `alarm#${alarm.alarmId}#${whom}`),
  alarm,
  list: `alarms#${whom}`,
  listKey: `${alarm.saidAt}#${alarm.complaintId}#${alarm.alarmId}`,
});

const mostMoves = 200;

interface KnownDocument {
  document: Document | undefined;
}

const Identified = z.object({ complaintId: z.string() });
const Listed = z.object({ entry: Entry });
const Keyed = z.object({ sk: z.string() });
const inList = (list: string) => ({ text: '#list = :list', values: { list } });

export const complaintsTable = (tableName: string) => {
  const table = openTable(tableName);
  const below = (complaintId: string, prefix: string) => ({
    text: '#pk = :pk AND begins_with(#sk, :prefix)',
    values: { pk: keyOf(complaintId).pk, prefix },
  });
  const find = (complaintId: string): Promise<Complaint | undefined> => table.get(keyOf(complaintId), Complaint);
  const findMany = async (complaintIds: readonly string[], deadline: number): Promise<Complaint[]> => {
    const found: Complaint[] = [];
    for (let from = 0; from < complaintIds.length; from += 100) {
      const keys = [...new Set(complaintIds.slice(from, from + 100))].map((id) => keyOf(id));
      found.push(...(await table.getMany(keys, deadline)).map((item) => Complaint.parse(item)));
    }
    return found;
  };
  const listed = async (list: string, options: { cursor?: string | undefined; limit: number; newestFirst?: boolean; from?: string }) => {
    const { from, ...rest } = options;
    const where = from === undefined ? inList(list) : { text: '#list = :list AND begins_with(#listKey, :from)', values: { list, from } };
    const { items, next } = await table.query(where, Listed, { index: 'listed', ...rest, only: ['entry'] });
    return { items: items.map(({ entry }) => entry), ...(next !== undefined && { next }) };
  };

  /** Cases that begin enter the list of their document, on its version; a part that is there already is not added again. */
  const documentChanges = async (stepped: readonly Stepped[], read?: KnownDocument): Promise<Change[] | 'known'> => {
    const beginning = stepped.filter(({ before }) => !before).map(({ complaint }) => complaint);
    const changes: Change[] = [];
    for (const its of Map.groupBy(beginning, ({ source, upperId }) => `${source}#${upperId}`).values()) {
      const [{ source, upperId, move: { at } } = { source: '', upperId: '', move: { at: '' } }] = its;
      const known = read ? read.document : await table.get(documentKey(source, upperId), Document);
      if (its.some(({ part, track }) => known?.cases.some((one) => one.part === part || one.track === track))) return 'known';
      const document: Document = {
        source,
        upperId,
        version: (known?.version ?? 0) + 1,
        cases: [...(known?.cases ?? []), ...its.map(({ complaintId, part, track }) => ({ complaintId, part, track }))],
        move: move('complaints:register', new Date(at)),
      };
      changes.push({
        put: { ...documentKey(source, upperId), ...document },
        condition: known ? { text: '#version = :known', values: { known: known.version } } : isNew,
      });
    }
    return changes;
  };

  return {
    find,
    findMany,

    /** The cases of a document of the upper platform, in the order of their parts. */
    async ofDocument(source: string, upperId: string): Promise<Complaint[]> {
      const document = await table.get(documentKey(source, upperId), Document);
      const cases = await Promise.all((document?.cases ?? []).map(({ complaintId }) => find(complaintId)));
      return cases.flatMap((one) => one ?? []);
    },

    /** In their order, the newest: no more than an answer holds, of which a page of the table is a sixth. */
    async newestMoves(complaintId: string): Promise<{ moves: Moved[]; more: boolean }> {
      const found: Moved[] = [];
      let cursor: string | undefined;
      for (let page = 1; page <= 3 && found.length < mostMoves; page++) {
        const where = below(complaintId, 'move#');
        const { items, next } = await table.query(where, z.object({ moved: Moved }), {
          limit: mostMoves - found.length,
          newestFirst: true,
          cursor,
        });
        found.push(...items.map(({ moved }) => moved));
        cursor = next;
        if (next === undefined) break;
      }
      return { moves: found.toReversed(), more: (found.at(-1)?.number ?? 1) > 1 };
    },

    /**
     * Moves and all that follows from them, or nothing. `stale`: somebody moved one of the cases meanwhile, it begins twice, or what `more` expects is not so. One move of a
     * case at a time. `read`: the one document of all that begins, as the caller has just read it.
     */
    async store(stepped: readonly Stepped[], more: readonly Change[] = [], read?: KnownDocument): Promise<'stored' | 'stale'> {
      const all = stepped.flatMap((one) => [one, ...one.others]);
      const documents = await documentChanges(all, read);
      if (documents === 'known') return 'stale';
      return (await table.transact([...all.flatMap(changesOf), ...documents, ...more])) === 'done' ? 'stored' : 'stale';
    },

    inState: (state: CaseState, options: { cursor?: string | undefined; limit: number; newestFirst: boolean }): Promise<Page<Entry>> =>
      listed(`state#${state}`, options),

    inboxOf: (department: string, box: 'open' | 'done', options: { cursor?: string | undefined; limit: number }): Promise<Page<Entry>> =>
      listed(`inbox#${department}`, { ...options, from: `${box}#`, newestFirst: box === 'done' }),

    /** The newest cases that share this key. */
    async sharing({ kind, value }: { kind: string; value: string }, limit: number): Promise<string[]> {
      const { items } = await table.query(inList(`key#${kind}#${value}`), Identified, {
        index: 'listed',
        limit,
        newestFirst: true,
        only: ['complaintId'],
      });
      return items.map(({ complaintId }) => complaintId);
    },

    /** What came in these days, month by month: a page may be short, or empty, before the end. Days of Shanghai, both included. */
    async factsBetween(from: string, to: string, { cursor, limit }: { cursor?: string | undefined; limit: number }): Promise<Page<Fact>> {
      const months = monthsBetween(from, to);
      const [month = months[0] ?? '', inner] = cursor?.split('~') ?? [];
      const at = months.indexOf(month);
      if (at < 0) throw new CursorInvalid('cursor');
      const where = {
        text: '#list = :list AND #listKey BETWEEN :from AND :to',
        values: {
          list: `facts#${month}`,
          from: instantOf(from).toISOString(),
          to: new Date(instantOf(to).getTime() + 86_400_000).toISOString(),
        },
      };
      const { items, next } = await table.query(where, z.object({ fact: Fact }), {
        index: 'listed',
        limit,
        ...(inner !== undefined && inner !== '' && { cursor: inner }),
        only: ['fact'],
      });
      const after = next === undefined ? months[at + 1] : month;
      return { items: items.map(({ fact }) => fact), ...(after !== undefined && { next: `${after}~${next ?? ''}` }) };
    },

    /** As lists show them, the newest first. */
    async entriesOf(complaintIds: readonly string[], deadline: number): Promise<Entry[]> {
      const found = await table.getMany(
        complaintIds.slice(0, 100).map((id) => keyOf(id)),
        deadline,
      );
      return found.map((item) => Listed.parse(item).entry).sort((one, other) => (one.receivedAt < other.receivedAt ? 1 : -1));
    },

    messagesOf: (complaintId: string, destination?: string): Promise<Outgoing[]> =>
      table.queryAll(below(complaintId, destination === undefined ? 'message#' : `message#${destination}#`), Outgoing),

    /** Whose clocks have to be looked at by now. */
    async toLookAt(shard: number, now: Date, limit: number): Promise<string[]> {
      const where = {
        text: '#list = :list AND #listKey < :until',
        values: { list: `watch#${String(shard)}`, until: `${now.toISOString()}~` },
      };
      const { items } = await table.query(where, Identified, { index: 'listed', limit, only: ['complaintId'] });
      return items.map(({ complaintId }) => complaintId);
    },

    /** Looked at again only then, unless a move has noted another time meanwhile. */
    putOff: (complaintId: string, now: Date, until: Date): Promise<'done' | 'condition-failed'> =>
      table.update(
        keyOf(complaintId, 'watch'),
        { text: 'SET #listKey = :later', values: { later: `${until.toISOString()}#${complaintId}` } },
        { text: 'attribute_exists(#pk) AND #listKey < :due', values: { due: `${now.toISOString()}~` } },
      ),

    /** What has been said of a case, by alarm and whom. */
    async saidOf(complaintId: string): Promise<Set<string>> {
      const said = await table.queryAll(below(complaintId, 'alarm#'), Keyed, { only: ['sk'] });
      return new Set(said.map(({ sk }) => sk.slice('alarm#'.length)));
    },

    alarmsFor: async (whom: string, options: { cursor?: string | undefined; limit: number }): Promise<Page<SaidAlarm>> => {
      const { items, next } = await table.query(inList(`alarms#${whom}`), z.object({ alarm: SaidAlarm }), {
        index: 'listed',
        ...options,
        newestFirst: true,
      });
      return { items: items.map(({ alarm }) => alarm), ...(next !== undefined && { next }) };
    },

    /** One look at the clocks: alarms that are new, messages with them, what lists show, and the next look. Nothing where the case moved meanwhile. */
    async looked(
      seen: Complaint,
      {
        outlook,
        alarms,
        messages,
      }: { outlook: Outlook; alarms: readonly { alarm: SaidAlarm; whom: string }[]; messages: readonly Outgoing[] },
    ): Promise<'stored' | 'stale'> {
      const sequences = { ...seen.sequences };
      for (const { destination, sequence } of messages) sequences[destination] = sequence;
      const stored = await table.transact([
        { put: caseItem({ ...seen, sequences }, outlook), condition: asSeen(seen) },
        ...inboxItems(seen, outlook),
        ...alarms.map(({ alarm, whom }) => ({ put: alarmItem(alarm, whom), condition: isNew })),
        ...messages.map((message) => ({ put: messageItem(message), condition: isNew })),
        watchItem(seen, outlook),
      ]);
      return stored === 'done' ? 'stored' : 'stale';
    },
  };
};

export type Complaints = ReturnType<typeof complaintsTable>;
