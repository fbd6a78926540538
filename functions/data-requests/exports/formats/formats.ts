import * as z from 'zod';
import { csv } from './csv.ts';
import type { Format } from './format.ts';
import { ndjson } from './ndjson.ts';

/** Another format is a file beside these and a line here. */
export const formats = { csv, ndjson } as const satisfies Record<string, Format>;

export const FormatName = z.literal(Object.keys(formats) as (keyof typeof formats)[]);
export type FormatName = z.infer<typeof FormatName>;
