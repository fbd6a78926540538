import { setTimeout as pause } from 'node:timers/promises';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type LambdaClient, ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';

export interface Clients {
  cloudFormation: CloudFormationClient;
  dynamo: DynamoDBClient;
  lambda: LambdaClient;
  sqs: SQSClient;
}

/** So many messages in a batch, so many functions at once. */
export interface HopShape {
  batchSize: number;
  atOnce: number;
}

export const queueUrlOf = async ({ sqs }: Clients, queue: string): Promise<string> =>
  (await sqs.send(new GetQueueUrlCommand({ QueueName: queue }))).QueueUrl ?? '';

export const mappingOf = async ({ lambda }: Clients, functionName: string): Promise<{ mapping: string; shape: HopShape }> => {
  const { EventSourceMappings: [found] = [] } = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName: functionName }));
  if (found?.UUID === undefined) throw new Error(`${functionName} reads no queue`);
  return { mapping: found.UUID, shape: { batchSize: found.BatchSize ?? 1, atOnce: found.ScalingConfig?.MaximumConcurrency ?? 2 } };
};

export const enable = async ({ lambda }: Clients, mapping: string, Enabled: boolean): Promise<void> => {
  await lambda.send(new UpdateEventSourceMappingCommand({ UUID: mapping, Enabled }));
};

/** Messages in the queue: those that wait, and those that somebody has. */
const countOf = async ({ sqs }: Clients, url: string): Promise<{ waiting: number; all: number }> => {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  const waiting = Number(Attributes.ApproximateNumberOfMessages);
  return { waiting, all: waiting + Number(Attributes.ApproximateNumberOfMessagesNotVisible) };
};

/**
 * Messages a second through one queue → function hop: functions warm, the queue filled while nobody reads it, then the reader let loose until the queue is empty, what it
 * has in hand included. `held`: before it is let loose.
 */
export const rateOfHop = async (
  clients: Clients,
  {
    mapping,
    queue,
    fill,
    messages,
    held,
  }: {
    mapping: string;
    queue: string;
    fill: (prefix: string, count: number) => Promise<void>;
    messages: number;
    held?: () => Promise<void>;
  },
): Promise<number> => {
  const url = await queueUrlOf(clients, queue);
  const drained = async (): Promise<void> => {
    while ((await countOf(clients, url)).all > 0) await pause(50);
  };
  await fill('warm', 20);
  await pause(3000);
  await drained();

  await enable(clients, mapping, false);
  await pause(1000);
  await fill('it', messages);
  for (let waited = 0; (await countOf(clients, url)).waiting < messages; waited += 1) {
    if (waited > 600)
      throw new Error(`only ${String((await countOf(clients, url)).waiting)} of ${String(messages)} messages came into ${queue}`);
    await pause(200);
  }
  await held?.();
  const begun = performance.now();
  await enable(clients, mapping, true);
  await drained();
  return messages / ((performance.now() - begun) / 1000);
};
