import * as z from 'zod';
import type { ItemChange } from '../../shared/runtime/move.ts';
import { decidedStates } from './complaint.ts';
import type { DestinationHasMessages, DocumentHasNews } from './messages.ts';

const Notice = z.object({ sk: z.string().startsWith('notice#'), source: z.string(), notice: z.object({ upperId: z.string() }) });
const Waiting = z.object({ sk: z.string().startsWith('message#'), destination: z.string(), state: z.literal('waiting') });
const MayGo = z.object({ sk: z.literal('destination'), destination: z.string(), paused: z.literal(false) });
const Ended = z.object({ sk: z.literal('complaint'), state: z.enum(decidedStates), source: z.string(), upperId: z.string() });

/** A notice was stored; or a case got so far that an evaluation which came too early can be applied. */
export const documentsWithNews = ({ before, after }: ItemChange): z.input<typeof DocumentHasNews>[] => {
  const notice = Notice.safeParse(after).data;
  // A repeat touches it: whoever sends again may have heard nothing, and then perhaps the worker has not either.
  if (notice) return before && before['againAt'] === after?.['againAt'] ? [] : [{ source: notice.source, upperId: notice.notice.upperId }];
  const ended = Ended.safeParse(after).data;
  return ended && before?.['state'] !== ended.state ? [{ source: ended.source, upperId: ended.upperId }] : [];
};

/** A message was written, or waits again; or a destination is in force anew, or goes on. What failed and goes on waiting is the sender's own to remember. */
export const destinationsWithMessages = ({ before, after }: ItemChange): z.input<typeof DestinationHasMessages>[] => {
  const waits = before?.['state'] === 'waiting' ? undefined : Waiting.safeParse(after).data;
  const mayGo = before?.['version'] === after?.['version'] ? undefined : MayGo.safeParse(after).data;
  return [waits ?? mayGo ?? []].flat().map(({ destination }) => ({ destination }));
};
