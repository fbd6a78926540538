import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import type { LocalCloud } from './cloud.ts';
import { inTurn } from './in-turn.ts';

const root = path.resolve(import.meta.dirname, '../..');
export type Outputs = Record<string, string>;

/** Everything that the template and the bundles are made of; the commands themselves are not. */
const inputsHash = (stage: string, endpoint: string): string => {
  const hash = createHash('sha256').update(`${stage} ${endpoint}`);
  const files = globSync(['infra/**/*.ts', 'functions/**/*', 'shared/**/*', 'docs/openapi.json', 'package-lock.json', 'cdk.json'], {
    cwd: root,
    withFileTypes: true,
    exclude: ['infra/local/**'],
  });
  for (const file of files
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort())
    hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
};

const cdk = (args: string[], cloud: LocalCloud, signal: AbortSignal | undefined, cwd = root): Promise<void> =>
  new Promise((resolve, reject) => {
    const log = path.join(cloud.folder, 'deploy.log');
    const out = createWriteStream(log, { flags: 'a' });
    const child = spawn(
      path.join(root, 'node_modules/node/bin/node'),
      [path.join(root, 'node_modules/aws-cdk/bin/cdk'), ...args, '--no-notices'],
      {
        cwd,
        ...(signal && { signal }),
        env: {
          ...cloud.env,
          CI: 'true',
          CDK_DISABLE_CLI_TELEMETRY: 'true',
          CDK_DISABLE_VERSION_CHECK: '1',
          JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION: '1',
        },
      },
    );
    let tail = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data: Buffer) => {
        out.write(data);
        tail = (tail + data.toString()).slice(-4000);
      });
    child.once('error', reject);
    child.once('exit', (code) => {
      out.end();
      if (code === 0) resolve();
      else reject(new Error(`cdk ${args[0] ?? ''} 失败，完整输出见 ${path.relative(root, log)}（若反复失败：npm run reset）\n${tail}`));
    });
  });

const Deployed = z.object({ inputs: z.string() });

export interface Deployment {
  outputs: Outputs;
  changed: boolean;
}

/** Deploys the same app as to AWS, by the CDK's own command. Nothing is done where nothing has changed. */
export const deployTo = (cloud: LocalCloud, stage: string, say: (line: string) => void, signal?: AbortSignal): Promise<Deployment> =>
  inTurn(path.join(cloud.folder, 'deploying'), () => deploy(cloud, stage, say, signal));

const deploy = async (
  cloud: LocalCloud,
  stage: string,
  say: (line: string) => void,
  signal: AbortSignal | undefined,
): Promise<Deployment> => {
  const at = (file: string) => path.join(cloud.folder, file);
  const inputs = inputsHash(stage, cloud.endpoint);
  const last = !cloud.fresh && existsSync(at('deployed')) ? Deployed.parse(JSON.parse(readFileSync(at('deployed'), 'utf8'))) : undefined;
  if (last?.inputs === inputs && existsSync(at('outputs.json'))) return { outputs: readOutputs(at('outputs.json')), changed: false };

  const begun = performance.now();
  rmSync(at('deploy.log'), { force: true });
  if (!last) {
    say('准备本机云账号 [cdk bootstrap] …');
    // From a folder without cdk.json: the account is prepared without building the app for it.
    await cdk(['bootstrap', `aws://000000000000/${cloud.env['AWS_REGION'] ?? ''}`], cloud, signal, cloud.folder);
  }
  say('部署系统 [cdk deploy] …');
  await cdk(
    [
      'deploy',
      '--all',
      '--require-approval',
      'never',
      '--progress',
      'events',
      '--output',
      at('cdk.out'),
      '--outputs-file',
      at('outputs.json'),
      '-c',
      `stage=${stage}`,
      '-c',
      `endpoint=${cloud.endpoint}`,
      '-c',
      `bundles=${at('bundles')}`,
    ],
    cloud,
    signal,
  );
  writeFileSync(at('deployed'), JSON.stringify({ inputs }));
  say(`部署完成 [deployed] ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  return { outputs: readOutputs(at('outputs.json')), changed: true };
};

const readOutputs = (file: string): Outputs => {
  const stacks = z.record(z.string(), z.record(z.string(), z.string())).parse(JSON.parse(readFileSync(file, 'utf8')));
  return Object.fromEntries(Object.values(stacks).flatMap((outputs) => Object.entries(outputs)));
};

/** A deployment goes on in the cloud after the command that asked for it was ended. To save it half-way would leave a stack that can never be updated again. */
export const deploymentSettled = async (cloud: LocalCloud): Promise<void> => {
  const formation = new CloudFormationClient({
    endpoint: cloud.endpoint,
    region: cloud.env['AWS_REGION'] ?? '',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const end = Date.now() + 60_000;
  while (Date.now() < end) {
    const { Stacks = [] } = await formation.send(new DescribeStacksCommand({})).catch(() => ({ Stacks: [] }));
    if (!Stacks.some(({ StackStatus }) => StackStatus?.endsWith('_IN_PROGRESS') === true && StackStatus !== 'REVIEW_IN_PROGRESS')) return;
    await pause(300);
  }
};
