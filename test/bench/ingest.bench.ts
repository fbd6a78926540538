import { randomInt } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { Fingerprints } from '../../functions/ingestion/fingerprints.ts';
import { wordsOf } from '../../functions/ingestion/standardise.ts';
import { dictionaryOf } from '../../shared/codes/dictionaries.ts';
import { bundle } from '../../infra/bundle.ts';
import { type Bench, type Figure, median } from './figure.ts';
import { contract, type Found } from './ingest/checks.ts';
import { makeFile } from './ingest/make-file.ts';

const root = path.resolve(import.meta.dirname, '../..');
const folder = path.join(root, '.local/bench/ingest');
const bundled = path.join(root, '.local/bench/ingest-bundle');
const environment = path.join(root, '.local/bench-venv');
const requirements = path.join(import.meta.dirname, 'ingest/requirements.txt');
const sampleRows = 20_000;
const rounds = 3;

const Answer = z.object({
  /** Of the processor, all threads together: a clock on the wall would measure who else uses the machine. */
  seconds: z.number(),
  rows: z.int(),
  found: z.record(z.string(), z.int()),
  peakMib: z.number().optional(),
  keyBytes: z.number().optional(),
});
type Answer = z.infer<typeof Answer>;

/** Made once, and again when the list of packages changes. */
const python = (say: (line: string) => void): string => {
  const executable = path.join(environment, 'bin/python');
  const installed = path.join(environment, 'requirements.txt');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === readFileSync(requirements, 'utf8')) return executable;
  say('installing the Python contenders …');
  execFileSync('python3', ['-m', 'venv', '--clear', environment]);
  execFileSync(executable, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  copyFileSync(requirements, installed);
  return executable;
};

/** The contract in words that other tools understand. */
const specification = () =>
  contract.columns.map(({ name, type, required, maxLength, pattern, letters, compact, dictionary }) => ({
    name,
    type,
    required,
    maxLength: maxLength ?? null,
    pattern: pattern ?? null,
    upper: letters === 'upper',
    compact: compact ?? false,
    codes: dictionary === undefined ? null : Object.keys(dictionaryOf(dictionary).codes),
    words: dictionary === undefined ? {} : Object.fromEntries(wordsOf(dictionary)),
  }));

const onOneCore = (command: string, ...its: string[]): Answer =>
  Answer.parse(
    JSON.parse(
      execFileSync('taskset', ['-c', '1', command, ...its], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { PATH: process.env['PATH'], OMP_NUM_THREADS: '1', ARROW_DEFAULT_MEMORY_POOL: 'system' },
      }),
    ),
  );

/** The most that a key takes while a table grows from 1 to 3 million. */
const bytesPerKey = (): Figure[] => {
  const fingerprints = new Fingerprints(randomInt(2 ** 32));
  const at: number[] = [];
  let most = 0;
  for (let number = 1; number <= 3_000_000; number += 1) {
    fingerprints.add(`320505-001-${String(number).padStart(9, '0')}`);
    if (number >= 1_000_000 && number % 10_000 === 0) most = Math.max(most, fingerprints.bytes / number);
    if (number % 1_000_000 === 0) at.push(fingerprints.bytes / number);
  }
  return [
    { name: 'bytes-per-key', value: Number(most.toFixed(1)), unit: 'bytes', goal: '≤ 32' },
    ...at.map((value, index) => ({
      name: `bytes-per-key at ${String(index + 1)} million`,
      value: Number(value.toFixed(1)),
      unit: 'bytes',
    })),
  ];
};

/**
 * From the bytes of chunks to validated, standardised rows with duplicates found, beside tools that are known for it, on the same file with the same checks, on one core, each right after
 * ours; medians of three ratios. Each must find exactly what was put into the file, or nothing is reported. `--rows N` for a quick look.
 */
