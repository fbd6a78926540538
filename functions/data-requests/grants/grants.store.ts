import * as z from 'zod';
import { shanghaiDate } from '../../../shared/calendar/shanghai-time.ts';
import { TryAgain } from '../../../shared/runtime/outcome.ts';
import { type Change, openTable, type Page } from '../../../shared/runtime/table.store.ts';
import type { GateRefusal, Reading } from './gate.ts';
import { Grant, GrantEntry, grantTermsOf } from './grant.ts';
import { GrantAlert } from './grant-alert.ts';
import { type GrantAct, MadeGrantAct } from './grant-moves.ts';
import { Held, isRestriction } from './held.ts';
import { type GrantState, GrantTerms, Use } from './terms.ts';

/*
 * In grant#<grantId>, in this order (docs/decisions/0013):
 *   alert#<day>#<kind>#<department>   what was said; list grant-alerts#<department>: by time
 *   by#holder, by#owner               lists grants-of#<department>, grants-on#<department>: by when it was granted
 *   grant                             all of it, on its version; list grants#<state>: by its end
 *   move#<version>                    never changed
 *   next-look                         list grants-to-look-at: when the watcher looks next
 *   use#<day>                         counters of the gate; kept for longer than a year
 *   ~terms                            what the gate reads of it
 * The gate asks for the newest two, so nothing may lie behind use# but ~terms.
 * In holder#<department>#<resourceId>: grant#<grantId>, what is remembered of each that this department has or had of this resource (held.ts).
 */
const keyOf = (grantId: string, sk = 'grant') => ({ pk: `grant#${grantId}`, sk });
const isNew = { text: 'attribute_not_exists(#pk)' };
const termsKey = '~terms';
const useKey = (grantId: string, day: string) => keyOf(grantId, `use#${day}`);

export const holderKey = (department: string, resourceId: string): string => `holder#${department}#${resourceId}`;

const daysKept = 400;
const forgottenAt = (day: string): number => Math.floor(Date.parse(day) / 1000) + daysKept * 86_400;

export const Moved = z.object({
  number: z.int(),
  at: z.iso.datetime({ precision: 3 }),
  by: z.string(),
  department: z.string().optional(),
  state: Grant.shape.state,
  act: MadeGrantAct,
});
export type Moved = z.infer<typeof Moved>;

/** Counters of a day as they begin. */
const begun =
  'SET #day = :day, #expiresAt = :expiresAt, #rows = if_not_exists(#rows, :none) + :rows, #calls = if_not_exists(#calls, :none) + :calls';
const unmoved = 'attribute_not_exists(#terms) OR #terms <= :version';

/** Whoever has read an older version is not counted on this day. A page takes seconds, so at midnight both days are stamped. */
const stampsOf = ({ grantId, version, move: { at } }: Grant): Change[] => {
  const days = [-300_000, 300_000].map((apart) => shanghaiDate(new Date(Date.parse(at) + apart)));
  return [...new Set(days)].map((day) => ({
    update: useKey(grantId, day),
    set: {
      text: `${begun}, #minute = if_not_exists(#minute, :noMinute), #minuteCalls = if_not_exists(#minuteCalls, :none), #terms = :version`,
      values: { day, expiresAt: forgottenAt(day), none: 0, rows: 0, calls: 0, noMinute: '', version },
    },
  }));
};

const ended: readonly GrantState[] = ['revoked', 'expired', 'closed'];
const entryOf = (grant: Grant): GrantEntry => z.object(GrantEntry.shape).parse(grant);
const lookKey = (at: string, grantId: string): string => `${at}#${grantId}`;
const toLookAt = 'grants-to-look-at';

/** Written with every move; that it was restricted once stays. */
const heldChange = ({ grantId, resourceId, holder, state, move }: Grant, restricted: boolean): Change => ({
  update: { pk: holderKey(holder, resourceId), sk: `grant#${grantId}` },
  set: {
    text: `SET #grantId = :grantId, #state = :state${restricted ? ', #restrictedAt = :at' : ''}`,
    values: { grantId, state, ...(restricted && { at: move.at }) },
  },
});

