import { mkdtempSync, mkdirSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { stageNamed } from '../../infra/stages.ts';
import { SupervisionStack } from '../../infra/supervision-stack.ts';

/** Stand-ins for the bundles: the promises below are about the template. */
const bundles = mkdtempSync(path.join(tmpdir(), 'bundles-'));
for (const entry of globSync('functions/**/*.lambda.ts')) {
  const folder = path.join(bundles, entry.replace(/^functions\//, '').replace(/\.lambda\.ts$/, ''));
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'index.mjs'), 'export const handler = () => undefined;');
}

const Resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
});
type Resource = z.infer<typeof Resource> & { stack: string; id: string };

const synthesize = (stageName: string, region: string, endpoint?: string) => {
  const app = new App();
  const stage = stageNamed(stageName, endpoint);
  const stack = new SupervisionStack(app, 'Hub', { stage, bundles, env: { account: '000000000000', region } });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const stacks = [stack, ...stack.node.children.filter((child): child is Stack => child instanceof Stack)];
  const resources = stacks.flatMap((one): Resource[] => {
    const { Resources } = z.object({ Resources: z.record(z.string(), Resource) }).parse(Template.fromStack(one).toJSON());
    return Object.entries(Resources).map(([id, resource]) => ({ ...resource, id, stack: one.node.id }));
  });
  const assembly = app.synth();
  return {
    resources,
    stacks,
    of: (type: string) => resources.filter(({ Type }) => type === Type),
    text: JSON.stringify(resources),
    assembly,
  };
};

const local = synthesize('local', 'us-east-1', 'http://127.0.0.1:4610');
for (const [name, value] of Object.entries({
  HUB_OIDC_ISSUER: 'https://sso.example.gov.cn/hub',
  HUB_OIDC_JWKS: 'https://sso.example.gov.cn/hub/jwks',
  HUB_OIDC_AUTHORIZE: 'https://sso.example.gov.cn/hub/authorize',
  HUB_OIDC_TOKEN: 'https://sso.example.gov.cn/hub/token',
  HUB_OIDC_CLIENT: 'supervision-hub',
  HUB_OIDC_AUDIENCE: 'hub-api',
}))
  process.env[name] = value;
const china = synthesize('snd-cn', 'cn-north-1');
const production = synthesize('production', 'eu-central-1');

const references = (value: unknown, id: string): boolean => JSON.stringify(value).includes(`"${id}"`);
/** Also from the room of whoever is told: there it is a parameter named after what it stands for, with a hash of its own behind it. */
const readsFrom = (mapping: Resource, { id, stack }: Resource): boolean => {
  const source = mapping.Properties['EventSourceArn'];
  return mapping.stack === stack ? references(source, id) : new RegExp(`${id.slice(0, -8)}[0-9A-F]{8}Arn"`).test(JSON.stringify(source));
};

