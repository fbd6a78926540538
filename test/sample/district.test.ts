import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import checkContract from '../../functions/ingestion/contracts/check-actions.json' with { type: 'json' };
import enforcementContract from '../../functions/ingestion/contracts/enforcements.json' with { type: 'json' };
import entityContract from '../../functions/ingestion/contracts/market-entities.json' with { type: 'json' };
import officerContract from '../../functions/ingestion/contracts/officers.json' with { type: 'json' };
import otherContract from '../../functions/ingestion/contracts/other-actions.json' with { type: 'json' };
import penaltyContract from '../../functions/ingestion/contracts/penalties.json' with { type: 'json' };
import { Contract } from '../../functions/ingestion/contract.ts';
import { judgedByRecords } from '../../functions/ingestion/judge-by-records.ts';
import { readRows } from '../../functions/ingestion/read-rows.ts';
import { RuleSet } from '../../functions/ingestion/rule-set.ts';
import checkRules from '../../functions/ingestion/rule-sets/check-actions.json' with { type: 'json' };
import enforcementRules from '../../functions/ingestion/rule-sets/enforcements.json' with { type: 'json' };
import entityRules from '../../functions/ingestion/rule-sets/market-entities.json' with { type: 'json' };
import otherRules from '../../functions/ingestion/rule-sets/other-actions.json' with { type: 'json' };
import penaltyRules from '../../functions/ingestion/rule-sets/penalties.json' with { type: 'json' };
import { letterOfIndustry } from '../../shared/codes/industry.ts';
import { citizenIdFault } from '../../shared/identifiers/citizen-id.ts';
import { usccFault } from '../../shared/identifiers/uscc.ts';
import { standardiseAddress } from '../../shared/address/standardise-address.ts';
import { checkAt } from '../../infra/local/sample/checks.ts';
import { checkDirt, enforcementDirt, entityDirt, officerDirt, otherActionDirt, penaltyDirt } from '../../infra/local/sample/dirt.ts';
import { generateDistrict } from '../../infra/local/sample/district.ts';
import { entityAt } from '../../infra/local/sample/entities.ts';
import { inspectorates } from '../../infra/local/sample/inspectorates.ts';
import { sampleDepartments } from '../../infra/local/sample/people.ts';
import type { Dataset, SampleFile } from '../../infra/local/sample/sample-file.ts';
import { differences, handedInAgain } from '../../infra/local/sample/truth.ts';

const asOf = '2026-10-31';
const district = { seed: 7, entities: 1200, checks: 3000, dirt: 3 };
const bytesOf = (file: SampleFile): Buffer => Buffer.concat([...file.bytes()]);
const digestOf = (files: SampleFile[]): string[] => files.map((file) => createHash('sha256').update(bytesOf(file)).digest('hex'));

const none = (dataset: string) => ({ dataset, version: 1, validFrom: '2026-01-01', rules: [] });
const standards: Record<Dataset, { contract: Contract; ruleSet: RuleSet }> = {
  'market-entities': { contract: Contract.parse(entityContract), ruleSet: RuleSet.parse(entityRules) },
  officers: { contract: Contract.parse(officerContract), ruleSet: RuleSet.parse(none('officers')) },
  'check-actions': { contract: Contract.parse(checkContract), ruleSet: RuleSet.parse(checkRules) },
  penalties: { contract: Contract.parse(penaltyContract), ruleSet: RuleSet.parse(penaltyRules) },
  enforcements: { contract: Contract.parse(enforcementContract), ruleSet: RuleSet.parse(enforcementRules) },
  'other-actions': { contract: Contract.parse(otherContract), ruleSet: RuleSet.parse(otherRules) },
};

interface Stored {
  digest: string;
  businessTime: string;
  deleted: boolean;
  content: Record<string, string>;
}

