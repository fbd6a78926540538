import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { HouseFunction } from './house-function.ts';
import type { Room } from './room.ts';

export interface WorkQueueProps {
  /** What people lose while messages lie set aside; the alarm says it. */
  impactOfSetAside: string;
  /** Of the function that reads it; the visibility timeout is six times that. */
  workerSeconds: number;
  /** How often a message is tried before it is set aside. */
  tries?: number;
  /** Messages of one group are worked one after the other, in the order in which they were sent (FIFO); ids and groups come with the messages. */
  ordered?: boolean;
}

/** A queue, the queue where its hopeless messages lie, and the alarms of both. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly setAside: Queue;
  private readonly impact: string;
  private readonly ordered: boolean;

  constructor(room: Room, name: string, { impactOfSetAside, workerSeconds, tries = 6, ordered = false }: WorkQueueProps) {
    super(room, `${name}-queue`);
    const { alarms } = room.house;
    this.impact = impactOfSetAside;
    this.ordered = ordered;
    const order = ordered
      ? {
          fifo: true,
          contentBasedDeduplication: false,
          deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
          fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
        }
      : {};
    const called = (queueName: string) => room.named(ordered ? `${queueName}.fifo` : queueName);
    this.setAside = new Queue(this, 'set-aside', {
      ...order,
      queueName: called(`${name}-set-aside`),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    this.queue = new Queue(this, 'queue', {
      ...order,
      queueName: called(name),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(workerSeconds * 6),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.setAside, maxReceiveCount: tries },
    });
    const alarm = (id: string, queue: Queue, age: boolean) =>
      new Alarm(this, id, {
        alarmName: `${queue.node.path} ${id}`,
        alarmDescription: impactOfSetAside,
        metric: age ? queue.metricApproximateAgeOfOldestMessage() : queue.metricApproximateNumberOfMessagesVisible(),
        threshold: age ? workerSeconds * 12 : 1,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      }).addAlarmAction(new SnsAction(alarms));
    alarm('set aside', this.setAside, false);
    alarm('late', this.queue, true);
  }

  letSend(sender: HouseFunction, setting: string): void {
    // The local cloud asks for the batch action by its own name; AWS asks for SendMessage only and does not know the other, which is then inert.
    sender.may(['sqs:SendMessage', 'sqs:SendMessageBatch'], [this.queue.queueArn], { [setting]: this.queue.queueUrl });
  }

  /** Its one reader, in its own room or in that of whoever is told. `atOnce` bounds how many run side by side. */
  workedBy(worker: HouseFunction, { batchSize = 1, atOnce }: { batchSize?: number; atOnce: number }): void {
    // Of a batch that fails in the middle, what comes behind would overtake what failed.
    if (this.ordered && batchSize > 1) throw new Error('an ordered queue is worked one message at a time');
    worker.may(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'], [this.queue.queueArn]);
    worker.may(['sqs:SendMessage'], [this.setAside.queueArn], { SET_ASIDE_URL: this.setAside.queueUrl });
    worker.set('QUEUE_URL', this.queue.queueUrl);
    const mapping = new EventSourceMapping(worker, 'mapping', {
      target: worker.lambda,
      eventSourceArn: this.queue.queueArn,
      batchSize,
      reportBatchItemFailures: true,
      maxConcurrency: atOnce,
    });
    // A worker that fails at every message ends its calls in good order: only this count shows it before the messages are set aside.
    new Alarm(worker, 'retried', {
      alarmName: `${this.queue.node.path} retried`,
      alarmDescription: this.impact,
      metric: new Metric({
        namespace: 'SupervisionHub',
        metricName: 'MessagesRetried',
        dimensionsMap: { service: worker.service },
        statistic: 'Sum',
        period: Duration.minutes(5),
      }),
      threshold: 10,
      evaluationPeriods: 2,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new SnsAction(worker.room.house.alarms));
    mapping.node.addDependency(worker.lambda.role ?? worker.lambda);
  }
}
