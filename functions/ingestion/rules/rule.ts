import type { Column } from '../contract.ts';
import type { Dimension, Severity } from '../finding.ts';
import type { Value } from '../standard-row.ts';

/** What every rule says about itself. Codes Q… are the section's (行为数据校核规则), H… are ours. */
export interface RuleFace {
  code: string;
  dimension: Dimension;
  severity: Severity;
  title: string;
}

/** Judges one value by what the contract says of its column. `value` is undefined when the cell can't be read, '' when it is empty. Answers what is wrong. */
export interface ColumnRule extends RuleFace {
  /** Whether the contract gives it anything to judge in this column; asked once per file. */
  concerns(column: Column): boolean;
  judge(value: Value | undefined, column: Column): string | undefined;
}

export interface Today {
  /** `yyyy-MM-dd`, pinned when the upload was taken up. */
  today: string;
  /** `yyyy-MM-dd HH:mm:ss`, local. */
  now: string;
}

/** A row as a rule sees it: by the rule's own words for the columns. One view serves all rows, one after the other. */
export class RowView<Need extends string> {
  private values: readonly (Value | undefined)[] = [];
  private readonly places: Partial<Record<Need, number>>;

  constructor(places: Partial<Record<Need, number>>) {
    this.places = places;
  }

  of(values: readonly (Value | undefined)[]): this {
    this.values = values;
    return this;
  }

  /** The value, or '' when there is none or the rule set names no such column. */
  text(need: Need): string {
    const value = this.values[this.places[need] ?? -1];
    return typeof value === 'string' ? value : '';
  }

  /** The items of a list; a single value is a list of one. */
  list(need: Need): readonly string[] {
    const value = this.values[this.places[need] ?? -1] ?? '';
    if (typeof value !== 'string') return value;
    return value === '' ? [] : [value];
  }
}

/** What a rule set may set in a rule; all are text. */
export type Parameters = Readonly<Record<string, { meaning: string; form: RegExp; usual?: string }>>;

export interface Found<Need extends string> {
  column: Need;
  message: string;
  /** Where it differs from the rule's. */
  severity?: Severity;
}

/** Judges several values of one row. Values that are missing or can't be read are other rules' business: this one keeps silent about them. */
export interface RowRule<Need extends string = string> extends RuleFace {
  needs: readonly Need[];
  mayUse?: readonly Need[];
  parameters?: Parameters;
  judge(row: RowView<Need>, when: Today, parameters: Readonly<Record<string, string>>): readonly Found<Need>[];
}

export const nothing: readonly never[] = [];
