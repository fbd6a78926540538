import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';

// The rules looked at here need no types, and the files looked at don't exist.
const eslint = new ESLint({ overrideConfig: [{ files: ['**/*.ts'], ...tseslint.configs.disableTypeChecked }] });

const complaints = async (file: string, code: string): Promise<string[]> => {
  const [result] = await eslint.lintText(`${code}\n`, { filePath: file });
  return result?.messages.map(({ ruleId, message }) => `${ruleId ?? 'parser'}: ${message}`) ?? [];
};
const decision = 'functions/complaints/accept.ts';

describe('A file without suffix', () => {
  it.each([
    ['asks the clock', 'export const at = (): number => Date.now();'],
    ['makes its own now', 'export const at = (): Date => new Date();'],
    ['throws dice', 'export const dice = (): number => Math.random();'],
    ['reads the environment', "export const table = process.env['TABLE'];"],
    ['calls out', "export const answer = fetch('https://example.org');"],
    ['waits', 'export const wait = (then: () => void): unknown => setTimeout(then, 1);'],
    ['makes an id', "import { randomUUID } from 'node:crypto';\nexport const id = randomUUID();"],
    ['takes all of the crypto module', "import * as crypto from 'node:crypto';\nexport const id = crypto;"],
  ])('is stopped when it %s', async (_what, code) => {
    expect(await complaints(decision, code)).toEqual([expect.stringContaining('A file without suffix is pure')]);
    expect(await complaints('shared/text/word.ts', code)).toHaveLength(1);
  });

  it('may hash, and count with a date that it was given', async () => {
    const code =
      "import { createHash } from 'node:crypto';\nexport const it = (now: Date): unknown => [createHash('sha256'), new Date(now.getTime() + 1)];";
    expect(await complaints(decision, code)).toEqual([]);
  });

  it.each(['functions/complaints/complaints.store.ts', 'functions/complaints/accept.lambda.ts', 'shared/runtime/http-function.ts'])(
    'is another thing than %s, which touches the world',
    async (file) => {
      expect(await complaints(file, 'export const at = (): Date => new Date();')).toEqual([]);
    },
  );
});

describe('Every file', () => {
  it.each([
    ['imports z by name', "import { z } from 'zod';\nexport const it = z;", "Write import * as z from 'zod'."],
    ['is a barrel', "export * from './other.ts';", 'No barrels'],
    ['exports a default', 'export default 1;', 'Named exports only'],
  ])('is stopped when it %s', async (_what, code, words) => {
    for (const file of [decision, 'functions/complaints/complaints.store.ts', 'infra/complaints.ts']) {
      expect(await complaints(file, code)).toEqual([expect.stringContaining(words)]);
    }
  });
});
