import * as z from 'zod';
import { shanghaiDate } from '../../shared/calendar/shanghai-time.ts';
import type { SignedCaller } from '../../shared/runtime/signed-call.ts';
import { type Change, openTable } from '../../shared/runtime/table.store.ts';
import type { Round, Told } from './apply-notices.ts';
import { complainantKey, Document, documentKey, noticeKey } from './document.ts';
import { SealedComplainant, StoredNotice } from './notice.ts';
import { nonceChange } from './upper/calls.store.ts';

/**
 * `document#<source>#<upperId> / document`: which cases came of it; begins with the first.
 * `… / notice#<version>`: all that the upper platform said about it. In the list `issued#<source>#<day>`, by which a day is reconciled.
 * `complainant#<source>#<upperId> / complainant`
 */
const issuedOn = (source: string, day: string) => `issued#${source}#${day}`;

export interface Documents {
  /** What is known before a notice is taken. */
  known(source: string, upperId: string, version: number): Promise<{ notice?: StoredNotice; complainantVersion?: number }>;
  /** With the call that brought it. `stale`: it came by another call meanwhile, or this call was seen with another body. */
  take(taken: { notice: StoredNotice; complainant?: SealedComplainant }, caller: SignedCaller): Promise<'taken' | 'stale'>;
  /** That it came once more: the call is noted, and the notice touched, so that it is looked at again. */
  takeAgain(again: { source: string; upperId: string; version: number; at: string }, caller: SignedCaller): Promise<'taken' | 'stale'>;
  find(source: string, upperId: string): Promise<{ document?: Document; notices: StoredNotice[] }>;
  /** What has become of notices, as changes for the transaction of the moves by which it became so. None of them counts where somebody else has marked it meanwhile. */
  marking(told: Pick<Told, 'source' | 'upperId' | 'notices'>, marks: Round['notices']): Change[];
  complainantOf(source: string, upperId: string): Promise<SealedComplainant | undefined>;
  /** Of the day on which the upper platform issued them (Shanghai). */
  issuedOn(source: string, day: string): Promise<Issued[]>;
}

/** A notice in the list of its day. */
export type Issued = Pick<StoredNotice, 'receivedAt' | 'applied'> & { upperId: string; version: number };

const asTaken = (outcome: 'done' | 'condition-failed') => (outcome === 'done' ? 'taken' : 'stale');

export const documentsTable = (tableName: string): Documents => {
  const table = openTable(tableName);
  return {
    async known(source, upperId, version) {
      const [notice, complainant] = await Promise.all([
        table.get(noticeKey(source, upperId, version), StoredNotice),
        table.get(complainantKey(source, upperId), SealedComplainant),
      ]);
      return { ...(notice && { notice }), ...(complainant && { complainantVersion: complainant.noticeVersion }) };
    },

    async take({ notice, complainant }, caller) {
      const { upperId, version, issuedAt } = notice.notice;
      const changes: Change[] = [
        nonceChange(caller),
        {
          put: {
            ...noticeKey(notice.source, upperId, version),
            ...notice,
            list: issuedOn(notice.source, shanghaiDate(new Date(issuedAt))),
            listKey: `${issuedAt}#${upperId}#${String(version).padStart(8, '0')}`,
          },
          condition: { text: 'attribute_not_exists(pk)' },
        },
      ];
      if (complainant)
        changes.push({
          put: { ...complainantKey(complainant.source, complainant.upperId), ...complainant },
          condition: {
            text: 'attribute_not_exists(pk) OR #noticeVersion < :noticeVersion',
            values: { noticeVersion: complainant.noticeVersion },
          },
        });
      return asTaken(await table.transact(changes));
    },

    async takeAgain({ source, upperId, version, at }, caller) {
      const touched = {
        update: noticeKey(source, upperId, version),
        set: { text: 'SET #againAt = :at', values: { at } },
        condition: { text: 'attribute_exists(#pk)' },
      };
      return asTaken(await table.transact([nonceChange(caller), touched]));
    },

    async find(source, upperId) {
      const { pk } = documentKey(source, upperId);
      const items = await table.queryAll({ text: '#pk = :pk', values: { pk } }, z.looseObject({ sk: z.string() }));
      const document = items.find(({ sk }) => sk === 'document');
      return {
        ...(document && { document: Document.parse(document) }),
        notices: items.filter(({ sk }) => sk.startsWith('notice#')).map((item) => StoredNotice.parse(item)),
      };
    },

    marking: ({ source, upperId, notices }, marks) =>
      marks.map(({ version, applied, takenBy }) => {
        const before = notices.find(({ notice }) => notice.version === version);
        const seen = { applied: before?.applied, takenBy: before?.takenBy };
        const unchanged = (name: 'applied' | 'takenBy'): string =>
          seen[name] === undefined ? `attribute_not_exists(#${name})` : `#${name} = :seen_${name}`;
        const values = Object.fromEntries(
          Object.entries(seen).flatMap(([name, value]) => (value === undefined ? [] : [[`seen_${name}`, value]])),
        );
        return {
          update: noticeKey(source, upperId, version),
          set: { text: 'SET #applied = :applied, #takenBy = :takenBy', values: { applied, takenBy } },
          condition: { text: `attribute_exists(#pk) AND ${unchanged('applied')} AND ${unchanged('takenBy')}`, values },
        };
      }),
    complainantOf: (source, upperId) => table.get(complainantKey(source, upperId), SealedComplainant),

    async issuedOn(source, day) {
      const where = { text: '#list = :list', values: { list: issuedOn(source, day) } };
      const Listed = z.object({ listKey: z.string(), receivedAt: StoredNotice.shape.receivedAt, applied: StoredNotice.shape.applied });
      const found = await table.queryAll(where, Listed, { index: 'listed', only: ['listKey', 'receivedAt', 'applied'] });
      return found.map(({ listKey, receivedAt, applied }) => {
        const [, upperId = '', version = ''] = listKey.split('#');
        return { upperId, version: Number(version), receivedAt, ...(applied && { applied }) };
      });
    },
  };
};
