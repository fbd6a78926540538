import * as z from 'zod';
import { UploadFinished } from '../ingestion/messages.ts';

/** `upload-finished`, as ingestion says it; and what is left of it, as this room's worker says to itself: from which object on, and from which byte of that. */
export const LinkRecords = UploadFinished.extend({ object: z.int().min(0).default(0), offset: z.int().min(0).default(0) });

export const idOfLinkRecords = ({ uploadId, object = 0, offset = 0 }: z.input<typeof LinkRecords>): string =>
  `${uploadId}-${String(object)}-${String(offset)}`;
