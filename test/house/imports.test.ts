import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cruise } from 'dependency-cruiser';
import extractConfiguration from 'dependency-cruiser/config-utl/extract-depcruise-config';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';

const { forbidden = [], options = {} } = await extractConfiguration(path.resolve('.dependency-cruiser.mjs'));

const CruiseOutput = z.object({
  summary: z.object({ violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })) }),
});

/** A house in small, with one legal and one forbidden way through each door. */
const house = {
  'package.json': JSON.stringify({
    type: 'module',
    dependencies: { zod: '1', '@aws-sdk/client-s3': '1', ulid: '1' },
    devDependencies: { esbuild: '1' },
  }),
  'node_modules/zod/index.js': 'export const z = 1;',
  'node_modules/ulid/index.js': 'export const ulid = 1;',
  'node_modules/esbuild/index.js': 'export const build = 1;',
  'node_modules/@aws-sdk/client-s3/index.js': 'export class S3Client {}',

  'shared/text/plain.ts': 'export const plain = 1;',
  'shared/runtime/environment.ts': 'export const readEnvironment = () => process.env;',
  'shared/runtime/queue.queue.ts':
    "import { S3Client } from '@aws-sdk/client-s3'; export const openQueue = () => new S3Client(); export interface Queue {}",
  'shared/runtime/queue-worker.ts': "import { openQueue } from './queue.queue.ts'; export const queueWorker = openQueue;",
  'functions/a/a.store.ts': "import { S3Client } from '@aws-sdk/client-s3'; export const store = new S3Client(); export interface Store {}",
  'functions/a/messages.ts': "import * as z from 'zod'; export const message = z;",
  'functions/a/routes.ts': 'export const routes = 1;',
  'functions/b/b.ts': 'export const b = 1;',
  'cli/hub.client.ts': "import { plain } from '../shared/text/plain.ts'; export const hub = plain;",
  'infra/bundle.ts': "import { build } from 'esbuild'; export const bundle = build;",
  'test/tested.ts': "import { handler } from '../functions/a/work.lambda.ts'; export const tested = handler;",
  'functions/a/work.lambda.ts':
    "import { store } from './a.store.ts'; import { work } from './work.ts'; export const handler = work(store);",
  'functions/a/work.ts':
    "import { createHash } from 'node:crypto'; import type { S3Client } from '@aws-sdk/client-s3'; import type { Store } from './a.store.ts'; import type { Queue } from '../../shared/runtime/queue.queue.ts'; import { queueWorker } from '../../shared/runtime/queue-worker.ts'; import { plain } from '../../shared/text/plain.ts'; import { message } from './messages.ts'; export const work = (store: Store, client?: S3Client, queue?: Queue) => [store, client, queue, plain, message, createHash, queueWorker];",
} as const;

const folder = mkdtempSync(path.join(tmpdir(), 'house-'));

/** What the house's own rules say about these files, as `rule: from → to`. */
const verdict = async (files: Record<string, string>): Promise<string[]> => {
  const baseDir = mkdtempSync(path.join(folder, 'house-'));
  for (const [file, content] of Object.entries({ ...house, ...files })) {
    mkdirSync(path.dirname(path.join(baseDir, file)), { recursive: true });
    writeFileSync(path.join(baseDir, file), content);
  }
  const { output } = await cruise(['functions', 'shared', 'infra', 'cli', 'test'], {
    ...options,
    baseDir,
    validate: true,
    ruleSet: { forbidden },
  });
  return CruiseOutput.parse(output).summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
};

/** A file that is used, so that it isn't an orphan. */
const importing = (...from: string[]): string =>
  `${from.map((it, index) => `import * as m${index} from '${it}';`).join('\n')}\nexport const all = [${from.map((_, index) => `m${index}`).join(', ')}];`;

const doors: [rule: string, why: string, files: Record<string, string>][] = [
  ['pure-computes-with-node', 'a decision reads a file', { 'functions/a/decide.ts': importing('node:fs') }],
  ['pure-computes-with-node', 'a shared word calls out', { 'shared/text/ask.ts': importing('node:https') }],
  ['pure-computes-with-packages', 'a decision knows the SDK', { 'functions/a/decide.ts': importing('@aws-sdk/client-s3') }],
  ['pure-computes-with-packages', 'a shared word makes ids', { 'shared/text/id.ts': importing('ulid') }],
  ['pure-takes-collaborators', 'a handler opens its own store', { 'functions/a/decide.ts': importing('./a.store.ts') }],
  [
    'pure-takes-collaborators',
    'a handler opens its own queue',
    { 'functions/a/decide.ts': importing('../../shared/runtime/queue.queue.ts') },
  ],
  [
    'pure-takes-collaborators',
    'a handler reads the environment',
    { 'functions/a/decide.ts': importing('../../shared/runtime/environment.ts') },
  ],
  ['rooms-stay-closed', "a capability uses another's decision", { 'functions/a/decide.ts': importing('../b/b.ts') }],
  [
    'rooms-stay-closed',
    "even only another's types",
    { 'functions/a/decide.ts': "import type { b } from '../b/b.ts'; export type B = typeof b;" },
  ],
  ['functions-know-no-cloud', 'a function knows the infrastructure', { 'functions/a/a.store.ts': importing('../../infra/bundle.ts') }],
  ['shared-serves-all', 'a shared word knows a capability', { 'shared/text/knows.ts': importing('../../functions/b/b.ts') }],
  ['clients-know-the-api-only', 'the client knows a capability', { 'cli/hub.ts': importing('../functions/a/messages.ts') }],
  ['infra-knows-routes-only', 'the cloud knows a decision', { 'infra/a.ts': importing('../functions/b/b.ts') }],
  ['infra-runs-no-clients', 'the cloud knows the client', { 'infra/a.ts': importing('../cli/hub.client.ts') }],
  ['product-knows-no-tests', 'the cloud knows a test', { 'infra/a.ts': importing('../test/tested.ts') }],
  ['entries-are-imported-by-nobody', 'a handler is taken from an entry', { 'functions/a/other.store.ts': importing('./work.lambda.ts') }],
  ['no-circle', 'two files know each other', { 'shared/text/one.ts': importing('./two.ts'), 'shared/text/two.ts': importing('./one.ts') }],
  ['no-orphan', 'a file that nobody uses', { 'shared/text/lonely.ts': 'export const lonely = 1;' }],
  ['product-needs-no-dev-dependency', 'a store needs a tool', { 'functions/a/other.store.ts': importing('esbuild') }],
  ['everything-resolves', 'an import leads nowhere', { 'infra/a.ts': importing('./nowhere.ts') }],
];

const legal = {
  'functions/b/listens.ts': importing('../a/messages.ts'),
  'infra/a.ts': importing('../functions/a/routes.ts', './bundle.ts', 'node:fs'),
  'infra/local/start.ts': importing('../../cli/hub.client.ts', '../a.ts'),
  'functions/b/other.store.ts': importing('node:timers/promises', 'ulid', './b.ts', '../../shared/runtime/environment.ts'),
};

describe('The rooms of the house', () => {
  beforeAll(async () => {
    await verdict({});
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('let everybody pass who keeps to the doors', async () => {
    expect(await verdict(legal)).toEqual([]);
  });

  it.each(doors)('%s: %s', async (rule, _why, files) => {
    const [file] = Object.keys(files);
    const violations = await verdict(files);
    expect(violations).toContainEqual(expect.stringContaining(`${rule}: ${file}`));
  });

  it('have no rule without its example', () => {
    expect(new Set(doors.map(([rule]) => rule))).toEqual(new Set(forbidden.map(({ name }) => name)));
  });
});
