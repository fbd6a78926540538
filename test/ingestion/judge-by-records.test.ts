import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgedByRecords, questionsOf } from '../../functions/ingestion/judge-by-records.ts';
import type { RowsRead } from '../../functions/ingestion/read-rows.ts';
import { RuleSet } from '../../functions/ingestion/rule-set.ts';
import { csvOf, one, readFile } from './sample-file.ts';
import { penalty } from './sample-rows.ts';
import { standardOf } from './seeded-standards.ts';

const standard = standardOf('penalties');
const withSeverity = (severity: 'error' | 'warning' | 'off') => ({
  ...standard,
  ruleSet: RuleSet.parse({
    ...standard.ruleSet,
    rules: standard.ruleSet.rules.map((use) => (use.code === 'Q014' ? { ...use, severity } : use)),
  }),
});
const read = (checks: readonly string[], its = standard): RowsRead =>
  one(
    readFile(
      csvOf(
        checks.map((check, at) =>
          penalty({ record_unique_identity: `B${String(at)}`, check_action_code: check, case_source: check === 'none' ? '9' : '1' }),
        ),
      ),
      its,
    ),
  );
const answers = ({ value }: { value: string }) => (value.startsWith('known') ? [{}] : []);

describe('rows that stored records have yet to judge', () => {
  it('ask once for each row that has something to ask', () => {
    expect([...questionsOf(read(['known', 'none', 'lost']))].map(({ value }) => value)).toEqual(['known', 'lost']);
    expect([...questionsOf(read(['lost'], withSeverity('off')))]).toEqual([]);
  });

  it('do not ask when they are refused already, or deleted', () => {
    const rows = [penalty({ punish_type: '？' }), penalty({ cd_operation: 'd' })];
    expect([...questionsOf(one(readFile(csvOf(rows), standard)))]).toEqual([]);
  });

  it('keep their warnings and get new ones', () => {
    const { accepted, warnings, findingCounts, open } = judgedByRecords(read(['known', 'lost']), answers);
    expect(accepted.map(({ row, warnings: its }) => [row, its?.map(({ code }) => code)])).toEqual([
      [1, undefined],
      [2, ['Q014']],
    ]);
    expect(one(warnings)).toMatchObject({ code: 'Q014', row: 2, column: 'check_action_code', original: 'lost', dimension: '关联性' });
    expect(findingCounts).toEqual({ Q014: { error: 0, warning: 1 } });
    expect(open).toEqual([]);
  });

  it('go to the refused where the rule set makes it an error', () => {
    const { accepted, refused, warnings, findingCounts } = judgedByRecords(read(['lost', 'known'], withSeverity('error')), answers);
    expect(accepted.map(({ row }) => row)).toEqual([2]);
    expect(one(refused)).toMatchObject({ row: 1, findings: [{ code: 'Q014', severity: 'error' }] });
    expect(warnings).toEqual([]);
    expect(findingCounts).toEqual({ Q014: { error: 1, warning: 0 } });
  });

  it('are all still there, whatever the answers', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('known', 'none', 'lost'), { minLength: 1, maxLength: 20 }),
        fc.constantFrom('error' as const, 'warning' as const, 'off' as const),
        (checks, severity) => {
          const before = read(checks, withSeverity(severity));
          const after = judgedByRecords(before, answers);
          expect(after.read).toBe(after.accepted.length + after.refused.length);
          const rows = [...after.accepted, ...after.refused].map(({ row }) => row);
          expect(rows.sort((a, b) => a - b)).toEqual(checks.map((_, at) => at + 1));
          const lost = severity === 'off' ? 0 : checks.filter((check) => check === 'lost').length;
          expect(after.refused.length).toBe(severity === 'error' ? lost : 0);
          expect(after.findingCounts['Q014']?.[severity === 'error' ? 'error' : 'warning'] ?? 0).toBe(lost);
        },
      ),
      { numRuns: 50 },
    );
  });
});
