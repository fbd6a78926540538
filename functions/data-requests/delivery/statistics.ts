import * as z from 'zod';
import { FieldName } from '../sharing.ts';

/** What a resource of statistics counts. Its cells are all there is: no totals, neither of a row nor of all. */
export const StatisticsDefinition = z.strictObject({
  by: z.array(FieldName).min(1).max(4),
  /** Those of `by` that are dates and are counted by month. */
  months: z.array(FieldName).max(4).default([]),
  /** Whose different values are the subjects of a cell; absent: each record is a subject of its own. */
  subject: FieldName.optional(),
  /** An amount (分) that is added up. */
  sum: FieldName.optional(),
});
export type StatisticsDefinition = z.infer<typeof StatisticsDefinition>;

export interface Cell {
  /** In the order of `by`; of a record without a value an empty text. */
  of: string[];
  records: number;
  subjects: number;
  /** Absent: none is asked for, or one subject makes up nearly all of it. */
  sum?: string;
}
