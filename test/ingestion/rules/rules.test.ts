import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { rowRules, rules } from '../../../functions/ingestion/rules/rules.ts';

const filesOf = (folder: string, ending: string) =>
  readdirSync(new URL(folder, import.meta.url))
    .filter((name) => /^[qh]\d{3}-/.test(name) && name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length));

it('every rule has its file, its test, and its place in the list', () => {
  const files = filesOf('../../../functions/ingestion/rules/', '.ts');
  expect(filesOf('./', '.test.ts')).toEqual(files);
  expect(files.map((name) => name.slice(0, 4).toUpperCase()).sort()).toEqual([...rules.keys()].sort());
});

it('the section’s rules have the section’s dimension and severity', () => {
  const stated = {
    Q001: '规范性',
    Q002: '规范性',
    Q003: '准确性',
    Q005: '完整性',
    Q006: '规范性',
    Q007: '规范性',
    Q008: '准确性',
    Q009: '准确性',
    Q010: '完整性',
    Q012: '准确性',
    Q015: '冗余性',
    Q020: '准确性',
    Q022: '准确性',
  };
  for (const [code, dimension] of Object.entries(stated)) expect(rules.get(code)?.dimension).toBe(dimension);
  expect([...rules.values()].filter(({ severity }) => severity === 'warning').map(({ code }) => code)).toEqual(['Q003', 'Q020', 'Q022']);
  expect(rowRules.has('Q005')).toBe(false);
});
