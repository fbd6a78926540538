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
    Q001: '规范性 error',
    Q002: '规范性 error',
    Q003: '准确性 warning',
    Q005: '完整性 error',
    Q006: '规范性 error',
    Q007: '规范性 error',
    Q008: '准确性 error',
    Q009: '准确性 error',
    Q010: '完整性 error',
    Q011: '关联性 warning',
    Q012: '准确性 error',
    Q013: '准确性 error',
    Q014: '关联性 warning',
    Q015: '冗余性 error',
    Q017: '及时性 warning',
    Q018: '准确性 warning',
    Q020: '准确性 warning',
    Q022: '准确性 warning',
    Q023: '准确性 warning',
    Q025: '准确性 warning',
  };
  const sections = [...rules.values()].filter(({ code }) => code.startsWith('Q'));
  expect(Object.fromEntries(sections.map(({ code, dimension, severity }) => [code, `${dimension} ${severity}`]))).toEqual(stated);
  expect(rowRules.has('Q005')).toBe(false);
});
