import { createHash } from 'node:crypto';
import type { Reading } from '../grants/gate.ts';
import { canonical } from './canonical.ts';

/** Of what the gate decided, all that the rows' look follows from; who asks, when, and how much of the quota is left is none of it. */
export const decisionOf = ({ kind, fields, columns, subject, level, clearance, rows, filters }: Reading): string => {
  const used = new Set([...fields, ...[...rows, ...filters].map(({ field }) => ({ name: field }))].map(({ name }) => name));
  const decided = {
    kind,
    fields,
    columns: columns.filter(({ name }) => used.has(name)),
    subject,
    level: Math.min(level, clearance),
    rows,
    filters,
  };
  return createHash('sha256').update(canonical(decided)).digest('hex');
};
