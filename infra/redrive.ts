import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { DeleteMessageCommand, GetQueueUrlCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { runningCloud } from './local/cloud.ts';

/**
 * `npm run redrive -- QUEUE [--stage NAME]`: what lies set aside goes back to its queue, one message after the other: received, sent, deleted. A message that is
 * sent and not deleted comes twice, which every reader bears. With `--stage` the ambient AWS credentials are used, else the local cloud.
 */
const [queue] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const stage = process.argv.includes('--stage') ? process.argv[process.argv.indexOf('--stage') + 1] : undefined;
const name = queue === stage ? undefined : queue;
if (name === undefined) {
  console.error('npm run redrive -- QUEUE [--stage NAME]    例如 [such as]: npm run redrive -- hub-local-ingestion-read-chunk');
  process.exit(2);
}

const local = stage === undefined ? runningCloud('start') : undefined;
if (stage === undefined && !local) {
  console.error('✗ 本机系统没有在运行：先 npm start [the local system is not running]');
  process.exit(1);
}
const sqs = new SQSClient(
  local
    ? { endpoint: local.endpoint, region: local.env['AWS_REGION'] ?? '', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }
    : {},
);
const urlOf = async (queueName: string): Promise<string> =>
  (await sqs.send(new GetQueueUrlCommand({ QueueName: queueName }))).QueueUrl ?? '';

const [from, to] = await Promise.all([urlOf(name.replace(/(\.fifo)?$/, '-set-aside$1')), urlOf(name)]);
let moved = 0;
for (;;) {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: from,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: 1,
      MessageAttributeNames: ['correlationId', 'because'],
      MessageSystemAttributeNames: ['MessageGroupId'],
    }),
  );
  if (Messages.length === 0) break;
  for (const { Body, MessageAttributes = {}, Attributes, ReceiptHandle } of Messages) {
    const { because, correlationId } = MessageAttributes;
    console.log(`↻ ${because?.StringValue ?? '重试用尽 [tries used up]'}`);
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: to,
        MessageBody: Body,
        ...(correlationId && { MessageAttributes: { correlationId } }),
        // Of an ordered queue; an id of its own, for the old one is dropped within five minutes.
        ...(Attributes?.MessageGroupId !== undefined && {
          MessageGroupId: Attributes.MessageGroupId,
          MessageDeduplicationId: randomUUID(),
        }),
      }),
    );
    await sqs.send(new DeleteMessageCommand({ QueueUrl: from, ReceiptHandle }));
    moved += 1;
  }
}
console.log(`已重新投递 ${String(moved)} 条 [redriven]`);
