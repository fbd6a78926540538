import * as z from 'zod';
import type { ItemChange } from '../../shared/runtime/move.ts';
import type { DestinationHasMessages, DocumentHasNews } from './messages.ts';

const Notice = z.object({ sk: z.string().startsWith('notice#'), source: z.string(), notice: z.object({ upperId: z.string() }) });
const Waiting = z.object({ sk: z.string().startsWith('message#'), destination: z.string(), state: z.literal('waiting') });

/** A notice was stored. */
export const documentsWithNews = ({ before, after }: ItemChange): z.input<typeof DocumentHasNews>[] => {
  const read = Notice.safeParse(after);
  return read.success && !before ? [{ source: read.data.source, upperId: read.data.notice.upperId }] : [];
};

/** A message was written, or waits again. What failed and goes on waiting is the sender's own to remember. */
export const destinationsWithMessages = ({ before, after }: ItemChange): z.input<typeof DestinationHasMessages>[] => {
  const read = Waiting.safeParse(after);
  return read.success && before?.['state'] !== 'waiting' ? [{ destination: read.data.destination }] : [];
};
