import * as z from 'zod';
import type { ItemChange } from '../../../shared/runtime/move.ts';
import type { VoidExports, WriteExport } from '../messages.ts';

const Waiting = z.object({ sk: z.literal('export'), exportId: z.string(), state: z.literal('waiting'), run: z.int(), files: z.int() });
const Ended = z.object({
  sk: z.literal('export'),
  grantId: z.string(),
  state: z.enum(['void', 'failed', 'expired']),
  cleared: z.literal(false),
});
const Terms = z.object({ sk: z.literal('~terms'), grantId: z.string(), version: z.int() });

/** An export was ordered, for the first time or again: a message for each of its files. */
export const filesToWrite = ({ before, after }: ItemChange): z.input<typeof WriteExport>[] => {
  const waiting = Waiting.safeParse(after).data;
  if (!waiting || before?.['run'] === waiting.run) return [];
  return Array.from({ length: waiting.files }, (_, at) => ({ exportId: waiting.exportId, file: at + 1 }));
};

/** A grant moved, so that its exports may have to go; or an export ended, and its files have to. */
export const exportsToVoid = ({ before, after }: ItemChange): z.input<typeof VoidExports>[] => {
  const ended = before?.['state'] === after?.['state'] ? undefined : Ended.safeParse(after).data;
  const moved = before && before['version'] !== after?.['version'] ? Terms.safeParse(after).data : undefined;
  return [ended ?? moved ?? []].flat().map(({ grantId }) => ({ grantId }));
};
