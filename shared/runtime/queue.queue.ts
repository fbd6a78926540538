import {
  ChangeMessageVisibilityCommand,
  type SendMessageBatchRequestEntry,
  SQSClient,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type * as z from 'zod';
import { currentCall } from './current-call.ts';
import { TryAgain } from './outcome.ts';

const sqs = new SQSClient();

export interface Queue<Message> {
  /** Sends all or throws: whoever sends is delivered again and sends again; every reader bears a repeat. */
  send(messages: readonly Message[]): Promise<void>;
}

export interface LateQueue<Message> extends Queue<Message> {
  /** Comes so much later, at most a quarter of an hour. */
  sendLater(messages: readonly Message[], seconds: number): Promise<void>;
}

/** SQS refuses these two, which JSON leaves as they are: a text that holds one must not keep its message from being sent. */
export const toBody = (message: unknown): string =>
  JSON.stringify(message).replace(/[\uFFFE\uFFFF]/g, (character) => (character === '\uFFFE' ? '\\ufffe' : '\\uffff'));

const correlation = () => ({ correlationId: { DataType: 'String', StringValue: currentCall().correlationId } });

type Entry = Omit<SendMessageBatchRequestEntry, 'Id' | 'MessageAttributes'>;

const sendAll = async (url: string, entries: readonly Entry[]): Promise<void> => {
  for (let from = 0; from < entries.length; from += 10) {
    const Entries = entries
      .slice(from, from + 10)
      .map((entry, index) => ({ Id: String(index), MessageAttributes: correlation(), ...entry }));
    const { Failed } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
    if (Failed?.length) throw new TryAgain(`${String(Failed.length)} messages could not be queued`);
  }
};

export const openQueue = <Schema extends z.ZodType>(url: string, message: Schema): LateQueue<z.input<Schema>> => {
  const sendLater = (messages: readonly z.input<Schema>[], seconds: number): Promise<void> =>
    sendAll(
      url,
      messages.map((body) => ({
        MessageBody: toBody(message.parse(body)),
        ...(seconds > 0 && { DelaySeconds: Math.min(Math.ceil(seconds), 900) }),
      })),
    );
  return { send: (messages) => sendLater(messages, 0), sendLater };
};

/**
 * An ordered queue: messages of one group are worked one after the other, in the order in which they were sent; groups side by side. The same id sent again within
 * five minutes is dropped by SQS; later it comes again.
 */
export const openOrderedQueue = <Schema extends z.ZodType>(
  url: string,
  message: Schema,
  { groupOf, idOf }: { groupOf: (message: z.input<Schema>) => string; idOf: (message: z.input<Schema>) => string },
): Queue<z.input<Schema>> => ({
  send: (messages) =>
    sendAll(
      url,
      messages.map((body) => ({
        MessageBody: toBody(message.parse(body)),
        MessageGroupId: groupOf(body),
        MessageDeduplicationId: idOf(body),
      })),
    ),
});

/** After a failure it need not wait for the whole visibility timeout, which is made for workers that die. */
export const comeAgain = async (url: string, receiptHandle: string, seconds: number): Promise<void> => {
  await sqs
    .send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds }))
    .catch(() => undefined);
};

/** Puts a message that can never work where people look at it, with its reason. `group`: of an ordered queue; then its id is needed too. */
export const setAside = async (
  url: string,
  { body, messageId, group }: { body: string; messageId: string; group: string | undefined },
  because: string,
): Promise<void> => {
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: url,
      MessageBody: body,
      ...(group !== undefined && { MessageGroupId: group, MessageDeduplicationId: messageId }),
      MessageAttributes: { ...correlation(), because: { DataType: 'String', StringValue: because.slice(0, 1000) } },
    }),
  );
};
