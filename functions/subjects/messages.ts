import * as z from 'zod';
import { ContractPublished, UploadFinished } from '../ingestion/messages.ts';

/** An upload is finished, as ingestion says it; and what is left of it, as this room's worker says to itself: from which object on, and from which byte of that. */
export const LinkRecords = UploadFinished.extend({ object: z.int().min(0).default(0), offset: z.int().min(0).default(0) });

/** What this room's queue brings. */
export const Heard = z.union([LinkRecords, ContractPublished]);

export const idOfLinkRecords = ({ uploadId, object = 0, offset = 0 }: z.input<typeof LinkRecords>): string =>
  `${uploadId}-${String(object)}-${String(offset)}`;