/** A hub in small: our own reader and rules, and a plain model of what is stored. Files are read whole, so only the decisions are tried. */
const smallHub = () => {
  const stores = new Map<string, Map<string, Stored>>();
  const storeOf = (dataset: string, departmentId: string): Map<string, Stored> => {
    const name = `${dataset} ${departmentId}`;
    let store = stores.get(name);
    if (!store) stores.set(name, (store = new Map<string, Stored>()));
    return store;
  };

  const readText = (file: SampleFile) => {
    const { contract, ruleSet } = standards[file.dataset];
    const { writing } = file;
    const how = { contract, ruleSet, firstRow: 1, sections: 1, today: '2026-11-23', now: '2026-11-23T02:00:00.000Z' };
    if (writing.format === 'ndjson' || writing.format === 'push') {
      const bytes = writing.gzip ? gunzipSync(bytesOf(file)) : bytesOf(file);
      return readRows(bytes, {
        ...how,
        format: 'ndjson',
        encoding: 'utf-8',
        delimiter: ',',
        header: contract.columns.map(({ name }) => name),
      });
    }
    const { encoding, delimiter } = writing.format === 'csv' ? writing : ({ encoding: 'utf-8', delimiter: ',' } as const);
    // Of a workbook its sheet, as text.
    const packed = writing.format === 'csv' ? bytesOf(file) : Buffer.from([...file.lines()].join(''));
    const bytes = writing.gzip ? gunzipSync(packed) : packed;
    const end = bytes.indexOf(0x0a) + 1;
    const header = new TextDecoder(encoding).decode(bytes.subarray(0, end)).trim().split(delimiter);
    return readRows(bytes.subarray(end), { ...how, format: 'csv', encoding, delimiter, header });
  };

  return (file: SampleFile): Parameters<typeof differences>[1] => {
    const { contract } = standards[file.dataset];
    const references = new Set(
      [...storeOf('check-actions', file.departmentId).values()].flatMap(({ deleted, content }) =>
        deleted ? [] : [content['check_action_code']],
      ),
    );
    const officers = storeOf('officers', file.departmentId);
    const { read, accepted, refused, findingCounts, unknownColumns } = judgedByRecords(readText(file), ({ by, value }) => {
      if (by === 'reference') return references.has(value) ? [{}] : [];
      const officer = officers.get(value);
      return officer ? [{ content: officer.content }] : [];
    });

    const store = storeOf(file.dataset, file.departmentId);
    const counts = { new: 0, changed: 0, unchanged: 0, superseded: 0, repeated: 0 };
    const inOrder = accepted.toSorted((one, other) => one.row - other.row);
    for (const [key, rows] of Map.groupBy(inOrder, (row) => row.key)) {
      const before = store.get(key);
      let standing: Stored | undefined = contract.operation === undefined ? undefined : before;
      let taken = 0;
      for (const { digest, businessTime, deleted, operation, content } of rows) {
        const row = { digest, businessTime, deleted, content: JSON.parse(content) as Record<string, string> };
        if (contract.operation !== undefined) {
          if (operation === 'i' && standing && !standing.deleted && standing.digest !== digest) counts.repeated += 1;
          else [standing, taken] = [row, taken + 1];
        } else [standing, taken] = [!standing || businessTime >= standing.businessTime ? row : standing, taken + 1];
      }
      counts.superseded += Math.max(0, taken - 1);
      if (taken === 0 || !standing) continue;
      if (!before) counts.new += 1;
      else if (before.digest === standing.digest && before.deleted === standing.deleted) counts.unchanged += 1;
      else if (contract.operation === undefined && standing.businessTime < before.businessTime) {
        counts.superseded += 1;
        continue;
      } else counts.changed += 1;
      store.set(key, standing);
    }
    if (counts.repeated > 0) findingCounts['Q015'] = { error: counts.repeated, warning: 0 };
    return {
      read,
      accepted: { new: counts.new, changed: counts.changed },
      unchanged: counts.unchanged,
      superseded: counts.superseded,
      refused: refused.length + counts.repeated,
      findings: Object.entries(findingCounts).flatMap(([code, of]) =>
        Object.entries(of).flatMap(([severity, count]) => (count > 0 ? [{ code, severity, count }] : [])),
      ),
      unknownColumns,
    };
  };
};