/** A grant that is made, or a move of one: all that is stored with it, on its version, for the transaction of whoever makes it. */
export const grantChanges = (grant: Grant, from?: { before: Grant; act: GrantAct }): Change[] => {
  const { grantId, version, state, holder, owner, grantedAt, until, move } = grant;
  const entry = entryOf(grant);
  const moved: Moved = {
    ...{ number: version, at: move.at, by: move.by, state, act: from?.act ?? { move: 'grant' } },
    ...(move.department !== undefined && { department: move.department }),
  };
  const listKey = `${grantedAt}#${grantId}`;
  return [
    {
      put: { ...keyOf(grantId), ...grant, entry, list: `grants#${state}`, listKey: `${until}#${grantId}` },
      condition: from ? { text: '#version = :seen', values: { seen: from.before.version } } : isNew,
    },
    { put: { ...keyOf(grantId, `move#${String(version).padStart(6, '0')}`), moved }, condition: isNew },
    { put: { ...keyOf(grantId, 'by#holder'), entry, list: `grants-of#${holder}`, listKey } },
    { put: { ...keyOf(grantId, 'by#owner'), entry, list: `grants-on#${owner}`, listKey } },
    { put: { ...keyOf(grantId, termsKey), ...grantTermsOf(grant) } },
    heldChange(grant, from !== undefined && isRestriction(grant, from.act)),
    ...(from ? stampsOf(grant) : []),
    ended.includes(state)
      ? { remove: keyOf(grantId, 'next-look') }
      : { put: { ...keyOf(grantId, 'next-look'), grantId, list: toLookAt, listKey: lookKey(move.at, grantId) } },
  ];
};

const Keyed = z.looseObject({ sk: z.string() });
const Listed = z.object({ entry: GrantEntry });
const inList = (list: string) => ({ text: '#list = :list', values: { list } });

type NotCounted = Extract<GateRefusal, 'quota-exhausted' | 'too-fast' | 'grant-changed'>;
/** What is written together with a count; and whether it still could be. */
export interface Noting {
  change: Change;
  fits: () => Promise<boolean>;
}

/** Others count at the same moment, and minutes turn. */
const tries = 20;

interface Listing {
  cursor?: string | undefined;
  limit: number;
}

