import { Duration } from 'aws-cdk-lib';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import type { HouseFunction } from './house-function.ts';

/** Starts a function again and again. It may fire twice or late. */
export class ScheduledRun extends Construct {
  constructor(target: HouseFunction, { everyMinutes }: { everyMinutes: number }) {
    super(target, 'schedule');
    new Schedule(this, 'schedule', {
      schedule: ScheduleExpression.rate(Duration.minutes(everyMinutes)),
      target: new LambdaInvoke(target.lambda, { input: ScheduleTargetInput.fromObject({}), retryAttempts: 0 }),
    });
  }
}
