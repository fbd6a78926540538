import * as z from 'zod';
import { Announcement, laneOf } from '../ingestion/messages.ts';
import { ExportId, GrantId, Lane } from './sharing.ts';

/** Between this room's own workers. Everything else stands in the items, so a message may come twice, late or out of order. */

/** There is something to do for this lane, whose resource is catalogued: since just now, or a turn has left something over, or replaced rows can go. `turn` tells one from the next, and where something was left over, which place it goes on from. */
export const LoadLane = z.object({ lane: Lane, turn: z.string().max(120) });
export type LoadLane = z.infer<typeof LoadLane>;
/** What comes by the queue that ingestion tells us by. */
export const Heard = z.union([Announcement, LoadLane]);
export type Heard = z.infer<typeof Heard>;

/** The group of the ordered queue: as ingestion groups its announcements, so that a lane has one writer. */
export const groupOfLoadLane = ({ lane }: z.input<typeof LoadLane>): string => laneOf(lane);
export const idOfLoadLane = ({ turn }: z.input<typeof LoadLane>): string => turn;

/** A file of an export is to be made. */
export const WriteExport = z.object({ exportId: ExportId, file: z.int().min(1) });
export type WriteExport = z.infer<typeof WriteExport>;

/** A grant changed so that files which were made under it may not stay. */
export const VoidExports = z.object({ grantId: GrantId });
export type VoidExports = z.infer<typeof VoidExports>;
