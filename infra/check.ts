import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundle, functionEntries } from './bundle.ts';
import { overBudget } from './bundle-budget.ts';

/** `npm run check`: every promise about the code that needs no run of it. `--fix` mends what a program can mend. */

interface Result {
  ok: boolean;
  output: string;
}
interface Check {
  name: string;
  run: () => Promise<Result>;
}

const root = path.resolve(import.meta.dirname, '..');
const { fix } = parseArgs({ options: { fix: { type: 'boolean', default: false } } }).values;

const program = (file: string, ...args: string[]): Promise<Result> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file, ...args], {
      cwd: root,
      env: { ...process.env, FORCE_COLOR: '0' },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ ok: code === 0, output });
    });
  });
const tool = (name: string, ...args: string[]): Promise<Result> => program(`node_modules/.bin/${name}`, ...args);

const budget = async (): Promise<Result> => {
  const faults = overBudget(await bundle({ entries: functionEntries(), outdir: path.join(root, '.local/bundles'), write: false }));
  return { ok: faults.length === 0, output: faults.join('\n') };
};

const rooms = ['functions', 'shared', 'infra', 'cli', 'web', 'test'].filter((room) => existsSync(path.join(root, room)));

/** They write when they mend, so then they run one after the other, before all others. */
const menders: Check[] = [
  { name: 'eslint', run: () => tool('eslint', '.', '--max-warnings=0', ...(fix ? ['--fix'] : [])) },
  { name: 'prettier', run: () => tool('prettier', '.', '--log-level=warn', fix ? '--write' : '--check') },
  { name: 'docs', run: () => program('infra/docs.ts', ...(fix ? [] : ['--check'])) },
];
const others: Check[] = [
  { name: 'types', run: () => tool('tsc', '--noEmit', '--pretty', 'false') },
  { name: 'imports', run: () => tool('depcruise', '--config', '.dependency-cruiser.mjs', ...rooms) },
  { name: 'unused', run: () => tool('knip') },
  { name: 'bundles', run: budget },
];

/** In turn by so many at once; answers with the names of those that failed. */
const perform = async (checks: readonly Check[], atOnce: number): Promise<string[]> => {
  const waiting = [...checks];
  const failed: string[] = [];
  const work = async (): Promise<void> => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const begun = performance.now();
      const { ok, output } = await check.run().catch((error: unknown) => ({ ok: false, output: String(error) }));
      console.log(`${ok ? '✓' : '✗'} ${check.name.padEnd(9)}${((performance.now() - begun) / 1000).toFixed(1).padStart(5)} s`);
      if (ok) continue;
      console.log(output.trim().replaceAll(/^/gm, '    '));
      failed.push(check.name);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return failed;
};

const [eslint, ...quickMenders] = menders;
const failed = fix
  ? [...(await perform(menders, 1)), ...(await perform(others, 2))]
  : await perform([...(eslint ? [eslint] : []), ...others, ...quickMenders], 2);
if (failed.length) {
  console.log(`check failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
