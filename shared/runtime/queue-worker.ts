import { randomUUID } from 'node:crypto';
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { during } from './current-call.ts';
import { readEnvironment } from './environment.ts';
import { log, powertoolsLogger } from './log.ts';
import { countMetric, withMetrics } from './metrics.ts';
import { TryAgain, Unprocessable } from './outcome.ts';
import { comeAgain, setAside } from './queue.queue.ts';

export interface Work {
  /** When the work began. */
  now: Date;
  /** Later than `now`, for moves made after long work. */
  clock: () => Date;
  /** Epoch milliseconds by which every write must have been answered: the function's own end less a margin. */
  deadline: number;
  timeIsUp: () => boolean;
  /** Epoch milliseconds after which this delivery surely does nothing any more: a lease lasts until then. */
  leaseUntil: number;
  /** Unique to this delivery: a lease's holder. */
  holder: string;
  /** How often this message has been delivered, from 1. */
  deliveries: number;
}

export interface QueueWorker<Message extends z.ZodType> {
  message: Message;
  handle: (message: z.output<Message>, work: Work) => Promise<void>;
}

/** Time left for answering and logging after the last write. */
const margin = 1500;

/** How far two machines' clocks may differ. */
const skew = 2000;

/** In seconds. */
const pauseAfter = (error: unknown, deliveries: number): number => {
  const usual = Math.min(10 * 2 ** (deliveries - 1), 300);
  return error instanceof TryAgain && error.afterSeconds !== undefined ? Math.min(Math.max(error.afterSeconds, 1), 3600) : usual;
};

/** One queue, one function. Done = deleted; `Unprocessable` = set aside with its reason; anything else = comes again. */
export const queueWorker = <Message extends z.ZodType>({ message, handle }: QueueWorker<Message>) => {
  const { QUEUE_URL, SET_ASIDE_URL } = readEnvironment({ QUEUE_URL: z.string(), SET_ASIDE_URL: z.string() });
  const processor = new BatchProcessor(EventType.SQS);

  const work = async (record: SQSRecord, context: Context): Promise<void> => {
    const correlationId = record.messageAttributes['correlationId']?.stringValue ?? randomUUID();
    await during({ correlationId, actor: `system:${context.functionName}` }, async () => {
      const begun = performance.now();
      try {
        const deadline = Date.now() + context.getRemainingTimeInMillis() - margin;
        await handle(parseMessage(message, record.body), {
          now: new Date(),
          clock: () => new Date(),
          deadline,
          timeIsUp: () => Date.now() >= deadline,
          leaseUntil: deadline + margin + skew,
          holder: `${context.awsRequestId}:${record.messageId}`,
          deliveries: Number(record.attributes.ApproximateReceiveCount),
        });
        log.info('handled', { messageId: record.messageId, milliseconds: Math.round(performance.now() - begun) });
        countMetric('MessagesHandled');
      } catch (error) {
        if (error instanceof Unprocessable) {
          const { body, messageId, attributes } = record;
          await setAside(SET_ASIDE_URL, { body, messageId, group: attributes.MessageGroupId }, error.message);
          log.error('setAside', { messageId: record.messageId }, error);
          countMetric('MessagesSetAside');
          return;
        }
        log.warn('staysQueued', { messageId: record.messageId, count: Number(record.attributes.ApproximateReceiveCount) }, error);
        countMetric('MessagesRetried');
        await comeAgain(QUEUE_URL, record.receiptHandle, pauseAfter(error, Number(record.attributes.ApproximateReceiveCount)));
        throw error;
      }
    });
  };

  const handler = (event: SQSEvent, context: Context): Promise<SQSBatchResponse> =>
    processPartialResponse(event, (record: SQSRecord) => work(record, context), processor, { context, throwOnFullBatchFailure: false });

  return middy(handler).use(injectLambdaContext(powertoolsLogger)).use(withMetrics());
};

const parseMessage = <Message extends z.ZodType>(message: Message, body: string): z.output<Message> => {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    throw new Unprocessable('not JSON');
  }
  const read = message.safeParse(json);
  if (read.success) return read.data;
  throw new Unprocessable(
    `not a message of this queue: ${read.error.issues.map((issue) => `${issue.path.join('.')} ${issue.code}`).join('; ')}`,
  );
};
