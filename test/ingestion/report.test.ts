import { describe, expect, it } from 'vitest';
import { rules } from '../../functions/ingestion/rules/rules.ts';
import { addUp, ChunkSummary, chunkSummary, findingOfRows, UploadReport } from '../../functions/ingestion/report.ts';
import { company, csvOf, marketEntities, readCompanies, readFile } from './sample-file.ts';

const ground = { contract: { dataset: 'market-entities', version: 1 }, ruleSet: { version: 1 }, today: '2026-11-23', complete: true };
const chunk = (its: Partial<ChunkSummary> = {}): ChunkSummary => ({
  read: 10,
  accepted: 8,
  refused: 2,
  findings: [],
  unknownColumns: [],
  ...its,
});
const section = { new: 1, changed: 2, unchanged: 2, superseded: 3, refused: 0, findings: [] };

describe('a report', () => {
  it('says where every row is', () => {
    const report = addUp([chunk(), chunk({ read: 8, refused: 0 })], [section, section], ground);
    expect(UploadReport.parse(report)).toEqual(report);
    expect(report).toMatchObject({ read: 18, accepted: { new: 2, changed: 4 }, unchanged: 4, superseded: 6, refused: 2, notSettled: 0 });
  });

  it('counts what settling refused with what reading refused, and names its findings with the others', () => {
    const refused = {
      ...section,
      superseded: 1,
      refused: 2,
      findings: [findingOfRows('Q015', 'error', 'cd_operation', Uint32Array.of(4, 9))],
    };
    const report = addUp([chunk(), chunk()], [section, refused], ground);
    expect(report).toMatchObject({ read: 20, superseded: 4, refused: 6, notSettled: 0 });
    expect(report.findings).toEqual([
      expect.objectContaining({
        code: 'Q015',
        count: 2,
        dimension: '冗余性',
        examples: [
          { row: 4, column: 'cd_operation' },
          { row: 9, column: 'cd_operation' },
        ],
      }),
    ]);
  });

  it.each([
    ['a section is missing', [chunk(), chunk()], [section], ground],
    ['a row was lost within a chunk', [chunk({ read: 11 })], [section], ground],
    ['more was settled than accepted', [chunk()], [section, section], ground],
  ])('is never written when %s', (_, chunks, sections, its) => {
    expect(() => addUp(chunks, sections, its)).toThrow('do not add up');
  });

  it('of an upload that was given up says how much was not settled', () => {
    expect(addUp([chunk(), chunk()], [section], { ...ground, complete: false })).toMatchObject({ notSettled: 8, complete: false });
  });

  it('adds findings up by code and severity, errors first, with a few rows to look at', () => {
    const rows = ['坏', '坏', '坏', '2026-01-01', '坏', '坏', '坏', '坏'].map((apprdate, at) =>
      company({ pripid: `P${String(at)}`, apprdate, domdistrict: '110000' }),
    );
    const chunks = readFile(csvOf(rows), marketEntities, 200).map(chunkSummary);
    expect(chunks.length).toBeGreaterThan(1);
    const { findings, refused } = addUp(chunks, [{ ...section, changed: 0, unchanged: 0, superseded: 0 }], ground);
    expect(refused).toBe(7);
    expect(findings).toEqual([
      expect.objectContaining({
        code: 'H001',
        severity: 'error',
        dimension: '规范性',
        title: '取值符合数据类型',
        count: 7,
        examples: [1, 2, 3, 5, 6].map((row) => ({ row, column: 'apprdate' })),
      }),
      expect.objectContaining({ code: 'Q020', severity: 'warning', count: 8 }),
    ]);
  });

  it('says between which times stored records were looked at, if any were', () => {
    const at = (time: string) => chunk({ recordsReadAt: `2026-11-23T04:${time}.000Z` });
    const chunks = [chunk(), at('02:10'), at('01:59'), at('02:00')];
    const sections = [0, 1, 2, 3].map(() => section);
    expect(addUp(chunks, sections, ground).recordsRead).toEqual({ from: '2026-11-23T04:01:59.000Z', to: '2026-11-23T04:02:10.000Z' });
    expect(addUp([chunk()], [section], ground)).not.toHaveProperty('recordsRead');
  });

  it('stays far below the size of an item, whatever columns ten thousand chunks invent, and says how many it does not name', () => {
    const summary = chunkSummary(readCompanies([company()]));
    const findings = [...rules.keys()].flatMap((code) =>
      (['error', 'warning'] as const).map((severity) => ({
        code,
        severity,
        count: 20_000,
        examples: Array.from({ length: 5 }, () => ({ row: 200_000_000, column: 'c'.repeat(60) })),
      })),
    );
    const worst = Array.from({ length: 10_000 }, (_, at) => ({
      ...summary,
      findings: at < 100 ? findings : [],
      unknownColumns: Array.from({ length: 20 }, (_one, column) => `${String(at * 20 + column)}${'列'.repeat(60)}`.slice(0, 60)),
    }));
    const sections = Array.from({ length: 10_000 }, () => ({ ...section, new: 1, changed: 0, unchanged: 0, superseded: 0 }));
    const report = UploadReport.parse(addUp(worst, sections, ground));
    expect(Buffer.byteLength(JSON.stringify(report))).toBeLessThan(100_000);
    expect(report.unknownColumns).toEqual([
      ...(worst[0]?.unknownColumns ?? []),
      ...(worst[1]?.unknownColumns ?? []),
      ...(worst[2]?.unknownColumns.slice(0, 10) ?? []),
    ]);
    expect(report.moreUnknownColumns).toBe(200_000 - 50);
    expect(
      addUp([chunk({ unknownColumns: ['备注'] }), chunk({ unknownColumns: ['备注'] })], [section, section], ground),
    ).not.toHaveProperty('moreUnknownColumns');
  });

  it('and the summary of a chunk stays small and holds nothing of what was handed in', () => {
    const rows = Array.from({ length: 500 }, (_, at) =>
      company({
        pripid: `P${String(at)}`,
        uniscid: '机密',
        apprdate: '机密',
        regstate: '机密',
        regcap: '机密',
        domdistrict: '机密',
        industryphy: '机密',
        ['列'.repeat(50)]: '机密',
      }),
    );
    const summary = ChunkSummary.parse(chunkSummary(readCompanies(rows)));
    const text = JSON.stringify(summary);
    expect(text).not.toContain('机密');
    expect(Buffer.byteLength(text)).toBeLessThan(20_000);
    expect(summary).toMatchObject({ read: 500, refused: 500, unknownColumns: ['列'.repeat(50)] });
  });
});
