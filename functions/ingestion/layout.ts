import * as z from 'zod';
import { delimiters } from './csv/cells-of.ts';

/** What the splitter found out about the file: how its chunks are read, and what was handed in. */
export const Layout = z.object({
  /** Of the chunks. A workbook's pieces are CSV in UTF-8. */
  format: z.enum(['csv', 'ndjson']).default('csv'),
  encoding: z.enum(['utf-8', 'gb18030']).default('utf-8'),
  /** Of NDJSON: the contract's column names, in the contract's order. */
  header: z.array(z.string()),
  /** Of CSV. */
  delimiter: z.enum(delimiters).default(','),
  dataFrom: z.int(),
  /** Of the file as it was handed in. */
  source: z.enum(['csv', 'ndjson', 'xlsx']).default('csv'),
  gzip: z.boolean().default(false),
  /** Chunks are objects of their own, `objectNames.piece`, and not ranges of the raw object. */
  pieces: z.boolean().default(false),
  /** Sheets of a workbook that were read: their rows are numbered on and on. */
  sheets: z.array(z.object({ name: z.string(), firstRow: z.int(), rows: z.int() })).optional(),
  /** The first sheets that have no column of the contract, and how many there are in all. */
  otherSheets: z.array(z.string()).optional(),
  otherSheetCount: z.int().optional(),
});
export type Layout = z.infer<typeof Layout>;
