import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import checkContract from '../../functions/ingestion/contracts/check-actions.json' with { type: 'json' };
import entityContract from '../../functions/ingestion/contracts/market-entities.json' with { type: 'json' };
import { Contract } from '../../functions/ingestion/contract.ts';
import { readRows } from '../../functions/ingestion/read-rows.ts';
import { RuleSet } from '../../functions/ingestion/rule-set.ts';
import checkRules from '../../functions/ingestion/rule-sets/check-actions.json' with { type: 'json' };
import entityRules from '../../functions/ingestion/rule-sets/market-entities.json' with { type: 'json' };
import { letterOfIndustry } from '../../shared/codes/industry.ts';
import { citizenIdFault } from '../../shared/identifiers/citizen-id.ts';
import { usccFault } from '../../shared/identifiers/uscc.ts';
import { checkAt } from '../../infra/local/sample/checks.ts';
import { checkDirt, entityDirt } from '../../infra/local/sample/dirt.ts';
import { generateDistrict, type SampleFile } from '../../infra/local/sample/district.ts';
import { entityAt } from '../../infra/local/sample/entities.ts';
import { inspectorates } from '../../infra/local/sample/inspectorates.ts';
import { sampleDepartments } from '../../infra/local/sample/people.ts';
import { differences, handedInAgain } from '../../infra/local/sample/truth.ts';

const asOf = '2026-10-31';
const district = { seed: 7, entities: 1200, checks: 3000, dirt: 3 };
const bytesOf = (file: SampleFile): Buffer => Buffer.from([...file.lines()].join(''));
const digestOf = (files: SampleFile[]): string[] => files.map((file) => createHash('sha256').update(bytesOf(file)).digest('hex'));

/** What ingestion makes of a file when nothing is stored yet: of each key one row is new. The file is read whole, so only the decisions are tried. */
const reportOn = (file: SampleFile): Parameters<typeof differences>[1] => {
  const isEntities = file.dataset === 'market-entities';
  const [first = ''] = file.lines();
  const delimiter = first.includes('\t') ? '\t' : ',';
  const header = first.replace('\uFEFF', '').trim().split(delimiter);
  const { read, accepted, refused, findingCounts } = readRows(bytesOf(file).subarray(Buffer.byteLength(first)), {
    contract: Contract.parse(isEntities ? entityContract : checkContract),
    ruleSet: RuleSet.parse(isEntities ? entityRules : checkRules),
    format: 'csv',
    encoding: 'utf-8',
    header,
    delimiter,
    firstRow: 1,
    sections: 1,
    today: '2026-11-23',
    now: '2026-11-23T02:00:00.000Z',
  });
  const keys = new Set(accepted.map(({ key }) => key)).size;
  return {
    read,
    accepted: { new: keys, changed: 0 },
    unchanged: 0,
    superseded: accepted.length - keys,
    refused: refused.length,
    findings: Object.entries(findingCounts).flatMap(([code, counts]) =>
      Object.entries(counts).flatMap(([severity, count]) => (count > 0 ? [{ code, severity, count }] : [])),
    ),
    unknownColumns: header.filter((title) => title === '备注'),
  };
};

describe('the sample district', () => {
  it('is the same for the same seed, and another for another', () => {
    const once = digestOf(generateDistrict(district));
    expect(digestOf(generateDistrict(district))).toEqual(once);
    const other = digestOf(generateDistrict({ ...district, seed: 8 }));
    expect(other.some((digest) => once.includes(digest))).toBe(false);
  });

  it('has the sizes that were asked for, over the register and three departments', () => {
    const [register, ...checks] = generateDistrict({ ...district, dirt: 0 });
    expect(register?.truth.read).toBe(1200);
    expect(checks.map(({ truth }) => truth.read).reduce((sum, read) => sum + read)).toBe(3000);
    expect(new Set(checks.map(({ departmentId }) => departmentId)).size).toBe(3);
  });

  it('counts every row it promises: read is accepted, unchanged, superseded and refused', () => {
    for (const { truth } of generateDistrict(district)) {
      for (const each of [truth, handedInAgain(truth)])
        expect(each.accepted.new + each.accepted.changed + each.unchanged + each.superseded + each.refused).toBe(each.read);
    }
  });

  it.each([0, 1, 3, 20])('leads to the report that was counted when it was made, with %i of each kind of dirt', (dirt) => {
    for (const file of generateDistrict({ seed: 20 + dirt, entities: 1200, checks: 6000, dirt }))
      expect(differences(file.truth, reportOn(file)), file.name).toEqual([]);
  });

  it('shows what is wrong with a report', () => {
    const [file] = generateDistrict(district);
    if (!file) throw new Error('no file');
    const report = reportOn(file);
    expect(differences(file.truth, { ...report, refused: report.refused + 1 })).toEqual([
      `refused: ${String(file.truth.refused + 1)} instead of ${String(file.truth.refused)}`,
    ]);
  });

  it('names each kind of dirt once in a file', () => {
    for (const kinds of [entityDirt, checkDirt]) expect(new Set(kinds.map(({ name }) => name)).size).toBe(kinds.length);
  });

  it('refuses more dirt than there are rows', () => {
    expect(() => generateDistrict({ seed: 1, entities: 10, checks: 3000, dirt: 1 })).toThrow('do not hold');
  });

  it('has businesses with valid codes of their own, of industries that match their letter, and no two names alike', () => {
    const entities = Array.from({ length: 3000 }, (_, index) => entityAt(3, index, asOf));
    for (const { uniscid, industryphy, industryco, apprdate, estdate } of entities) {
      expect(usccFault(uniscid)).toBeUndefined();
      expect(letterOfIndustry(industryco)).toBe(industryphy);
      expect(estdate <= apprdate && apprdate < asOf).toBe(true);
    }
    for (const part of ['uniscid', 'pripid', 'regno', 'entname'] as const)
      expect(new Set(entities.map((entity) => entity[part])).size).toBe(3000);
  });

  it('has checks by two officers or more, about businesses of the district or persons with valid numbers', () => {
    const uscc = new Set(Array.from({ length: 200 }, (_, index) => entityAt(3, index, asOf).uniscid));
    for (const inspectorate of inspectorates)
      for (let index = 0; index < 500; index += 1) {
        const check = checkAt(3, index, asOf, 200, inspectorate);
        const officers = check.check_personnel.split(';');
        expect(new Set(officers).size).toBeGreaterThanOrEqual(2);
        expect(check.check_personnel_code.split(';')).toHaveLength(officers.length);
        expect(check.check_date < check.submitted_date && check.submitted_date < asOf).toBe(true);
        if (check.administrative_cp_na === '2') expect(uscc).toContain(check.administrative_cp_ui_code);
        else expect(citizenIdFault(check.administrative_cp_ui_code, asOf)).toBeUndefined();
      }
  });

  it('has departments with valid codes', () => {
    for (const { uscc } of sampleDepartments) expect(usccFault(uscc)).toBeUndefined();
  });

  it('makes 100,000 rows in a few seconds', () => {
    const begun = performance.now();
    let lines = 0;
    for (const file of generateDistrict({ seed: 1, entities: 40_000, checks: 60_000, dirt: 50 })) for (const _ of file.lines()) lines += 1;
    expect(lines).toBeGreaterThan(100_000);
    expect(performance.now() - begun).toBeLessThan(10_000);
  });
});