describe('the sample district', () => {
  it('is the same for the same seed, and another for another', () => {
    const once = digestOf(generateDistrict(district));
    expect(digestOf(generateDistrict(district))).toEqual(once);
    const other = digestOf(generateDistrict({ ...district, seed: 8 }));
    expect(other.some((digest) => once.includes(digest))).toBe(false);
  });

  it('has the sizes that were asked for, over the register and seven departments', () => {
    const files = generateDistrict({ ...district, dirt: 0 });
    const rows = (dataset: Dataset, wave: number): number =>
      files.filter((file) => file.dataset === dataset && file.wave === wave).reduce((sum, { truth }) => sum + truth.read, 0);
    expect(rows('market-entities', 1)).toBe(1200);
    expect(rows('check-actions', 2)).toBe(3000);
    expect(rows('penalties', 3)).toBeGreaterThan(60);
    expect(new Set(files.filter(({ dataset }) => dataset === 'officers').map(({ departmentId }) => departmentId)).size).toBe(7);
    expect(new Set(files.map(({ name }) => name)).size).toBe(files.length);
  });

  it('is handed in in every format', () => {
    const written = generateDistrict(district).map(({ writing }) =>
      writing.format === 'csv'
        ? `${writing.encoding} ${writing.delimiter}${writing.gzip ? ' gz' : ''}`
        : `${writing.format}${writing.gzip ? ' gz' : ''}`,
    );
    expect([...new Set(written)].sort()).toEqual(
      [
        'gb18030 ,',
        'gb18030 ;',
        'gb18030 |',
        'ndjson',
        'ndjson gz',
        'push',
        'utf-8 \t',
        'utf-8 ,',
        'utf-8 , gz',
        'utf-8 ;',
        'utf-8 |',
        'xlsx',
      ].sort(),
    );
  });

  it('counts every row it promises: read is accepted, unchanged, superseded and refused', () => {
    for (const { truth } of generateDistrict(district)) {
      for (const each of [truth, handedInAgain(truth)])
        expect(each.accepted.new + each.accepted.changed + each.unchanged + each.superseded + each.refused).toBe(each.read);
    }
  });

  it.each([0, 1, 6])('leads to the reports that were counted when it was made, with %i of each kind of dirt', (dirt) => {
    const hub = smallHub();
    const files = generateDistrict({ seed: 20 + dirt, entities: 1200, checks: 6000, dirt });
    for (const file of files) expect(differences(file.truth, hub(file)), file.name).toEqual([]);
  });

  it('leads to unchanged records when a file is handed in again at once', () => {
    const hub = smallHub();
    for (const file of generateDistrict({ ...district, checks: 6000 })) {
      if (file.wave === 4) continue;
      expect(differences(file.truth, hub(file)), file.name).toEqual([]);
      expect(differences(handedInAgain(file.truth), hub(file)), `${file.name} again`).toEqual([]);
    }
  });

  it('shows what is wrong with a report', () => {
    const [file] = generateDistrict(district);
    const report = smallHub()(file!);
    expect(differences(file!.truth, { ...report, refused: report.refused + 1 })).toEqual([
      `refused: ${String(file!.truth.refused + 1)} instead of ${String(file!.truth.refused)}`,
    ]);
  });

  it('names each kind of dirt once in a file', () => {
    for (const kinds of [entityDirt, officerDirt, checkDirt({ retired: '' }), penaltyDirt, enforcementDirt, otherActionDirt])
      expect(new Set(kinds.map(({ name }) => name)).size).toBe(kinds.length);
  });

  it('shows every finding that an upload can have without a fault of the file', () => {
    const shown = new Set(generateDistrict({ ...district, checks: 6000, dirt: 1 }).flatMap(({ truth }) => Object.keys(truth.findings)));
    const codes =
      'H001 H002 H003 H004 H005 H006 H007 Q001 Q002 Q003 Q005 Q006 Q007 Q008 Q009 Q010 Q011 Q012 Q013 Q014 Q015 Q017 Q018 Q020 Q022 Q023 Q025';
    expect(codes.split(' ').filter((code) => !shown.has(`${code} error`) && !shown.has(`${code} warning`))).toEqual([]);
  });

  it('lies in 虎丘区, street by street', () => {
    const towns = new Set(
      Array.from({ length: 300 }, (_, index) => {
        const { district: lies, town, road, sure } = standardiseAddress(entityAt(3, index, asOf).dom);
        expect([lies?.code, sure, road !== undefined]).toEqual(['320505', 'likely', true]);
        return town;
      }),
    );
    expect([...towns].sort()).toEqual(['东渚街道', '枫桥街道', '横塘街道', '狮山街道', '浒墅关镇', '通安镇', '镇湖街道'].sort());
  });

  it('has penalties that fit their checks: the same business, in the order of days, paid in full', () => {
    const files = generateDistrict({ ...district, dirt: 0 });
    const table = ({ lines }: SampleFile): Record<string, string>[] => {
      const [header = [], ...rows] = [...lines()].map((line) => line.replace(/^\uFEFF|\r?\n$/g, '').split(','));
      return rows.map((cells) => Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ''])));
    };
    const find = (name: string) => files.find((file) => file.name === name)!;
    const checks = new Map(table(find('市场监管局行政检查.csv')).map((check) => [check['check_action_code'], check]));
    const penalties = table(find('市场监管局行政处罚.csv'));
    expect(penalties.length).toBeGreaterThan(30);
    for (const penalty of penalties) {
      const check = checks.get(penalty['检查行为编号']);
      expect(check?.['administrative_cp_ui_code']).toBe(penalty['证件号码']);
      expect(check?.['check_result']).toBe('发现问题待后续处理');
      const days = [
        check?.['check_date']?.slice(0, 10),
        penalty['处罚立案时间'],
        penalty['作出处罚决定日期'],
        penalty['结案日期'],
        penalty['报送时间'],
      ];
      expect(days.toSorted()).toEqual(days);
      expect(penalty['实缴罚款金额']).toBe(penalty['罚款金额']);
      expect(penalty['处罚结果']).toContain(`${String(Number(penalty['罚款金额']))}元`);
    }
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

  it('makes 100,000 rows in a few seconds of computing', () => {
    const before = process.cpuUsage();
    let lines = 0;
    for (const file of generateDistrict({ seed: 1, entities: 40_000, checks: 60_000, dirt: 50 })) for (const _ of file.lines()) lines += 1;
    expect(lines).toBeGreaterThan(100_000);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(12);
  });
});
