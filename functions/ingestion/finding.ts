import * as z from 'zod';

/** The seven dimensions of data quality (市场监管总局, 企业信用监管数据质量全面提升行动, 2023). */
export const Dimension = z.enum(['完整性', '规范性', '冗余性', '关联性', '准确性', '及时性', '全面性']);
export type Dimension = z.infer<typeof Dimension>;

export const Severity = z.enum(['error', 'warning']);
export type Severity = z.infer<typeof Severity>;

/** What is wrong with one value of one row. An error keeps the row out; a warning goes with it. */
export interface Finding {
  code: string;
  severity: Severity;
  dimension: Dimension;
  /** Name in the contract; empty when it concerns the whole row. */
  column: string;
  /** Number of the record in the file, header not counted, from 1. */
  row: number;
  /** As it was handed in, cut to 200 characters. Belongs into the file that goes back to the department, never into a log or a report. */
  original: string;
  /** For people: what is wrong, where, how to mend it. */
  message: string;
}
