import * as z from 'zod';
import type { Sent } from './deliver.ts';

/** An answer as it came over the wire. */
export interface Answered {
  status: number;
  text: string;
}
export type Failed = Extract<Sent, { outcome: 'failed' }>;

/** What was answered, for people to read: the beginning, in one line, and no digits, because an answer may repeat whom the message was about. */
export const shortened = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/\p{Nd}/gu, '#')
    .slice(0, 80);

export const failed = (whose: Failed['whose'], code: string, detail = ''): Failed => ({
  outcome: 'failed',
  whose,
  code,
  ...(detail !== '' && { detail }),
});

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Not let in, not found, too busy: the next message would fare no better. What is left of 4xx was said about this one. */
const ofTheDestination = [401, 403, 404, 407, 408, 425, 429];

const refusalOf = ({ status, text }: Answered): Failed | undefined => {
  if (status >= 200 && status < 300) return undefined;
  const ofTheMessage = status >= 400 && status < 500 && !ofTheDestination.includes(status);
  return failed(ofTheMessage ? 'message' : 'destination', `status-${status}`, shortened(text));
};

const Received = z.object({ received: z.string(), receipt: z.string().max(200).optional() });

/** A department's system acknowledges with 2xx and the message's own id. A 200 with anything else came from somebody who has not understood. */
export const readWebhookAnswer = (messageId: string, answered: Answered): Sent => {
  const refusal = refusalOf(answered);
  if (refusal) return refusal;
  const read = Received.safeParse(parsed(answered.text));
  if (!read.success || read.data.received !== messageId) return failed('message', 'answer-not-understood', shortened(answered.text));
  const { receipt } = read.data;
  return { outcome: 'received', ...(receipt !== undefined && { receipt }) };
};

const code = z.union([z.string(), z.number()]).transform(String);
/** The code as it is, where it is as short as a code. */
const said = (its: string, message = ''): string => `${its.length <= 8 ? its : ''} ${shortened(message)}`.trim();
/** Upper platforms answer in one of two envelopes. */
const Envelope = z.union([
  z
    .object({ code, message: z.string().optional(), data: z.unknown().optional() })
    .transform((one) => ({ done: one.code === '0', said: said(one.code, one.message), data: one.data })),
  z
    .object({ resultCode: code, resultMsg: z.string().optional(), resultData: z.object({ resultContent: z.string() }).optional() })
    .transform((one) => ({
      done: one.resultCode === '0000',
      said: said(one.resultCode, one.resultMsg),
      data: parsed(one.resultData?.resultContent ?? ''),
    })),
]);

/** What an upper platform put into its envelope, by the schema of who asked. */
export const readUpperAnswer = <Data>(schema: z.ZodType<Data>, answered: Answered): { outcome: 'understood'; data: Data } | Failed => {
  const refusal = refusalOf(answered);
  if (refusal) return refusal;
  const envelope = Envelope.safeParse(parsed(answered.text));
  if (!envelope.success) return failed('message', 'answer-not-understood', shortened(answered.text));
  if (!envelope.data.done) return failed('message', 'refused', envelope.data.said);
  const read = schema.safeParse(envelope.data.data);
  return read.success ? { outcome: 'understood', data: read.data } : failed('message', 'answer-not-understood', shortened(answered.text));
};
