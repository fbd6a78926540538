import { expect, it } from 'vitest';
import { readdirSync, readFileSync } from 'node:fs';
import { Contract } from '../../functions/ingestion/contract.ts';
import { RuleSet } from '../../functions/ingestion/rule-set.ts';
import { seeds } from '../../functions/ingestion/seeds.ts';

it.each([
  ['contract', 'contracts', Contract],
  ['rule-set', 'rule-sets', RuleSet],
] as const)('every %s of the folder %s is seeded, once', (kind, folder, schema) => {
  const files = new URL(`../../functions/ingestion/${folder}/`, import.meta.url);
  const contents = readdirSync(files).map((name) => schema.parse(JSON.parse(readFileSync(new URL(name, files), 'utf8'))));
  const seeded = seeds.filter((seed) => seed.kind === kind).map(({ content }) => content);
  const byDataset = (one: { dataset: string }, other: { dataset: string }) => (one.dataset < other.dataset ? -1 : 1);
  expect(seeded.sort(byDataset)).toEqual(contents.sort(byDataset));
});
