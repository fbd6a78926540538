import { describe, expect, it } from 'vitest';
import { h008 } from '../../../functions/ingestion/rules/h008-fits-a-record.ts';
import { RuleSet } from '../../../functions/ingestion/rule-set.ts';
import { check, checkActions, company, csvOf, marketEntities, one, readFile } from '../sample-file.ts';

it.each([
  ['what fits', { key: 'K', content: '{}' }, undefined],
  ['300 KB, most of it in three bytes a character', { key: 'K', content: '名'.repeat(100_000) }, undefined],
  ['one byte more', { key: 'K', content: `${'名'.repeat(100_000)}.` }, '本行内容共 301 KB，一条记录最多 300 KB'],
  ['a key of 300 characters', { key: '名'.repeat(300), content: '{}' }, undefined],
  ['a key of as many, some of which take four bytes', { key: `${'名'.repeat(299)}𠮷`, content: '{}' }, '记录标识最长 900 字节'],
])('%s', (_, row, words) => {
  const message = h008.judge(row);
  expect(words === undefined ? message : message?.slice(0, words.length)).toBe(words);
});

describe('whatever the rule set says', () => {
  const soft = { code: 'Q006', severity: 'off' };
  const withoutLengths = (standard: typeof checkActions) => ({
    ...standard,
    ruleSet: RuleSet.parse({ ...standard.ruleSet, rules: [soft] }),
  });
  const codes = (rows: Parameters<typeof csvOf>[0], standard: typeof checkActions) => {
    const { accepted, refused, findingCounts } = one(readFile(csvOf(rows), withoutLengths(standard)));
    return [accepted.map(({ row }) => row), refused.map(({ row, findings }) => [row, ...findings.map(({ code }) => code)]), findingCounts];
  };

  it('a row that is larger than a record can be goes back alone', () => {
    expect(codes([company({ entname: '名'.repeat(200_000) }), company({ entname: '名'.repeat(300) })], marketEntities)).toEqual([
      [2],
      [[1, 'H008']],
      { H008: { error: 1, warning: 0 } },
    ]);
  });

  it('so does a deletion, of which lengths are not judged', () => {
    const deletion = check({ cd_operation: 'd', check_result: '名'.repeat(200_000) });
    expect(codes([deletion], checkActions).slice(0, 2)).toEqual([[], [[1, 'H008']]]);
  });

  it.each(['record_unique_identity', 'check_action_code'])('%s, by which a record is found, keeps its length', (column) => {
    expect(codes([check({ [column]: 'X'.repeat(3000) })], checkActions).slice(0, 2)).toEqual([[], [[1, 'Q006']]]);
  });
});
