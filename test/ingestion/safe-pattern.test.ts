import { expect, it } from 'vitest';
import { patternFault } from '../../functions/ingestion/safe-pattern.ts';

it.each([
  String.raw`^\d{14}$`,
  '^[A-Z]{2}-?[0-9]+$',
  '^(?:A|B)$',
  String.raw`^\d+(\.\d{1,2})?$`,
  '^[^()+*]{3}$',
  String.raw`^\(\d{4}\)$`,
  '^(abc)+$',
])('%s may be used', (source) => {
  expect(patternFault(source)).toBeUndefined();
});

it.each([
  ['\\d{14}', 'is not anchored'],
  ['^(a+)+$', 'repeats what repeats'],
  ['^(a|a)*$', 'repeats a branch'],
  ['^((a?)b)*$', 'repeats what repeats, deeper'],
  ['^(?:(?:a{2,})b){3}$', 'repeats what repeats a fixed number of times'],
  ['^a*a*$', 'repeats without bounds twice'],
  ['^a?a?a?a?a?$', 'varies too often'],
  ['^(a)\\1$', 'refers back'],
  ['^(?=a)a$', 'looks ahead'],
  ['^(?<n>a)$', 'names a group'],
  ['^a|b$', 'branches outside a group'],
  ['^[a$', 'does not compile'],
  [`^${'a'.repeat(200)}$`, 'is too long'],
])('%s is refused: it %s', (source) => {
  expect(patternFault(source)).toBeDefined();
});