describe('The system as it is deployed', () => {
  it('every stack stays far below the 500 resources that one may hold', () => {
    for (const { node } of local.stacks) expect(local.resources.filter(({ stack }) => stack === node.id).length).toBeLessThan(300);
  });

  it('every function has an alarm that says what people lose while it fails', () => {
    const alarms = local.of('AWS::CloudWatch::Alarm');
    for (const { id, stack } of local.of('AWS::Lambda::Function')) {
      const its = alarms.find(
        (alarm) => alarm.stack === stack && alarm.Properties['MetricName'] === 'Errors' && references(alarm.Properties['Dimensions'], id),
      );
      expect(its, id).toBeDefined();
      expect(String(its?.Properties['AlarmDescription']).length).toBeGreaterThan(30);
      expect(its?.Properties['AlarmActions']).toHaveLength(1);
    }
  });

  it('every queue of work has a queue set aside, an alarm on it, and six times its function to work in', () => {
    const queues = local.of('AWS::SQS::Queue');
    const setAside = queues.filter(({ Properties }) =>
      String(Properties['QueueName'])
        .replace(/\.fifo$/, '')
        .endsWith('-set-aside'),
    );
    const worked = queues.filter((queue) => !setAside.includes(queue));
    expect(worked.length).toBeGreaterThan(5);
    expect(setAside).toHaveLength(worked.length);
    for (const queue of worked) {
      const { id, Properties } = queue;
      expect(Properties['RedrivePolicy'], id).toBeDefined();
      const mapping = local.of('AWS::Lambda::EventSourceMapping').find((one) => readsFrom(one, queue));
      expect(mapping?.Properties['FunctionResponseTypes']).toEqual(['ReportBatchItemFailures']);
      const worker = local
        .of('AWS::Lambda::Function')
        .find((one) => one.stack === mapping?.stack && references(mapping.Properties['FunctionName'], one.id));
      expect(Number(Properties['VisibilityTimeout'])).toBeGreaterThanOrEqual(6 * Number(worker?.Properties['Timeout']));
    }
    for (const { id, stack } of setAside)
      expect(
        local.of('AWS::CloudWatch::Alarm').some((alarm) => alarm.stack === stack && references(alarm.Properties['Dimensions'], id)),
      ).toBe(true);
  });

  it('where order matters, the queue and its queue set aside keep it, and the messages bring their own ids', () => {
    const ordered = local.of('AWS::SQS::Queue').filter(({ Properties }) => Properties['FifoQueue'] === true);
    expect(ordered.map(({ Properties }) => Properties['QueueName'])).toEqual([
      'hub-local-ingestion-tell-subjects-set-aside.fifo',
      'hub-local-ingestion-tell-subjects.fifo',
      'hub-local-ingestion-tell-data-requests-set-aside.fifo',
      'hub-local-ingestion-tell-data-requests.fifo',
    ]);
    for (const { Properties } of ordered) expect(Properties['ContentBasedDeduplication']).toBe(false);
  });

  it('another room’s objects are read by the register of subjects and by who loads what can be shared, and only what is curated', () => {
    const readers = local
      .of('AWS::IAM::Policy')
      .map(({ stack, Properties }) => ({ stack, text: JSON.stringify(Properties) }))
      .filter(({ stack, text }) => stack !== 'ingestion' && text.includes('s3:') && text.includes('curatedbucket'));
    expect(readers.map(({ stack }) => stack)).toEqual(['subjects', 'data-requests']);
    for (const { text } of readers) {
      expect(text).toMatch(/curatedbucket\w*Arn"\},"\/curated\/\*"/);
      expect(text).not.toContain('s3:PutObject');
    }
  });

  it('a function writes only those objects that are its own to write', () => {
    const Statement = z.object({ Action: z.union([z.string(), z.array(z.string())]), Resource: z.unknown() });
    const written = local.of('AWS::IAM::Policy').flatMap(({ Properties }) => {
      const { Statement: statements } = z.object({ Statement: z.array(Statement) }).parse(Properties['PolicyDocument']);
      const roles = JSON.stringify(Properties['Roles']);
      return statements.flatMap(({ Action, Resource: touched }) =>
        [Action].flat().includes('s3:PutObject')
          ? [touched].flat().map((one) => {
              const text = JSON.stringify(one);
              return `${/"Ref":"(\w+?)role/.exec(roles)?.[1] ?? roles}: ${/(\w+?)bucket/.exec(text)?.[1] ?? text} ${/"(\/[^"]*)"/.exec(text)?.[1] ?? text}`;
            })
          : [],
      );
    });
    expect(written.sort()).toEqual([
      'advanceupload: curated /curated/*',
      'advanceupload: curated /refused/*',
      'http: curated /templates/*',
      'http: raw /raw/*',
      'readchunk: work /work/*',
      'settlesection: curated /curated/*',
      'settlesection: work /work/*',
      'splitupload: curated /pieces/*',
      'writeexport: exports /exports/*',
    ]);
  });

  it('a complainant is opened by the function that shows it with a reason, and by no other; the rest open the secrets they call with', () => {
    const Statements = z.array(z.object({ Action: z.unknown(), Condition: z.unknown().optional() }));
    const opened = production.of('AWS::IAM::Policy').flatMap(({ Properties }) => {
      const role = /"Ref":"(\w+?)role/.exec(JSON.stringify(Properties['Roles']))?.[1] ?? '';
      const { Statement } = z.object({ Statement: Statements }).parse(Properties['PolicyDocument']);
      return Statement.filter(({ Action }) => Action === 'kms:Decrypt').map(
        ({ Condition }) => `${role}: ${/"(\w+#\*)"/.exec(JSON.stringify(Condition ?? {}))?.[1] ?? 'everything'}`,
      );
    });
    expect(opened.sort()).toEqual([
      'http: complainant#*',
      'reconcile: destination#*',
      'sendmessages: destination#*',
      'takenotices: destination#*',
    ]);
    expect(
      local.text
        .match(/kms:\w+/g)
        ?.every((action) => /^kms:(Decrypt|Encrypt|GenerateMac|EncryptionContext|Sign|GetPublicKey)$/.test(action)),
    ).toBe(true);
  });

  it('clocks, destinations and documents are looked at every minute', () => {
    const schedules = local.of('AWS::Scheduler::Schedule').filter(({ stack }) => stack === 'complaints');
    const everyMinute = schedules.filter(({ Properties }) => Properties['ScheduleExpression'] === 'rate(1 minute)');
    expect(everyMinute.map(({ id }) => /^[a-z]+/.exec(id)?.[0]).sort()).toEqual([
      'watchclocksschedule',
      'watchdestinationsschedule',
      'watchdocumentsschedule',
    ]);
  });

  it('no role may do everything, and none may touch everything', () => {
    const statements = local
      .of('AWS::IAM::Policy')
      .flatMap(
        ({ Properties }) =>
          z.object({ Statement: z.array(z.record(z.string(), z.unknown())) }).parse(Properties['PolicyDocument']).Statement,
      );
    expect(statements.length).toBeGreaterThan(20);
    for (const { Action, Resource: touched } of statements) {
      expect(JSON.stringify(Action)).not.toContain('*');
      expect([touched].flat()).not.toContain('*');
    }
    expect(local.of('AWS::IAM::Role').every(({ Properties }) => Properties['ManagedPolicyArns'] === undefined)).toBe(true);
  });

  it("the audit's trail can be added to and nothing else: its writer has PutItem alone", () => {
    const policies = local.of('AWS::IAM::Policy').filter(({ stack }) => stack === 'audit');
    const actions = policies.flatMap(({ Properties }) => JSON.stringify(Properties).match(/dynamodb:\w+/g) ?? []);
    expect(new Set(actions)).toEqual(new Set(['dynamodb:PutItem', 'dynamodb:GetItem', 'dynamodb:Query']));
  });

  it('whoever stores entries of the catalogue may remove from the table too: an entry without a clock has no time at which to look at it', () => {
    for (const name of ['load-rows', 'http']) {
      const its = local
        .of('AWS::IAM::Policy')
        .filter(
          ({ stack, Properties }) => stack === 'data-requests' && JSON.stringify(Properties).includes(`"Ref":"${name.replace('-', '')}`),
        );
      expect(its.length, name).toBeGreaterThan(0);
      expect(JSON.stringify(its), name).toContain('dynamodb:DeleteItem');
    }
  });

  it('a table is granted to functions of its own room only', () => {
    for (const { stack, Properties } of local.of('AWS::IAM::Policy'))
      if (JSON.stringify(Properties).includes('dynamodb:'))
        expect(JSON.stringify(Properties), `a policy of ${stack} reaches over`).not.toMatch(/referenceto\w*table/i);
  });

  it('what holds data is encrypted, recoverable, and outlives the stack in production', () => {
    for (const { Properties, DeletionPolicy } of production.of('AWS::DynamoDB::Table')) {
      expect(Properties['PointInTimeRecoverySpecification']).toMatchObject({ PointInTimeRecoveryEnabled: true });
      expect(Properties['SSESpecification']).toMatchObject({ SSEEnabled: true });
      expect(Properties['DeletionProtectionEnabled']).toBe(true);
      expect(DeletionPolicy).toBe('Retain');
    }
    for (const { Properties } of production.of('AWS::S3::Bucket')) {
      expect(Properties['BucketEncryption']).toBeDefined();
      expect(Properties['PublicAccessBlockConfiguration']).toMatchObject({ BlockPublicAcls: true, RestrictPublicBuckets: true });
    }
    expect(production.of('AWS::S3::Bucket').filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain')).toHaveLength(2);
  });

  it('every route but three public and two signed ones asks the authorizer, and no route is a catch-all', () => {
    const routes = local.of('AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties);
    expect(routes.filter(({ AuthorizationType }) => AuthorizationType !== 'CUSTOM').map(({ RouteKey }) => RouteKey)).toEqual([
      'POST /v1/upper/{source}/secret',
      'POST /v1/upper/{source}/notices',
      'GET /v1/export-signing-key',
      'GET /v1/client-configuration',
      'GET /v1/openapi.json',
    ]);
    expect(routes.every(({ RouteKey }) => !/\$default|\{proxy\+\}|ANY /.test(String(RouteKey)))).toBe(true);
  });
});

describe('In cn-north-1', () => {
  it('it synthesizes with an issuer of its own, without Cognito', () => {
    expect(china.resources.filter(({ Type }) => Type.startsWith('AWS::Cognito'))).toEqual([]);
    const authorizer = china
      .of('AWS::Lambda::Function')
      .find(({ Properties }) => Properties['FunctionName'] === 'hub-snd-cn-identity-authorizer');
    expect(authorizer?.Properties['Environment']).toMatchObject({
      Variables: { ISSUER: 'https://sso.example.gov.cn/hub', JWKS_URI: 'https://sso.example.gov.cn/hub/jwks' },
    });
  });

  it.each([
    ['cn-north-1', china],
    ['us-east-1', local],
    ['eu-central-1', production],
  ])('nothing in %s names a partition, an endpoint or an account of another', (region, { text }) => {
    expect(text).not.toMatch(/arn:aws[:-]/);
    const foreign = ['us-east-1', 'cn-north-1', 'eu-central-1'].filter((other) => other !== region);
    for (const other of foreign) expect(text).not.toContain(other);
    if (region === 'cn-north-1') expect(text).not.toMatch(/amazonaws\.com(?!\.cn)(?!")/);
  });
});

it('the source names no partition, region or account either, but for the stage that is meant', () => {
  for (const file of globSync(['infra/*.ts', 'infra/constructs/*.ts', 'functions/**/*.ts', 'shared/**/*.ts'])) {
    const code = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    expect(code, file).not.toMatch(/arn:aws|us-east-1|(?<!\d)\d{12}(?!\d)/);
  }
});
