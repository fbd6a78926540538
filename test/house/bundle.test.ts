import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Bundle, bundleFunctions, functionEntries } from '../../infra/bundle.ts';
import { overBudget } from '../../infra/bundle-budget.ts';

mkdirSync('.local', { recursive: true });
const outdir = mkdtempSync(path.resolve('.local/bundle-test-'));
afterAll(() => {
  rmSync(outdir, { recursive: true });
});

const fingerprint = (): Record<string, string> =>
  Object.fromEntries(
    globSync('**/index.mjs*', { cwd: outdir })
      .sort()
      .map((file) => [
        file,
        createHash('sha256')
          .update(readFileSync(path.join(outdir, file)))
          .digest('hex'),
      ]),
  );

describe('The functions’ bundles', () => {
  it('are a folder for each function, alone loadable, and the same bytes from the same source', async () => {
    const bundles = await bundleFunctions({ outdir });
    expect(bundles.map(({ name }) => name).sort()).toEqual(
      functionEntries()
        .map(({ name }) => name)
        .sort(),
    );
    for (const { name } of bundles) {
      expect(existsSync(path.join(outdir, name, 'index.mjs.map'))).toBe(true);
      const imported = readFileSync(path.join(outdir, name, 'index.mjs'), 'utf8').matchAll(/\bfrom"([^"]+)";/g);
      expect([...imported].map(([, from = '']) => from).filter((from) => !isBuiltin(from))).toEqual([]);
    }
    const first = fingerprint();
    await bundleFunctions({ outdir });
    expect(fingerprint()).toEqual(first);
  }, 120_000);

  it('that weigh too much are named with what weighs most', () => {
    const weighed: Bundle[] = [
      { name: 'a/small', bytes: 900 * 1024, inputs: [] },
      {
        name: 'a/big',
        bytes: 900 * 1024 + 1,
        inputs: [
          { file: 'functions/a/big.ts', bytes: 1024 },
          { file: 'node_modules/@aws-sdk/core/x.js', bytes: 2048 },
          { file: 'node_modules/@aws-sdk/core/y.js', bytes: 2048 },
        ],
      },
    ];
    expect(overBudget(weighed, { everyFunction: 900, exceptions: {} })).toEqual([
      'a/big: 901 KiB, allowed are 900 KiB. Heaviest: @aws-sdk/core 4, functions/a/ 1',
    ]);
    expect(overBudget(weighed, { everyFunction: 900, exceptions: { 'a/big': { kib: 901, because: 'a test' } } })).toEqual([]);
  });
});
