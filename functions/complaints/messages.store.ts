import { shanghaiDate } from '../../shared/calendar/shanghai-time.ts';
import { type Change, type Expression, openTable, type Page } from '../../shared/runtime/table.store.ts';
import * as z from 'zod';
import type { DestinationAlarm } from './destination.ts';
import { alarmItem } from './destinations.store.ts';
import { Outgoing } from './outgoing.ts';

/*
 * A message lies with its case, complaint#<id> / message#<destination>#<sequence>, and is in one list at a time:
 *   send#<destination>         by nextAt      waits: what is due?
 *   aside#<destination>        by time        set aside: what do people have to look at?
 *   sent#<destination>#<day>   by queuedAt    delivered: what must the other side have of that day?
 */
const six = (sequence: number): string => String(sequence).padStart(6, '0');
const keyOf = (complaintId: string, destination: string, sequence: number) => ({
  pk: `complaint#${complaintId}`,
  sk: `message#${destination}#${six(sequence)}`,
});

const listOf = ({ destination, state, queuedAt, nextAt }: Outgoing): { list: string; at: string } => {
  switch (state) {
    case 'waiting':
      return { list: `send#${destination}`, at: nextAt };
    case 'set-aside':
      return { list: `aside#${destination}`, at: queuedAt };
    case 'delivered':
      return { list: `sent#${destination}#${shanghaiDate(new Date(queuedAt))}`, at: queuedAt };
  }
};

/** How it is stored, for whoever writes it in a transaction of his own. */
export const messageItem = (message: Outgoing) => {
  const { list, at } = listOf(message);
  return {
    ...keyOf(message.complaintId, message.destination, message.sequence),
    list,
    listKey: `${at}#${message.complaintId}#${six(message.sequence)}`,
    ...message,
  };
};

/** What is due, oldest first, and of each the message before it, as they are stored at this moment. */
export interface Due {
  messages: Outgoing[];
  /** By messageId of the later one; absent for a first one. */
  before: Map<string, Outgoing>;
}

export interface Messages {
  due(destination: string, limit: number, time: { now: Date; deadline: number }): Promise<Due>;
  /** When the next one is due, if any waits. */
  nextDue(destination: string): Promise<string | undefined>;
  /** On condition that nobody has tried it since. `more`: what has to change in the same moment. */
  keep(
    before: Outgoing,
    after: Outgoing,
    more?: { alarm?: DestinationAlarm | undefined; changes?: readonly Change[] },
  ): Promise<'kept' | 'stale'>;
  /** `keep`, as a part of somebody else's transaction. */
  changeOf(before: Outgoing, after: Outgoing): Change;
  expectNotDelivered(message: Outgoing): Change;
  setAside(destination: string, cursor: string | undefined, limit: number): Promise<Page<Outgoing>>;
  /** How many, up to a thousand. */
  count(destination: string, state: 'waiting' | 'set-aside'): Promise<number>;
  ofCase(complaintId: string): Promise<Outgoing[]>;
  /** Delivered ones that were written on that day (Shanghai). */
  delivered(destination: string, day: string): Promise<Outgoing[]>;
  find(messageId: string): Promise<Outgoing | undefined>;
}

const inList = (list: string): Expression => ({ text: '#list = :list', values: { list } });
const mostCounted = 1000;

const changeOf = (before: Outgoing, after: Outgoing) => ({
  put: messageItem(after),
  condition: { text: '#state = :was AND #attempts = :tried', values: { was: before.state, tried: before.attempts } },
});

export const messagesTable = (tableName: string): Messages => {
  const table = openTable(tableName);
  const Keys = z.object({ pk: z.string(), sk: z.string() });

  return {
    async due(destination, limit, { now, deadline }) {
      const listed = await table.query(
        { text: '#list = :list AND #listKey < :until', values: { list: `send#${destination}`, until: `${now.toISOString()}~` } },
        Keys,
        { index: 'listed', limit, only: ['pk', 'sk'] },
      );
      if (listed.items.length === 0) return { messages: [], before: new Map() };
      // The list may lag behind the table, and what was delivered a moment ago must not go out again: it is read where it lies.
      const wanted = new Set(listed.items.map(({ sk, pk }) => `${pk} ${sk}`));
      const keys = listed.items.flatMap(({ pk, sk }) => {
        const sequence = Number(sk.slice(-6));
        const previous = { pk, sk: `${sk.slice(0, -6)}${six(sequence - 1)}` };
        return sequence === 1 || wanted.has(`${pk} ${previous.sk}`) ? [{ pk, sk }] : [{ pk, sk }, previous];
      });
      const found = (await table.getMany(keys, deadline)).map((item) => ({ at: Keys.parse(item), message: Outgoing.parse(item) }));
      const bySequence = new Map(found.map(({ message }) => [`${message.complaintId} ${message.sequence}`, message]));
      const messages = found
        .filter(({ at, message }) => wanted.has(`${at.pk} ${at.sk}`) && message.state === 'waiting')
        .map(({ message }) => message)
        .sort((a, b) => (a.nextAt < b.nextAt ? -1 : a.nextAt > b.nextAt ? 1 : a.sequence - b.sequence));
      const before = messages.flatMap((message): [string, Outgoing][] => {
        const one = bySequence.get(`${message.complaintId} ${message.sequence - 1}`);
        return one ? [[message.messageId, one]] : [];
      });
      return { messages, before: new Map(before) };
    },

    async nextDue(destination) {
      const { items } = await table.query(inList(`send#${destination}`), Outgoing, { index: 'listed', limit: 1 });
      return items[0]?.nextAt;
    },

    async keep(before, after, { alarm, changes = [] } = {}) {
      const change = changeOf(before, after);
      const others = [...(alarm ? [{ put: alarmItem(alarm) }] : []), ...changes];
      const stored = others.length > 0 ? await table.transact([change, ...others]) : await table.put(change.put, change.condition);
      return stored === 'done' ? 'kept' : 'stale';
    },

    changeOf,

    expectNotDelivered: ({ complaintId, destination, sequence }) => ({
      expect: keyOf(complaintId, destination, sequence),
      condition: { text: '#state <> :delivered', values: { delivered: 'delivered' } },
    }),

    setAside: (destination, cursor, limit) => table.query(inList(`aside#${destination}`), Outgoing, { index: 'listed', cursor, limit }),

    async count(destination, state) {
      let count = 0;
      let cursor: string | undefined;
      do {
        const list = `${state === 'waiting' ? 'send' : 'aside'}#${destination}`;
        const page = await table.queryItems(inList(list), {
          index: 'listed',
          only: ['sk'],
          limit: mostCounted,
          ...(cursor !== undefined && { cursor }),
        });
        count += page.items.length;
        cursor = page.next;
      } while (cursor !== undefined && count < mostCounted);
      return Math.min(count, mostCounted);
    },

    ofCase: (complaintId) =>
      table.queryAll({ text: '#pk = :pk AND begins_with(#sk, :sk)', values: { pk: `complaint#${complaintId}`, sk: 'message#' } }, Outgoing),

    delivered: (destination, day) => table.queryAll(inList(`sent#${destination}#${day}`), Outgoing, { index: 'listed' }),

    find(messageId) {
      const [complaintId = '', destination = '', sequence = ''] = messageId.split('.');
      return table.get(keyOf(complaintId, destination, Number(sequence)), Outgoing);
    },
  };
};
