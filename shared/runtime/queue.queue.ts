import { ChangeMessageVisibilityCommand, SQSClient, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type * as z from 'zod';
import { currentCall } from './current-call.ts';
import { TryAgain } from './outcome.ts';

const sqs = new SQSClient();

export interface Queue<Message> {
  /** Sends all or throws: whoever sends is delivered again and sends again; every reader bears a repeat. */
  send(messages: readonly Message[], options?: { delaySeconds?: number }): Promise<void>;
}

/** SQS refuses these two, which JSON leaves as they are: a text that holds one must not keep its message from being sent. */
export const toBody = (message: unknown): string =>
  JSON.stringify(message).replace(/[\uFFFE\uFFFF]/g, (character) => (character === '\uFFFE' ? '\\ufffe' : '\\uffff'));

const correlation = () => ({ correlationId: { DataType: 'String', StringValue: currentCall().correlationId } });

export const openQueue = <Schema extends z.ZodType>(url: string, message: Schema): Queue<z.input<Schema>> => ({
  async send(messages, { delaySeconds = 0 } = {}) {
    for (let from = 0; from < messages.length; from += 10) {
      const Entries = messages.slice(from, from + 10).map((body, index) => ({
        Id: String(index),
        MessageBody: toBody(message.parse(body)),
        DelaySeconds: delaySeconds,
        MessageAttributes: correlation(),
      }));
      const { Failed } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
      if (Failed?.length) throw new TryAgain(`${String(Failed.length)} messages could not be queued`);
    }
  },
});

/** After a failure it need not wait for the whole visibility timeout, which is made for workers that die. */
export const comeAgain = async (url: string, receiptHandle: string, seconds: number): Promise<void> => {
  await sqs
    .send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds }))
    .catch(() => undefined);
};

/** Puts a message that can never work where people look at it, with its reason. */
export const setAside = async (url: string, body: string, because: string): Promise<void> => {
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: url,
      MessageBody: body,
      MessageAttributes: { ...correlation(), because: { DataType: 'String', StringValue: because.slice(0, 1000) } },
    }),
  );
};
