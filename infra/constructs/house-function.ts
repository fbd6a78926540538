import path from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Room } from './room.ts';

const logRetention = { 7: RetentionDays.ONE_WEEK, 180: RetentionDays.SIX_MONTHS, 365: RetentionDays.ONE_YEAR };

export interface HouseFunctionProps {
  /** What people lose while it fails, in their words; the alarm says it. */
  impactOfFailure: string;
  seconds: number;
  memoryMiB?: number;
}

/** One bundled function with a role of its own that may do nothing but write its log. Grants are given by the thing that is granted. */
export class HouseFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly room: Room;
  readonly seconds: number;
  /** What its metrics are counted under. */
  readonly service: string;
  readonly impactOfFailure: string;

  /** `command` is the entry's file name without `.lambda.ts`. */
  constructor(room: Room, command: string, { impactOfFailure, seconds, memoryMiB = 512 }: HouseFunctionProps) {
    super(room, command);
    this.room = room;
    this.seconds = seconds;
    this.impactOfFailure = impactOfFailure;
    this.service = `${room.capability}/${command}`;
    const { stage, bundles, alarms } = room.house;
    const functionName = room.named(command);
    const logGroup = new LogGroup(this, 'log', {
      logGroupName: `/hub/${stage.name}/${room.capability}/${command}`,
      retention: logRetention[stage.logDays],
      removalPolicy: stage.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }));
    this.lambda = new LambdaFunction(this, 'function', {
      functionName,
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromAsset(path.join(bundles, room.capability, command)),
      role,
      logGroup,
      timeout: Duration.seconds(seconds),
      memorySize: memoryMiB,
      environment: {
        NODE_OPTIONS: '--enable-source-maps',
        POWERTOOLS_SERVICE_NAME: this.service,
        POWERTOOLS_METRICS_NAMESPACE: 'SupervisionHub',
        POWERTOOLS_LOG_LEVEL: 'INFO',
      },
    });
    new Alarm(this, 'errors', {
      alarmName: `${functionName} fails`,
      alarmDescription: impactOfFailure,
      metric: this.lambda.metricErrors({ period: Duration.minutes(5) }),
      threshold: 1,
      evaluationPeriods: 2,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new SnsAction(alarms));
  }

  /** The grant and the setting that makes use of it, in one step. */
  may(actions: string[], resources: string[], settings: Record<string, string> = {}, conditions: Record<string, unknown> = {}): void {
    this.lambda.addToRolePolicy(new PolicyStatement({ actions, resources, conditions }));
    for (const [name, value] of Object.entries(settings)) this.set(name, value);
  }

  set(name: string, value: string): void {
    this.lambda.addEnvironment(name, value);
  }
}
