import { expect, it } from 'vitest';
import { declareUpload } from '../../functions/ingestion/routes.ts';

const declared = (fileName: string) =>
  declareUpload.body?.safeParse({ dataset: 'market-entities', fileName, size: 10, sha256: `${'A'.repeat(43)}=` }).success;

it.each([
  ['企业 1.csv', true],
  ['\u{20000}.csv', true],
  ['half of a character \ud800.csv', false],
  ['a/b.csv', false],
  ['a\nb.csv', false],
])('a file may be called %j: %s', (fileName, may) => {
  expect(declared(fileName)).toBe(may);
});
