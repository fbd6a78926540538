/** One version of a row, as it stands in the table. */
export interface Version {
  version: number;
  /** The feed that brought it. */
  feed: number;
  /** The record is deleted as of this version. */
  deleted: boolean;
}

/** Of one key: what a reader of this snapshot sees; nothing where the record was not there yet or was deleted. */
export const seenAt = <Its extends Version>(versions: readonly Its[], feed: number): Its | undefined => {
  const seen = newestUpTo(versions, feed);
  return seen?.deleted ? undefined : seen;
};

export const newestUpTo = <Its extends Version>(versions: readonly Its[], feed: number): Its | undefined =>
  versions.reduce<Its | undefined>((newest, one) => (one.feed <= feed && one.version > (newest?.version ?? 0) ? one : newest), undefined);

/** What no reader sees any more. */
export interface Horizon {
  /** Every snapshot that may still be read holds this feed: what it or an earlier one replaced is seen by nobody. */
  read: number;
  /** Older than any announcement that may still come late: a deletion that this feed or an earlier one brought needs no mark any more. */
  late: number;
}

export interface Prunable<Its extends Version> {
  /** Goes first. */
  replaced: Its[];
  /** The mark of a deletion: goes when everything that it hides is gone, otherwise what is deleted would be seen again. */
  mark: Its | undefined;
  /** What stays now and can go later. */
  left: 'nothing' | 'marks' | 'versions';
}

/** Of one key. Whatever came in which order: a version counts by its number. */
export const prunable = <Its extends Version>(versions: readonly Its[], horizon: Horizon): Prunable<Its> => {
  const standing = newestUpTo(versions, horizon.read);
  const replaced = versions.filter(({ version }) => version < (standing?.version ?? 0));
  const rest = versions.filter(({ version }) => version >= (standing?.version ?? 0));
  const [only] = rest;
  const mark = rest.length === 1 && only?.deleted ? only : undefined;
  const mayGo = mark !== undefined && mark === standing && mark.feed <= horizon.late;
  return { replaced, mark: mayGo ? mark : undefined, left: rest.length > 1 ? 'versions' : mark && !mayGo ? 'marks' : 'nothing' };
};
