import { Console } from 'node:console';
import { globSync } from 'node:fs';
import path from 'node:path';
import type { Bench, Figure } from './figure.ts';
import { isMet } from './figure.ts';

/** `npm run bench -- NAME [--json] […]`: test/bench/NAME.bench.ts. With --json, stdout holds one object and nothing else. */
const json = process.argv.includes('--json');
const [name, ...args] = process.argv.slice(2).filter((argument) => argument !== '--json');
const names = globSync('*.bench.ts', { cwd: import.meta.dirname })
  .map((file) => path.basename(file, '.bench.ts'))
  .sort();

const table = (figures: readonly Figure[]): string => {
  const marks = { true: '✓', false: '✗', undefined: '' };
  const rows = figures.map((figure) => [figure.name, String(figure.value), figure.unit, figure.goal ?? '', marks[`${isMet(figure)}`]]);
  const all = [['figure', 'value', 'unit', 'goal', ''], ...rows];
  const width = (column: number) => Math.max(...all.map((row) => row[column]?.length ?? 0));
  return all
    .map((row) =>
      row
        .map((cell, column) => (column === 1 ? cell.padStart(width(column)) : cell.padEnd(width(column))))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

if (name === undefined || !names.includes(name)) {
  console.error(name === undefined ? 'npm run bench -- NAME [--json]' : `There is no bench ${name}.`);
  console.error(`Benches: ${names.join(', ')}`);
  process.exit(name === undefined ? 0 : 1);
}

// A bench may say what it likes.
if (json) globalThis.console = new Console(process.stderr);
const { bench } = (await import(`./${name}.bench.ts`)) as { bench: Bench };
const figures = await bench({ say: (line) => process.stderr.write(`▸ ${line}\n`), args });
process.stdout.write(json ? `${JSON.stringify({ bench: name, figures })}\n` : `${table(figures)}\n`);
process.exit(0);