export const bench: Bench = async ({ say, args }) => {
  const rows = Number(parseArgs({ args, options: { rows: { type: 'string', default: '1000000' } } }).values.rows);
  const interpreter = python(say);
  mkdirSync(folder, { recursive: true });
  const [file = '', sample = '', spec = '', chunks = ''] = ['checks.csv', 'sample.csv', 'spec.json', 'chunks.json'].map((name) =>
    path.join(folder, name),
  );
  say(`making ${String(rows)} rows …`);
  const truth = makeFile(file, rows);
  const truthOfSample = makeFile(sample, sampleRows);
  writeFileSync(spec, JSON.stringify(specification()));
  await bundle({ entries: [{ file: 'test/bench/ingest/ours.ts', name: 'ours' }], outdir: bundled });

  const ours = (mode: string) => onOneCore(process.execPath, path.join(bundled, 'ours/index.mjs'), file, mode, chunks);
  const theirs = (name: string, its = file) =>
    onOneCore(interpreter, path.join(import.meta.dirname, 'ingest/contenders.py'), name, its, spec);
  const cut = ours('cut').seconds;
  const contenders = [
    { name: 'pandera', run: () => theirs('pandera'), expected: truth.cleaned, against: 'judged' },
    { name: 'duckdb', run: () => theirs('duckdb'), expected: truth.cleaned, against: 'judged' },
    { name: 'duckdb-checks', run: () => theirs('duckdb-checks'), expected: truth.asItIs, against: 'judged' },
    { name: 'frictionless', run: () => theirs('frictionless', sample), expected: truthOfSample.asItIs, against: 'judged' },
    { name: 'duckdb-kept', run: () => theirs('duckdb-kept'), expected: truth.cleaned, against: 'written' },
  ].map((contender) => ({ ...contender, ratios: [] as number[] }));

  const seconds = new Map<string, number[]>();
  const peaks = new Map<string, number>();
  /** One run; answers its seconds for a million rows. */
  const measured = (name: string, run: () => Answer, expected: Found, count: number): number => {
    const answer = run();
    const missed = Object.entries(expected).filter(([check, number]) => answer.found[check] !== number);
    if (answer.rows !== count || missed.length > 0)
      throw new Error(`${name} finds ${JSON.stringify(answer)}, but the file holds ${String(count)} rows and ${JSON.stringify(expected)}`);
    const { peakMib = NaN, keyBytes = 0 } = answer;
    peaks.set(name, Math.max(peaks.get(name) ?? 0, peakMib - keyBytes / 1_048_576));
    const time = (answer.seconds / count) * 1e6;
    seconds.set(name, [...(seconds.get(name) ?? []), time]);
    return time;
  };
  for (let round = 1; round <= rounds; round += 1)
    for (const { name, run, expected, against, ratios } of contenders) {
      // Ours right before theirs: what else the machine does changes from minute to minute.
      const own = measured(against, () => ours(against), truth.cleaned, rows);
      const other = measured(name, run, expected, name === 'frictionless' ? sampleRows : rows);
      ratios.push(other / own);
      say(`round ${String(round)}: ${name} ${other.toFixed(2)} s, ours (${against}) ${own.toFixed(2)} s`);
    }

  const times = (name: string): number => Number(median(contenders.find((one) => one.name === name)?.ratios ?? []).toFixed(2));
  const peak = (name: string): number => Math.ceil(peaks.get(name) ?? NaN);
  return [
    { name: 'vs-pandera', value: times('pandera'), unit: 'x', goal: '≥ 2' },
    { name: 'vs-frictionless', value: times('frictionless'), unit: 'x', goal: '≥ 15' },
    { name: 'vs-duckdb-checks', value: times('duckdb-checks'), unit: 'x', goal: '≥ 0.5' },
    { name: 'vs-duckdb', value: times('duckdb'), unit: 'x', goal: '≥ 1' },
    { name: 'peak-mib', value: peak('judged'), unit: 'MiB', goal: '≤ 200' },
    ...bytesPerKey(),
    { name: 'written vs duckdb-kept', value: times('duckdb-kept'), unit: 'x' },
    { name: 'written peak-mib', value: peak('written'), unit: 'MiB' },
    ...[...seconds].map(([name, its]) => ({ name: `${name}, a million rows`, value: Number(median(its).toFixed(2)), unit: 's' })),
    { name: 'cutting, a million rows', value: Number(((cut / rows) * 1e6).toFixed(2)), unit: 's' },
  ];
};
