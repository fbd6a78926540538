import { AuditEvent } from '../../shared/audit/audit-event.ts';
import { CursorInvalid, openTable, type Page } from '../../shared/runtime/table.store.ts';
import { daysBetween, placeOf, shards } from './position.ts';

/*
 * One item per event, never changed, never deleted: the writer's role has PutItem alone, and every put demands that nothing is there.
 *   day#<utc day>#<0..7> / <at>#<hash of id>      asked: what happened between … and …?  (the shards of a day are merged)
 * Index byActor (actorKey, position): what did this member do?   Index byObject (objectKey, position): what happened to this thing?
 */
export interface Window {
  from: string;
  to: string;
}

export interface Trail {
  add(event: AuditEvent): Promise<'added' | 'known'>;
  between(window: Window, cursor: string | undefined, limit: number): Promise<Page<AuditEvent>>;
  of(
    subject: { actor: string } | { object: { type: string; id: string } },
    window: Window,
    cursor: string | undefined,
    limit: number,
  ): Promise<Page<AuditEvent>>;
}

/** After every position of its instant: positions go on with `#`. */
const afterAll = '~';

export const trailTable = (tableName: string): Trail => {
  const table = openTable(tableName);
  return {
    async add(event) {
      const stored = await table.put({ ...placeOf(event), ...event }, { text: 'attribute_not_exists(#pk)' });
      return stored === 'done' ? 'added' : 'known';
    },

    async between({ from, to }, cursor, limit) {
      const before = cursor === undefined ? `${to}${afterAll}` : Buffer.from(cursor, 'base64url').toString();
      if (cursor !== undefined && !/^\d{4}-\d\d-\d\dT[\d:.]{8,12}Z#[0-9a-f]{16}$/.test(before)) throw new CursorInvalid('cursor');
      const found: AuditEvent[] = [];
      for (const day of daysBetween(from, before)) {
        const pages = await Promise.all(
          Array.from({ length: shards }, (_, shard) =>
            table.query(
              { text: '#pk = :pk AND #sk BETWEEN :from AND :before', values: { pk: `day#${day}#${String(shard)}`, from, before } },
              AuditEvent,
              { limit: limit + 1 - found.length + 1, newestFirst: true },
            ),
          ),
        );
        found.push(
          ...pages
            .flatMap((page) => page.items)
            .filter((event) => cursor === undefined || placeOf(event).sk < before)
            .sort((a, b) => (placeOf(a).sk < placeOf(b).sk ? 1 : -1)),
        );
        if (found.length > limit) break;
      }
      const items = found.slice(0, limit);
      const last = items.at(-1);
      return { items, ...(found.length > limit && last && { next: Buffer.from(placeOf(last).sk).toString('base64url') }) };
    },

    of(subject, { from, to }, cursor, limit) {
      const [index, attribute, key] =
        'actor' in subject
          ? (['byActor', 'actorKey', `actor#${subject.actor}`] as const)
          : (['byObject', 'objectKey', `object#${subject.object.type}#${subject.object.id}`] as const);
      return table.query(
        { text: `#${attribute} = :key AND #position BETWEEN :from AND :to`, values: { key, from, to: `${to}${afterAll}` } },
        AuditEvent,
        { index, cursor, limit, newestFirst: true },
      );
    },
  };
};
