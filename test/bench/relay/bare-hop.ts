import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CreateStackCommand, DeleteStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  DeleteEventSourceMappingCommand,
  DeleteFunctionCommand,
} from '@aws-sdk/client-lambda';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { strToU8, zipSync } from 'fflate';
import { bundle } from '../../../infra/bundle.ts';
import type { LocalCloud } from '../../../infra/local/cloud.ts';
import { type Clients, type HopShape, queueUrlOf, rateOfHop } from './hop.ts';

const name = 'bare-hop';
const key = (attribute: string, kind: string) => ({ AttributeName: attribute, KeyType: kind });
const template = {
  Resources: {
    queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: name, VisibilityTimeout: 120 } },
    table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['pk', 'sk'].map((attribute) => ({ AttributeName: attribute, AttributeType: 'S' })),
        KeySchema: [key('pk', 'HASH'), key('sk', 'RANGE')],
      },
    },
    role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
        Policies: [
          {
            PolicyName: name,
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [{ Effect: 'Allow', Action: ['dynamodb:PutItem', 'sqs:*', 'logs:*'], Resource: '*' }],
            },
          },
        ],
      },
    },
  },
  Outputs: { role: { Value: { 'Fn::GetAtt': ['role', 'Arn'] } }, arn: { Value: { 'Fn::GetAtt': ['queue', 'Arn'] } } },
};

/** Messages a second through a bare queue → function hop that writes one item for each, set up as the relay's hop is. */
export const measureBareHop = async (cloud: LocalCloud, clients: Clients, shape: HopShape, messages: number): Promise<number> => {
  const { cloudFormation, lambda, sqs } = clients;
  await cloudFormation.send(
    new CreateStackCommand({ StackName: name, TemplateBody: JSON.stringify(template), Capabilities: ['CAPABILITY_IAM'] }),
  );
  const outputs = async (): Promise<Record<string, string>> => {
    for (;;) {
      const { Stacks: [stack] = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: name }));
      if (stack?.StackStatus === 'CREATE_COMPLETE')
        return Object.fromEntries(stack.Outputs?.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]) ?? []);
      if (/FAILED|ROLLBACK/.test(stack?.StackStatus ?? '')) throw new Error(stack?.StackStatusReason);
      await pause(200);
    }
  };
  const { role, arn } = await outputs();
  const outdir = path.join(cloud.folder, name);
  await bundle({ entries: [{ file: 'test/bench/relay/bare-function.ts', name: 'bare' }], outdir });
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: role,
      Timeout: 20,
      MemorySize: 512,
      Environment: { Variables: { BARE_TABLE: name } },
      Code: { ZipFile: zipSync({ 'index.mjs': strToU8(readFileSync(path.join(outdir, 'bare/index.mjs'), 'utf8')) }) },
    }),
  );
  const { UUID } = await lambda.send(
    new CreateEventSourceMappingCommand({
      FunctionName: name,
      EventSourceArn: arn,
      BatchSize: shape.batchSize,
      ScalingConfig: { MaximumConcurrency: shape.atOnce },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    }),
  );
  const url = await queueUrlOf(clients, name);
  const fill = async (prefix: string, count: number): Promise<void> => {
    for (let from = 0; from < count; from += 10)
      await sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: url,
          Entries: Array.from({ length: Math.min(10, count - from) }, (_, at) => ({
            Id: String(at),
            MessageBody: `${prefix}-${String(from + at)}`,
          })),
        }),
      );
  };
  const rate = await rateOfHop(clients, { mapping: UUID ?? '', queue: name, fill, messages });
  await lambda.send(new DeleteEventSourceMappingCommand({ UUID }));
  await lambda.send(new DeleteFunctionCommand({ FunctionName: name }));
  await cloudFormation.send(new DeleteStackCommand({ StackName: name }));
  return rate;
};
