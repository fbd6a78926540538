import { createHash } from 'node:crypto';

/** Whose record it is: dataset, department and the department's own key. */
export interface RecordReference {
  dataset: string;
  department: string;
  key: string;
}

const idOf = (kind: string, value: string): string =>
  `s-${BigInt(`0x${createHash('sha256').update(`${kind}#${value}`).digest('hex').slice(0, 32)}`)
    .toString(36)
    .padStart(25, '0')}`;

/**
 * A subject's id follows from what it is known by. So two lanes that meet a business at the same moment mean the same subject without asking each other, and a
 * stub that the register takes over keeps its id.
 */
export const subjectIdOf = {
  code: (code: string): string => idOf('code', code),
  /** Of those who are known by an exact normalised name alone. */
  name: (normalised: string): string => idOf('name', normalised),
  /** Of those who must not be, or can't be, told to be the same: a subject of its own for each record. */
  record: ({ dataset, department, key }: RecordReference): string => idOf('record', `${dataset}#${department}#${key}`),
};

/** A record's place within its subject, of fixed length whatever the key. */
export const recordMark = (reference: RecordReference): string => subjectIdOf.record(reference).slice(2);
