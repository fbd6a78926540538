import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { HouseFunction } from './house-function.ts';

/** `dailyAt`: `HH:mm` on the clocks of Shanghai. */
type When = { everyMinutes: number } | { dailyAt: string };

const minutesAndHours = (time: string): string => {
  const [hours = '', minutes = ''] = time.split(':');
  return `${String(Number(minutes))} ${String(Number(hours))}`;
};

/** Starts a function again and again. It may fire twice or late. On the L1 resource, because the L2 grants every version of the function. */
export class ScheduledRun extends Construct {
  constructor(target: HouseFunction, when: When) {
    super(target, 'schedule');
    const role = new Role(this, 'role', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [target.lambda.functionArn] }));
    const daily = 'dailyAt' in when;
    new CfnSchedule(this, 'schedule', {
      ...(daily
        ? { scheduleExpression: `cron(${minutesAndHours(when.dailyAt)} * * ? *)`, scheduleExpressionTimezone: 'Asia/Shanghai' }
        : { scheduleExpression: when.everyMinutes === 1 ? 'rate(1 minute)' : `rate(${String(when.everyMinutes)} minutes)` }),
      flexibleTimeWindow: { mode: 'OFF' },
      target: { arn: target.lambda.functionArn, roleArn: role.roleArn, input: '{}', retryPolicy: { maximumRetryAttempts: 0 } },
    });
    new Alarm(this, 'silent', {
      alarmName: `${target.node.path} silent`,
      alarmDescription: `It has not run for ${daily ? 'a day' : 'a quarter of an hour'}. ${target.impactOfFailure}`,
      metric: target.lambda.metricInvocations({ period: daily ? Duration.days(1) : Duration.minutes(15) }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.BREACHING,
    }).addAlarmAction(new SnsAction(target.room.house.alarms));
  }
}
