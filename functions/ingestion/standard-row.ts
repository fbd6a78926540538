import * as z from 'zod';

/** One cell after cleaning and standardising. A cell that is empty or can't be read has no value at all. */
const Value = z.union([z.string(), z.array(z.string())]);
export type Value = z.infer<typeof Value>;

/** By the contract's column names, in the order of the canonical content. */
export const StandardRow = z.record(z.string(), Value);
export type StandardRow = z.infer<typeof StandardRow>;
