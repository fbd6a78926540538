import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';

/** `npm run deploy -- --stage NAME [--hand-in FILE] [--routing FILE] [--administrators FILE]`: to AWS, with the credentials of whoever calls. The only command that uses them. */
const root = path.resolve(import.meta.dirname, '..');
const { values } = parseArgs({
  options: { stage: { type: 'string' }, administrators: { type: 'string' }, 'hand-in': { type: 'string' }, routing: { type: 'string' } },
});
const { stage, administrators, 'hand-in': handIn, routing } = values;

const fail = (message: string): never => {
  console.error(`✗ ${message}`);
  process.exit(1);
};
if (stage === undefined) fail('请指定环境：npm run deploy -- --stage NAME [which stage?]');
if (stage === 'local' || stage === 'test') fail('这是本机环境，请用 npm start [that one lives on this machine]');

const folder = path.join(root, '.local', 'aws', stage ?? '');
const outputsFile = path.join(folder, 'outputs.json');
const deployed = spawnSync(
  process.execPath,
  [
    path.join(root, 'node_modules/aws-cdk/bin/cdk'),
    'deploy',
    '--all',
    '--require-approval',
    'broadening',
    '--output',
    path.join(folder, 'cdk.out'),
    '--outputs-file',
    outputsFile,
    '-c',
    `stage=${stage ?? ''}`,
    '-c',
    `bundles=${path.join(folder, 'bundles')}`,
  ],
  { cwd: root, stdio: 'inherit' },
);
if (deployed.status !== 0) process.exit(deployed.status ?? 1);

const stacks = z.record(z.string(), z.record(z.string(), z.string())).parse(JSON.parse(readFileSync(outputsFile, 'utf8')));
const outputs = stacks[`SupervisionHub-${stage ?? ''}`] ?? {};
const lambda = new LambdaClient();
const invoke = async (name: string, payload: unknown): Promise<string> => {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: outputs[name] ?? fail(`no output ${name}`), Payload: JSON.stringify(payload) }),
  );
  const answer = Buffer.from(Payload ?? []).toString();
  return FunctionError ? fail(`${name}: ${answer}`) : answer;
};

// None of them changes anything when done again.
const seeded = await invoke('SeedContracts', handIn === undefined ? {} : { handIn: JSON.parse(readFileSync(handIn, 'utf8')) as unknown });
const { waiting } = z.object({ waiting: z.array(z.string()) }).parse(JSON.parse(seeded));
if (waiting.length > 0)
  console.log(
    `${waiting.join('、')} 尚未启用：请用 --hand-in 指定可报送的部门 [not yet in use: say by --hand-in which departments may hand in]`,
  );
await invoke('SeedDataRequestRules', {});
await invoke('SeedComplaintRules', routing === undefined ? {} : { routingTable: JSON.parse(readFileSync(routing, 'utf8')) as unknown });
if (administrators !== undefined) await invoke('SeedAdministrators', JSON.parse(readFileSync(administrators, 'utf8')));
else console.log('没有指定 --administrators：新环境需要前两名管理员才能登录 [a new deployment needs its first two administrators]');
console.log(`接口 [API] ${outputs['ApiUrl'] ?? ''}`);
