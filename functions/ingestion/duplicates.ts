import type { AcceptedRow } from './accepted-rows.ts';
import type { Contract } from './contract.ts';
import type { Finding, Severity } from './finding.ts';
import { q015 } from './rules/q015-same-id-other-content.ts';

/** `row`: a change log, whose rows are applied one after the other. Otherwise the newer business time wins, then the later row. */
export type Order = 'business-time' | 'row';

/** How the rows of one key are weighed against each other. */
export interface Weighing {
  order: Order;
  /** Of Q015: whether an `i` for a record that is already there with other content is refused, applied with a warning, or simply applied. */
  severity: Severity | 'off';
  /** The operation's, which Q015 finds fault with. */
  column: string;
}

/** What matters of the record as it was before this upload. */
export interface Before {
  digest: string;
  deleted: boolean;
}

/**
 * The rows of one key, added in the order of the file. Keeps the one that stands in the end, so a key that is repeated a million times takes the memory of one.
 * In a change log what a row comes upon decides, so there the stored record must be known before the first row; else it plays no part here.
 */
export class RowsOfKey {
  standing: AcceptedRow | undefined;
  /** Rows that lost against another of their key. */
  superseded = 0;
  /** Numbers of the rows that Q015 found. */
  readonly repeated: number[] = [];
  readonly key: string;
  private readonly how: Weighing;
  private live: string | undefined;

  constructor(key: string, how: Weighing, before: Before | undefined) {
    this.key = key;
    this.how = how;
    this.live = before && !before.deleted ? before.digest : undefined;
  }

  add(row: AcceptedRow): void {
    if (this.how.order === 'business-time') {
      if (this.standing) this.superseded += 1;
      if (!this.standing || row.businessTime >= this.standing.businessTime) this.standing = row;
      return;
    }
    const repeated = row.operation === 'i' && this.how.severity !== 'off' && this.live !== undefined && this.live !== row.digest;
    if (repeated) {
      this.repeated.push(row.row);
      if (this.how.severity === 'error') return;
    }
    if (this.standing) this.superseded += 1;
    this.standing = repeated ? { ...row, warnings: [...(row.warnings ?? []), { code: q015.code, column: this.how.column }] } : row;
    this.live = row.deleted ? undefined : row.digest;
  }
}

/** What the refused file says of a row that Q015 refused. */
export const repeatedKey = ({ operation = '' }: Contract, row: number): Finding => {
  const { code, severity, dimension, message } = q015;
  return { code, severity, dimension, column: operation, row, original: 'i', message };
};
