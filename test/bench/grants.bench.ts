import type { Bench } from './figure.ts';
import { measureExport } from './grants/export.ts';

/** What it costs to read shared data by the gate. */
export const bench: Bench = async ({ say }) => [...(await measureExport(say))];
