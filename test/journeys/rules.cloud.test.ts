import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { check, csvOf } from '../ingestion/sample-file.ts';
import { officer, penalty } from '../ingestion/sample-rows.ts';
import { call, handIn } from '../support/hub.ts';
import { emergencyClerk, housingClerk, securityAdministrator, steward } from '../support/people.ts';

/** Ids of its own for every run: the tests' cloud stays up between runs. */
const run = randomUUID().slice(0, 8).toUpperCase();

const countsOf = ({ report }: Awaited<ReturnType<typeof handIn>>) =>
  Object.fromEntries((report?.findings ?? []).map(({ code, severity, count }) => [`${code} ${severity}`, count]));

/** Proposed by one person, read and approved by another. */
const publish = async (
  kind: 'contracts' | 'rule-sets',
  content: { dataset: string; version: number; [other: string]: unknown },
): Promise<void> => {
  expect(await call(steward, 'POST', `/v1/${kind}`, { body: content })).toMatchObject({ status: 201 });
  const at = `/v1/${kind}/${content.dataset}/${String(content.version)}`;
  const etag = (await call(securityAdministrator, 'GET', at)).headers.get('etag') ?? '';
  expect(await call(securityAdministrator, 'PUT', `${at}/approval`, { headers: { 'if-match': etag } })).toMatchObject({ status: 200 });
};

describe('Rules over stored records', () => {
  it('find officers whose licence is unknown or has run out, and penalties without their check', async () => {
    const licence = (of: string) => `${run}${of}`;
    const officers = [
      officer({ law_no: licence('1') }),
      officer({ law_no: licence('2') }),
      officer({ law_no: licence('3'), law_end_date: '2026-10-31' }),
    ];
    expect((await handIn(emergencyClerk, 'officers', csvOf(officers))).report).toMatchObject({ accepted: { new: 3 }, refused: 0 });

    const by = (at: string, ...licences: string[]) =>
      check({
        record_unique_identity: `${run}-${at}`,
        check_action_code: `JC-${run}-${at}`,
        check_personnel_code: licences.map(licence).join(';'),
      });
    const checks = await handIn(
      emergencyClerk,
      'check-actions',
      csvOf([by('a', '1', '2'), by('b', '1', '3'), by('c', '1', '9'), by('d', '2')]),
    );
    expect(checks.report).toMatchObject({
      accepted: { new: 4 },
      refused: 0,
      findings: [{ code: 'Q011', examples: [{ row: 2 }, { row: 3 }, { row: 4 }] }],
    });
    expect(checks.report?.recordsRead).toBeDefined();

    const after = (at: string, source = '检查发现') =>
      penalty({ record_unique_identity: `${run}-${at}`, check_action_code: `JC-${run}-${at}`, case_source: source });
    const penalties = [after('a'), after('z'), after('y', '投诉举报')];
    const found = await handIn(emergencyClerk, 'penalties', csvOf(penalties));
    expect(found.report).toMatchObject({
      accepted: { new: 3 },
      findings: [{ code: 'Q014', severity: 'warning', count: 1, examples: [{ row: 2 }] }],
    });
    expect(countsOf(await handIn(housingClerk, 'penalties', csvOf(penalties))), 'another department’s checks are not its own').toEqual({
      'Q014 warning': 2,
    });

    const gone = { ...by('a', '1', '2'), cd_operation: 'd' };
    await handIn(emergencyClerk, 'check-actions', csvOf([gone]));
    expect(countsOf(await handIn(emergencyClerk, 'penalties', csvOf(penalties))), 'a deleted check is no check').toEqual({
      'Q014 warning': 2,
    });
  });
});

describe('A rule set', () => {
  it('is switched, tightened and dated by two persons, and each report names the version that judged it', async () => {
    const dataset = `rules-${run.toLowerCase()}`;
    const column = (name: string, title: string, type: string) => ({
      name,
      title,
      type,
      required: true,
      maxLength: 50,
      level: 1,
      origin: 'ours',
    });
    await publish('contracts', {
      dataset,
      title: '试行数据',
      version: 1,
      validFrom: '2026-01-01',
      source: '测试',
      handIn: ['*'],
      recordKey: 'id',
      businessTime: 'submitted',
      columns: [column('id', '编号', 'code'), column('ended', '办结日期', 'date'), column('submitted', '报送日期', 'date')],
    });
    const late = { code: 'Q017', columns: { ended: 'ended', submitted: 'submitted' }, parameters: { days: '7' } };
    const sets = [
      { rules: [late], found: {} },
      { rules: [{ ...late, parameters: { days: '2' } }], found: { 'Q017 warning': 1 } },
      { rules: [{ ...late, parameters: { days: '2' }, severity: 'error' }], found: { 'Q017 error': 1 } },
      { rules: [{ ...late, parameters: { days: '2' }, validTo: '2026-01-31' }], found: {} },
    ];
    for (const [at, { rules, found }] of sets.entries()) {
      const version = at + 1;
      await publish('rule-sets', { dataset, version, validFrom: '2026-01-01', rules });
      const upload = await handIn(emergencyClerk, dataset, Buffer.from(`id,ended,submitted\nA${String(version)},2026-11-16,2026-11-20\n`));
      expect([upload.report?.ruleSet.version, countsOf(upload)]).toEqual([version, found]);
    }
  });
});
