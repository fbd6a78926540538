import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { checkAct } from '../../cli/act-words.ts';
import { readCommandLine } from '../../cli/command-line.ts';
import { actBody } from '../../cli/complaint-words.ts';
import { ActBody } from '../../functions/complaints/moves.ts';

const commands = globSync('{README.md,docs/*.md}').flatMap((page) => {
  const lines = readFileSync(page, 'utf8').match(/^npm run hub -- (?!COMMAND).*/gm) ?? [];
  return lines.map((line) => [page, line.replace(/\s+#.*$/, '').replace('npm run hub -- ', '')] as const);
});

it.each(commands)('%s: %s is understood', (_page, command) => {
  const line = readCommandLine(command.split(' '));
  if (line === 'help' || line.command !== 'act') return;
  const [, move = ''] = line.words;
  checkAct(move, line.values);
  expect(ActBody.safeParse(actBody(move, line.values)).error?.message).toBeUndefined();
});
