import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';
import { closingLine, ClosingLineReporter } from './support/closing-line-reporter.ts';

/**
 * `npm test`: the checks, then every test; its last line says how it went, the failed checks counted as one.
 * `npm test -- PATTERN… [-t NAME]`: only the test files (and tests) of that name. The tests' cloud stays up between runs; `npm run stop` ends it.
 */
const { positionals: patterns, values } = parseArgs({
  allowPositionals: true,
  options: { testNamePattern: { type: 'string', short: 't' } },
});

const everything = patterns.length === 0 && values.testNamePattern === undefined;
const checked =
  !everything ||
  spawnSync(process.execPath, ['infra/check.ts'], { cwd: path.resolve(import.meta.dirname, '..'), stdio: 'inherit' }).status === 0;

const closing = new ClosingLineReporter();
const vitest = await startVitest(patterns, { run: true, reporters: ['default', closing], passWithNoTests: false, ...values });
await vitest.close();

const { counts } = closing;
if (!checked) counts.failed++;
// Nothing matched the pattern, or the tests' cloud could not be started.
if (process.exitCode && counts.failed === 0) counts.failed++;
console.log(closingLine(counts));
process.exit(counts.failed > 0 ? 1 : 0);
