import { NestedStack } from 'aws-cdk-lib';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Stage } from '../stages.ts';

/** What every room is built with. */
export interface House {
  stage: Stage;
  /** Where the bundles lie: one folder per capability and command. */
  bundles: string;
  /** Who hears of failures. */
  alarms: Topic;
}

/** One capability's nested stack: the capability's word is its id, so everything in it is named after it. */
export class Room extends NestedStack {
  readonly house: House;
  readonly capability: string;

  constructor(scope: Construct, capability: string, house: House) {
    super(scope, capability, { description: `Capability ${capability} of the supervision hub (${house.stage.name})` });
    this.house = house;
    this.capability = capability;
  }

  /** A name that people meet in logs and alarms. */
  named(name: string): string {
    return `hub-${this.house.stage.name}-${this.capability}-${name}`;
  }
}
