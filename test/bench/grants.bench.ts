import type { Bench } from './figure.ts';
import { measureExport } from './grants/export.ts';
import { measurePage } from './grants/page.ts';

/** What it costs to read shared data by the gate, page by page and as a file. `page`, `export`: that part alone. */
export const bench: Bench = async ({ say, args: [part] }) => [
  ...(part === 'export' ? [] : await measurePage(say)),
  ...(part === 'page' ? [] : await measureExport(say)),
];
