import * as z from 'zod';
import { Announcement } from '../ingestion/messages.ts';
import { ExportId, GrantId, Lane } from './sharing.ts';

/** Between this room's own workers. Everything else stands in the items, so a message may come twice, late or out of order. */

/** There may be feeds of this lane that are not loaded yet: an upload was announced, its resource was catalogued, or a turn has left something over (`turn` tells one from the next). */
export const LoadLane = z.object({ lane: Lane, turn: z.string().max(120) });
export type LoadLane = z.infer<typeof LoadLane>;
/** What comes by the queue that ingestion tells us by. */
export const Heard = z.union([Announcement, LoadLane]);
export type Heard = z.infer<typeof Heard>;

/** A file of an export is to be made. */
export const WriteExport = z.object({ exportId: ExportId, file: z.int().min(1) });
export type WriteExport = z.infer<typeof WriteExport>;

/** A grant changed so that files which were made under it may not stay. */
export const VoidExports = z.object({ grantId: GrantId });
export type VoidExports = z.infer<typeof VoidExports>;
