import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundle, functionEntries } from '../../infra/bundle.ts';
import { type Bench, median } from './figure.ts';

const root = path.resolve(import.meta.dirname, '../..');
const outdir = path.join(root, '.local/bench/cold');
const baseline = 'baseline/aws-clients';

/** As the template has it for every function (infra/constructs/house-function.ts). */
const everyFunctions = {
  AWS_REGION: 'us-east-1',
  AWS_LAMBDA_FUNCTION_NAME: 'cold',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  NODE_OPTIONS: '--enable-source-maps',
  POWERTOOLS_SERVICE_NAME: 'bench/cold',
  POWERTOOLS_METRICS_NAMESPACE: 'SupervisionHub',
};

const timeTheImport = `
  const begun = performance.now();
  await import(process.argv[1]);
  process.stdout.write(String(performance.now() - begun));
  process.exit(0);`;

/** Milliseconds of one import in a process of its own, or what it complained about. */
const load = (name: string, settings: Record<string, string>): number | string => {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', timeTheImport, path.join(outdir, name, 'index.mjs')],
    {
      env: { PATH: process.env['PATH'], ...everyFunctions, ...settings },
      encoding: 'utf8',
    },
  );
  return status === 0 ? Number(stdout) : stderr;
};

/** A function says by itself which settings it misses, and which are no numbers. */
const settingsOf = (name: string): Record<string, string> => {
  const settings: Record<string, string> = {};
  for (;;) {
    const answer = load(name, settings);
    if (typeof answer === 'number') return settings;
    const missing = /^Error: Missing or wrong settings: (.*)/m.exec(answer)?.[1]?.split(', ') ?? [];
    if (missing.length === 0 || missing.some((setting) => settings[setting] === '60'))
      throw new Error(`${name} can't be loaded:\n${answer.slice(-2000)}`);
    for (const setting of missing) settings[setting] = setting in settings ? '60' : 'https://bench.invalid/x';
  }
};

/** What a cold start pays for our code: the import of each function beside that of the bare clients, in turn, so that a busy moment hits all alike. */
export const bench: Bench = async ({ say, args }) => {
  const { rounds } = parseArgs({ args, options: { rounds: { type: 'string', default: '11' } } }).values;
  const bundles = await bundle({ entries: [...functionEntries(), { file: 'test/bench/aws-clients.ts', name: baseline }], outdir });
  const candidates = bundles.map(({ name }) => ({ name, settings: settingsOf(name), times: [] as number[] }));
  for (let round = 1; round <= Number(rounds); round++) {
    say(`round ${round} of ${rounds}`);
    for (const { name, settings, times } of candidates) times.push(Number(load(name, settings)));
  }
  const medians = new Map(candidates.map(({ name, times }) => [name, median(times)]));
  const ours = [...medians].filter(([name]) => name !== baseline).sort(([, a], [, b]) => b - a);
  const slowest = Math.max(...ours.map(([, time]) => time)) / (medians.get(baseline) ?? NaN);
  return [
    { name: 'slowest-bundle-ratio', value: Number(slowest.toFixed(2)), unit: 'x', goal: '≤ 1.5' },
    ...[...ours, [baseline, medians.get(baseline) ?? NaN] as const].map(([name, time]) => ({
      name,
      value: Number(time.toFixed(1)),
      unit: 'ms',
    })),
    ...bundles.map(({ name, bytes }) => ({ name: `${name} size`, value: Math.ceil(bytes / 1024), unit: 'KiB' })),
  ];
};
