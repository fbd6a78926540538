import { expect, it } from 'vitest';
import { dictionaries } from '../../shared/codes/dictionaries.ts';
import { letterOfIndustry } from '../../shared/codes/industry.ts';

it.each([...dictionaries])('in %s every other word stands for a code of the list, and no word for two', (_, { codes, alsoCalled = {} }) => {
  expect(Object.values(alsoCalled).every((code) => code in codes)).toBe(true);
  const words = [...Object.keys(codes), ...Object.values(codes), ...Object.keys(alsoCalled)];
  expect(new Set(words).size).toBe(words.length);
});

it.each([
  ['0111', 'A'],
  ['0513', 'A'],
  ['0610', 'B'],
  ['1311', 'C'],
  ['4390', 'C'],
  ['4411', 'D'],
  ['5211', 'F'],
  ['6210', 'H'],
  ['7010', 'K'],
  ['9700', 'T'],
  ['9800', undefined],
  ['0011', undefined],
  ['X1', undefined],
])('industry %s belongs to %s', (code, letter) => {
  expect(letterOfIndustry(code)).toBe(letter);
});
