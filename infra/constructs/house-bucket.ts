import { Duration, Names, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket, HttpMethods, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { HouseFunction } from './house-function.ts';
import type { Room } from './room.ts';
import type { WorkQueue } from './work-queue.ts';

export interface HouseBucketProps {
  /** Work that can be made again is deleted after so many days; without it, objects stay. */
  expiresAfterDays?: number;
  /** People's browsers send files here. */
  uploadsFromBrowsers?: boolean;
}

/** A private, encrypted, versioned bucket. */
export class HouseBucket extends Construct {
  readonly bucket: Bucket;

  constructor(room: Room, name: string, { expiresAfterDays, uploadsFromBrowsers = false }: HouseBucketProps = {}) {
    super(room, `${name}-bucket`);
    const { stage } = room.house;
    this.bucket = new Bucket(this, 'bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      versioned: expiresAfterDays === undefined,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: stage.retain && expiresAfterDays === undefined ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      lifecycleRules: [
        { abortIncompleteMultipartUploadAfter: Duration.days(7) },
        ...(expiresAfterDays === undefined ? [] : [{ expiration: Duration.days(expiresAfterDays) }]),
      ],
      ...(uploadsFromBrowsers &&
        stage.webOrigins.length > 0 && {
          cors: [{ allowedOrigins: stage.webOrigins, allowedMethods: [HttpMethods.PUT], allowedHeaders: ['*'], exposedHeaders: ['ETag'] }],
        }),
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'Only our functions reach the bucket, and they audit what they read; the account keeps an object-level trail in CloudTrail.',
    });
  }

  /** Everything in it, or only what lies below a prefix, as `curated/`. */
  letRead(reader: HouseFunction, setting: string, prefix = ''): void {
    this.allow(reader, ['s3:GetObject', 's3:GetObjectVersion'], setting, prefix);
  }

  /** In one piece or in parts, below a prefix. */
  letWrite(writer: HouseFunction, setting: string, prefix: string): void {
    this.allow(writer, ['s3:PutObject', 's3:AbortMultipartUpload'], setting, prefix);
  }

  /** Which parts of an unfinished object are there. */
  letListParts(reader: HouseFunction, setting: string): void {
    this.allow(reader, ['s3:ListMultipartUploadParts'], setting);
  }

  /** For good: of a bucket that keeps no versions. */
  letDelete(sweeper: HouseFunction, setting: string, prefix: string): void {
    this.allow(sweeper, ['s3:DeleteObject'], setting, prefix);
  }

  /** Unfinished objects alone: what is whole stays. */
  letGiveUpParts(sweeper: HouseFunction, setting: string): void {
    this.allow(sweeper, ['s3:AbortMultipartUpload'], setting);
  }

  /** Without it S3 answers 403 where it should say 404. */
  letList(reader: HouseFunction): void {
    reader.may(['s3:ListBucket'], [this.bucket.bucketArn]);
  }

  private allow(user: HouseFunction, actions: string[], setting: string, prefix = ''): void {
    user.may(actions, [this.bucket.arnForObjects(`${prefix}*`)], { [setting]: this.bucket.bucketName });
    Validations.of(user).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${this.arnAsSeenBy(user)}>/${prefix}*]`,
      reason: 'The objects of one bucket, or of one prefix of it: their names are not known beforehand.',
    });
  }

  /** How the template of the user's room names the bucket's ARN: from another room it is a parameter, made from an output of this one. */
  private arnAsSeenBy(user: HouseFunction): string {
    const own = Stack.of(this.bucket);
    const bucket = this.bucket.node.defaultChild as CfnBucket;
    if (own === Stack.of(user) || !own.nestedStackResource) return `${own.getLogicalId(bucket)}.Arn`;
    return `referenceto${Names.nodeUniqueId(own.nestedStackResource.node)}Outputs${Names.nodeUniqueId(bucket.node)}Arn`;
  }

  /** Every new object becomes a message. On the L1 resource: the L2 convenience is a custom resource. */
  announceTo(queue: WorkQueue): void {
    const bucket = this.bucket.node.defaultChild as CfnBucket;
    bucket.notificationConfiguration = { queueConfigurations: [{ event: 's3:ObjectCreated:*', queue: queue.queue.queueArn }] };
    queue.queue.addToResourcePolicy(
      new PolicyStatement({
        actions: ['sqs:SendMessage'],
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        resources: [queue.queue.queueArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    bucket.node.addDependency(queue.queue);
  }
}
