import { createHash } from 'node:crypto';
import type { AuditEvent } from '../../shared/audit/audit-event.ts';

/** Days are written over so many partitions, so that no day is a hot one; a reader merges them. */
export const shards = 8;

const hash = (id: string): Buffer => createHash('sha256').update(id).digest();

/** Where an event stands: made of its own content, so that the same event that comes twice stands in the same place. */
export const placeOf = ({ id, at, actor, object }: AuditEvent) => {
  const hashed = hash(id);
  return {
    pk: `day#${at.slice(0, 10)}#${String((hashed[0] ?? 0) % shards)}`,
    sk: `${at}#${hashed.toString('hex').slice(0, 16)}`,
    actorKey: `actor#${actor}`,
    objectKey: `object#${object.type}#${object.id}`,
    position: `${at}#${hashed.toString('hex').slice(0, 16)}`,
  };
};

/** The UTC days from `from` to `to`, newest first. */
export const daysBetween = (from: string, to: string): string[] => {
  const days: string[] = [];
  for (let day = Date.parse(to.slice(0, 10)); day >= Date.parse(from.slice(0, 10)); day -= 86_400_000)
    days.push(new Date(day).toISOString().slice(0, 10));
  return days;
};
