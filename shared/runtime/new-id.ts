import { ulid } from 'ulid';

/** Sorts by time, says nothing else. `characters`: for ids that people type, the random tail only. */
export const newId = (prefix: string, characters?: number): string => {
  const id = ulid().toLowerCase();
  return `${prefix}-${characters === undefined ? id : id.slice(-characters)}`;
};
