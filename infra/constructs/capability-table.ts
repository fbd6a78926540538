import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { AttributeType, BillingMode, ProjectionType, StreamViewType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { EventSourceMapping, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { HouseFunction } from './house-function.ts';
import type { Room } from './room.ts';

export interface TableIndex {
  name: string;
  partition: string;
  sort: string;
  /** It only says which items there are. */
  keysOnly?: true;
}

export interface CapabilityTableProps {
  stream?: boolean;
  indexes?: TableIndex[];
}

const verbs = {
  read: ['dynamodb:GetItem', 'dynamodb:Query'],
  readMany: ['dynamodb:BatchGetItem'],
  /** Creating only; with a condition on every put nothing can be overwritten. */
  append: ['dynamodb:PutItem'],
  write: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:ConditionCheckItem'],
  writeMany: ['dynamodb:BatchWriteItem'],
  remove: ['dynamodb:DeleteItem'],
} as const;

/** A capability's own table. Nobody else's function is granted it, but for the reads that the stack page names. */
export class CapabilityTable extends Construct {
  readonly table: Table;
  private readonly indexArns: string[];

  constructor(room: Room, name: string, { stream = false, indexes = [] }: CapabilityTableProps = {}) {
    super(room, `${name}-table`);
    const { stage } = room.house;
    this.table = new Table(this, 'table', {
      tableName: room.named(name),
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: stage.retain,
      removalPolicy: stage.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      timeToLiveAttribute: 'expiresAt',
      ...(stream && { stream: StreamViewType.NEW_AND_OLD_IMAGES }),
    });
    this.indexArns = indexes.map((index) => `${this.table.tableArn}/index/${index.name}`);
    for (const { name: indexName, partition, sort, keysOnly } of indexes)
      this.table.addGlobalSecondaryIndex({
        indexName,
        partitionKey: { name: partition, type: AttributeType.STRING },
        sortKey: { name: sort, type: AttributeType.STRING },
        projectionType: keysOnly ? ProjectionType.KEYS_ONLY : ProjectionType.ALL,
      });
  }

  /** Exactly these verbs, on this table and its indexes. */
  let(user: HouseFunction, setting: string, ...granted: (keyof typeof verbs)[]): void {
    const actions = [...new Set(granted.flatMap((verb) => verbs[verb]))];
    user.may(actions, [this.table.tableArn], { [setting]: this.table.tableName });
    if (granted.includes('read') && this.indexArns.length > 0) user.may(['dynamodb:Query'], this.indexArns);
  }

  /** Its stream's one reader. Nothing is ever skipped: the audit hangs on it. An alarm tells when it falls behind. */
  forwardedBy(forwarder: HouseFunction): void {
    const { tableStreamArn } = this.table;
    if (tableStreamArn === undefined) throw new Error('this table has no stream');
    forwarder.may(
      ['dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:DescribeStream', 'dynamodb:ListStreams'],
      [tableStreamArn],
    );
    new EventSourceMapping(this, 'stream', {
      target: forwarder.lambda,
      eventSourceArn: tableStreamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      bisectBatchOnError: true,
      retryAttempts: -1,
    });
    new Alarm(this, 'stream late', {
      alarmName: `${this.node.path} stream late`,
      alarmDescription: 'Changes are stored but not yet in the audit; after 24 hours they would be lost to it.',
      metric: forwarder.lambda.metric('IteratorAge', { statistic: 'Maximum', period: Duration.minutes(5) }),
      threshold: 10 * 60 * 1000,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new SnsAction(forwarder.room.house.alarms));
  }
}
