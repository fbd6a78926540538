import type { Column } from '../contract.ts';
import type { Dimension, Severity } from '../finding.ts';
import type { StandardRow, Value } from '../standard-row.ts';

/** What every rule says about itself. Codes Q… are the section's (行为数据校核规则), H… are ours. */
export interface RuleFace {
  code: string;
  dimension: Dimension;
  severity: Severity;
  title: string;
  /** No rule set may soften it: what it keeps out would harm other rows, or can't be a record at all. */
  firm?: true;
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

/** What a record rule wants to know of the records that are stored. */
export interface Question {
  dataset: string;
  /** The record key, or the column that the dataset's contract calls referable. */
  by: 'key' | 'reference';
  value: string;
  /** Whose records, joined by `;`: `own`, which is also meant when nothing is said, is the department that hands in. */
  departments?: string | undefined;
}

/** What is stored now and not deleted: one for each of the departments that has it. Of a reference only that it is there. */
export type Answers = (question: Question) => readonly { content?: StandardRow }[];

export const departmentsParameter = {
  meaning: '在哪些部门的数据中查找，用“;”分隔，own 为报送部门自己',
  form: /^(own|d-[a-z0-9]{4,12})(;(own|d-[a-z0-9]{4,12})){0,9}$/,
  usual: 'own',
} as const;

/**
 * Judges a row against records of other lanes. It is asked first what it wants to know, so that a whole chunk's questions go to the store in batches; what it answers
 * must hold what it needs of the row, because the view moves on. Like a row rule it keeps silent about values that are missing or can't be read.
 */
export interface RecordRule<Need extends string = string> extends RuleFace {
  needs: readonly Need[];
  mayUse?: readonly Need[];
  parameters?: Parameters;
  inquire(row: RowView<Need>, parameters: Readonly<Record<string, string>>): Inquiry<Need> | undefined;
}

export interface Inquiry<Need extends string = string> {
  questions: readonly Question[];
  judge(answers: Answers): readonly Found<Need>[];
}

export const nothing: readonly never[] = [];