export const grantsTable = (tableName: string) => {
  const table = openTable(tableName);
  const below = (grantId: string, prefix: string) => ({
    text: '#pk = :pk AND begins_with(#sk, :prefix)',
    values: { pk: keyOf(grantId).pk, prefix },
  });
  const listed = async (list: string, options: Listing & { newestFirst?: boolean }): Promise<Page<GrantEntry>> => {
    const { items, next } = await table.query(inList(list), Listed, { index: 'listed', ...options, only: ['entry'] });
    return { items: items.map(({ entry }) => entry), ...(next !== undefined && { next }) };
  };

  return {
    find: (grantId: string): Promise<Grant | undefined> => table.get(keyOf(grantId), Grant),

    /** Terms, and the newest day of use: one read unit where the terms are small. */
    async forReading(grantId: string): Promise<{ terms?: GrantTerms | undefined; use?: Use | undefined }> {
      const where = { text: '#pk = :pk', values: { pk: keyOf(grantId).pk } };
      const { items } = await table.query(where, Keyed, { limit: 2, newestFirst: true });
      const terms = items.find(({ sk }) => sk === termsKey);
      const use = items.find(({ sk }) => sk.startsWith('use#'));
      return { terms: terms && GrantTerms.parse(terms), use: use && Use.parse(use) };
    },

    /**
     * Counts a page or a batch, or answers why it must not be given; one write unit. Whatever happens at the same moment: the day's rows never exceed the quota, nor a
     * minute's calls theirs, and nothing is counted for who has read an older version of the grant.
     */
    async count(
      { grantId, version, quota, channel, day, minute, within: guessed }: Reading,
      rows: number,
    ): Promise<'counted' | NotCounted> {
      const calls = channel === 'api' ? 1 : 0;
      const rowsBefore = quota.rowsPerDay - rows;
      if (rowsBefore < 0) return 'quota-exhausted';
      const values = { day, expiresAt: forgottenAt(day), none: 0, rows, calls, version, rowsBefore };
      const room = `(${unmoved}) AND (attribute_not_exists(#rows) OR #rows <= :rowsBefore)`;
      /** `within`: the minute that is counted already; absent: a new one begins. */
      const write = (within: string | undefined) => {
        if (calls === 0) {
          const kept = '#minute = if_not_exists(#minute, :noMinute), #minuteCalls = if_not_exists(#minuteCalls, :none)';
          return { set: { text: `${begun}, ${kept}`, values: { ...values, noMinute: '' } }, condition: { text: room } };
        }
        if (within === undefined)
          return {
            set: { text: `${begun}, #minute = :minute, #minuteCalls = :calls`, values: { ...values, minute } },
            condition: { text: `${room} AND (attribute_not_exists(#minute) OR #minute < :minute)` },
          };
        return {
          set: {
            text: `${begun}, #minuteCalls = #minuteCalls + :calls`,
            values: { ...values, within, callsBefore: quota.callsPerMinute - 1 },
          },
          condition: { text: `${room} AND #minute = :within AND #minuteCalls <= :callsBefore` },
        };
      };

      let within = guessed;
      for (let attempt = 1; attempt <= tries; attempt++) {
        const { set, condition } = write(within);
        const { done, item } = await table.updateSeeing(useKey(grantId, day), set, condition, Use);
        if (done) return 'counted';
        if ((item?.terms ?? 0) > version) return 'grant-changed';
        if ((item?.rows ?? 0) > rowsBefore) return 'quota-exhausted';
        // A clock that goes ahead of ours has begun the next minute already; ours is over then.
        within = item?.minute !== undefined && item.minute >= minute ? item.minute : undefined;
        if (within !== undefined && (item?.minuteCalls ?? 0) >= quota.callsPerMinute) return 'too-fast';
      }
      throw new TryAgain(`the use of ${grantId} changes all the time`);
    },

    /** Counts rows of a file in the transaction of whoever notes how far the file has come. `stale`: what was to be noted no longer fits. */
    async countWith(
      { grantId, version, quota, day }: Reading,
      rows: number,
      { change, fits }: Noting,
    ): Promise<'counted' | 'stale' | NotCounted> {
      const rowsBefore = quota.rowsPerDay - rows;
      if (rowsBefore < 0) return 'quota-exhausted';
      const done = await table.transact([
        {
          update: useKey(grantId, day),
          set: {
            text: `${begun}, #minute = if_not_exists(#minute, :noMinute), #minuteCalls = if_not_exists(#minuteCalls, :none)`,
            values: { day, expiresAt: forgottenAt(day), none: 0, rows, calls: 0, noMinute: '' },
          },
          condition: {
            text: `(${unmoved}) AND (attribute_not_exists(#rows) OR #rows <= :rowsBefore)`,
            values: { version, rowsBefore },
          },
        },
        change,
      ]);
      if (done === 'done') return 'counted';
      // First, as whoever noted the same has used the quota for it.
      if (!(await fits())) return 'stale';
      const use = await table.get(useKey(grantId, day), Use);
      if ((use?.terms ?? 0) > version) return 'grant-changed';
      return (use?.rows ?? 0) > rowsBefore ? 'quota-exhausted' : 'stale';
    },

    /** Answers how many were refused on this day, with this one. */
    async countRefused(grantId: string, now: Date): Promise<number> {
      const day = shanghaiDate(now);
      const { item } = await table.updateSeeing(
        useKey(grantId, day),
        {
          text: `${begun}, #minute = if_not_exists(#minute, :noMinute), #minuteCalls = if_not_exists(#minuteCalls, :none), #refused = if_not_exists(#refused, :none) + :one`,
          values: { day, expiresAt: forgottenAt(day), none: 0, rows: 0, calls: 0, noMinute: '', one: 1 },
        },
        undefined,
        Use,
      );
      return item?.refused ?? 0;
    },

    /** Newest first. */
    async usesOf(grantId: string, limit: number): Promise<Use[]> {
      return (await table.query(below(grantId, 'use#'), Use, { limit, newestFirst: true })).items;
    },

    /** As `usesOf`, page by page. */
    useOf: (grantId: string, options: Listing): Promise<Page<Use>> =>
      table.query(below(grantId, 'use#'), Use, { ...options, newestFirst: true }),

    /** Newest first. */
    async movesOf(grantId: string, limit: number): Promise<Moved[]> {
      const { items } = await table.query(below(grantId, 'move#'), z.object({ moved: Moved }), { limit, newestFirst: true });
      return items.map(({ moved }) => moved);
    },

    async store(grant: Grant, from: { before: Grant; act: GrantAct }, more: readonly Change[] = []): Promise<'stored' | 'stale'> {
      return (await table.transact([...grantChanges(grant, from), ...more])) === 'done' ? 'stored' : 'stale';
    },

    /** Of one resource, whatever became of them. */
    heldOn: (department: string, resourceId: string): Promise<Held[]> =>
      table.queryAll(
        {
          text: '#pk = :pk AND begins_with(#sk, :grant)',
          values: { pk: holderKey(department, resourceId), grant: 'grant#' },
        },
        Held,
      ),

    heldBy: (department: string, options: Listing) => listed(`grants-of#${department}`, { ...options, newestFirst: true }),
    givenBy: (department: string, options: Listing) => listed(`grants-on#${department}`, { ...options, newestFirst: true }),
    /** What ends first comes first. */
    inState: (state: GrantState, options: Listing) => listed(`grants#${state}`, options),

    /** Whom to look at by now. */
    async toLookAt(now: Date, limit: number): Promise<string[]> {
      const where = { text: '#list = :list AND #listKey < :until', values: { list: toLookAt, until: `${now.toISOString()}~` } };
      const { items } = await table.query(where, z.object({ grantId: z.string() }), { index: 'listed', limit, only: ['grantId'] });
      return items.map(({ grantId }) => grantId);
    },

    /** Brought forward; a look that is due anyway stays. */
    lookSoon: (grantId: string, now: Date): Promise<'done' | 'condition-failed'> =>
      table.update(
        keyOf(grantId, 'next-look'),
        { text: 'SET #listKey = :soon', values: { soon: lookKey(now.toISOString(), grantId) } },
        { text: 'attribute_exists(#pk) AND #listKey > :soon' },
      ),

    /** Looked at; the next time then, unless it was brought forward meanwhile. */
    lookedAt: (grantId: string, now: Date, next: Date): Promise<'done' | 'condition-failed'> =>
      table.update(
        keyOf(grantId, 'next-look'),
        { text: 'SET #listKey = :next', values: { next: lookKey(next.toISOString(), grantId) } },
        { text: 'attribute_exists(#pk) AND #listKey < :due', values: { due: `${now.toISOString()}~` } },
      ),

    /** To holder and owner, once. */
    async say(alert: GrantAlert): Promise<'said' | 'known'> {
      const whom = [...new Set([alert.holder, alert.owner])];
      const keyFor = (department: string) => keyOf(alert.grantId, `alert#${alert.day}#${alert.kind}#${department}`);
      // Most looks find what was said before: asking costs less than a write that fails.
      if (await table.getItem(keyFor(alert.holder))) return 'known';
      const said = await table.transact(
        whom.map((department) => ({
          put: {
            ...keyFor(department),
            alert,
            list: `grant-alerts#${department}`,
            listKey: `${alert.saidAt}#${alert.grantId}#${alert.kind}`,
          },
          condition: isNew,
        })),
      );
      return said === 'done' ? 'said' : 'known';
    },

    async alertsFor(department: string, options: Listing): Promise<Page<GrantAlert>> {
      const { items, next } = await table.query(inList(`grant-alerts#${department}`), z.object({ alert: GrantAlert }), {
        index: 'listed',
        ...options,
        newestFirst: true,
      });
      return { items: items.map(({ alert }) => alert), ...(next !== undefined && { next }) };
    },
  };
};

export type Grants = ReturnType<typeof grantsTable>;
