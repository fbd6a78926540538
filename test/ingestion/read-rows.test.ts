import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Contract } from '../../functions/ingestion/contract.ts';
import { refusedFileHead, refusedFileLines } from '../../functions/ingestion/refused-file.ts';
import {
  check,
  checkActions,
  company,
  csvOf,
  cutUp,
  marketEntities,
  one,
  pinned,
  readChecks,
  readCompanies,
  readFile,
} from './sample-file.ts';

const codesOf = ({ refused }: ReturnType<typeof readCompanies>) => refused.map(({ findings }) => findings.map(({ code }) => code));

describe('a row without errors is accepted', () => {
  it('with its values cleaned and standardised', () => {
    const { accepted, refused } = readCompanies([
      company({
        uniscid: ' 9132 0505-ma1x000760',
        apprdate: '2026年3月1日',
        regstate: '存续',
        regcap: '1,000.5',
        domdistrict: '虎丘区',
        entname: '　苏州甲乙科技有限公司',
        dom: '',
      }),
    ]);
    expect(refused).toEqual([]);
    const row = one(accepted);
    expect(row).toMatchObject({ key: 'P0001', row: 1, businessTime: '2026-03-01', deleted: false, section: 0 });
    expect(JSON.parse(row.content)).toEqual({
      apprdate: '2026-03-01',
      domdistrict: '320505',
      entname: '苏州甲乙科技有限公司',
      industryco: '3911',
      industryphy: 'C',
      pripid: 'P0001',
      regcap: '1000500000',
      regstate: '1',
      uniscid: '91320505MA1X000760',
    });
  });

  it('and its content is the same however it was written', () => {
    const plain = one(readCompanies([company()]).accepted);
    const other = one(readCompanies([company({ dom: ' ', regcap: '1000.500000', apprdate: '20260301', pripid: ' Ｐ0001' })]).accepted);
    expect(other).toEqual(plain);
    const reordered = one(one(readFile(csvOf([company()], Object.keys(company()).reverse()), marketEntities)).accepted);
    expect(reordered).toEqual(plain);
    expect(plain.digest).toMatch(/^[\w-]{22}$/);
  });

  it('and its digest tells other content and another major version of the contract', () => {
    const { digest } = one(readCompanies([company()]).accepted);
    expect(one(readCompanies([company({ entname: '苏州丙丁科技有限公司' })]).accepted).digest).not.toBe(digest);
    const second = Contract.parse({ ...marketEntities.contract, version: 2 });
    expect(one(one(readFile(csvOf([company()]), { ...marketEntities, contract: second })).accepted).digest).not.toBe(digest);
  });

  it('with its warnings', () => {
    const { accepted, warnings, findingCounts } = readCompanies([company({ uniscid: '91350211M0000XUF46', domdistrict: '110000' })]);
    expect(one(accepted).warnings).toEqual([
      { code: 'Q009', column: 'uniscid' },
      { code: 'Q020', column: 'domdistrict' },
    ]);
    expect(warnings.map(({ code, severity, row }) => [code, severity, row])).toEqual([
      ['Q009', 'warning', 1],
      ['Q020', 'warning', 1],
    ]);
    expect(findingCounts).toEqual({ Q009: { error: 0, warning: 1 }, Q020: { error: 0, warning: 1 } });
  });
});

describe('a row with an error is refused', () => {
  it.each([
    ['H001', { apprdate: '2026-02-30' }],
    ['H001', { regcap: '一百万' }],
    ['H002', { apprdate: '2026-11-24' }],
    ['H002', { apprdate: '2026-11-23 12:00:01' }],
    ['H004', { entname: '苏州\uFFFD\uFFFD公司' }],
    ['H004', { oploc: '\0\0\0' }],
    ['H005', { industryco: '39A1' }],
    ['Q005', { entname: ' 　' }],
    ['Q006', { traname: '名'.repeat(201) }],
    ['Q007', { regstate: '8' }],
    ['Q009', { uniscid: '91320505' }],
  ])('%s: %j', (code, its) => {
    const read = readCompanies([company(its)]);
    expect(codesOf(read)).toEqual([[code]]);
    expect(read).toMatchObject({ read: 1, accepted: [] });
  });

  it('with all its findings, errors first, each with the original text', () => {
    const { findings } = one(readCompanies([company({ domdistrict: '110000', apprdate: ' 昨天 ', regstate: 'x'.repeat(300) })]).refused);
    expect(findings.map(({ code, column, severity }) => [code, column, severity])).toEqual([
      ['H001', 'apprdate', 'error'],
      ['Q007', 'regstate', 'error'],
      ['Q020', 'domdistrict', 'warning'],
    ]);
    expect(findings[0]).toEqual({
      code: 'H001',
      severity: 'error',
      dimension: '规范性',
      column: 'apprdate',
      row: 1,
      original: ' 昨天 ',
      message: '“核准日期”不是有效时间，请写作 2026-01-31 09:30:00',
    });
    expect(findings[1]?.original).toHaveLength(200);
  });

  it('without judging cells that may have moved', () => {
    const file = Buffer.concat([
      csvOf([company()]),
      Buffer.from('P2,x\nP3,91320505MA1X000760,名,2026-03-01,1,1,C,3911,320505,,\nP4,1,2,3,4,5,6,7,8,多\n'),
    ]);
    const read = one(readFile(file, marketEntities));
    expect(codesOf(read)).toEqual([['H003'], ['H003']]);
    expect(read.refused.map(({ row }) => row)).toEqual([2, 4]);
    expect(read.accepted.map(({ key }) => key)).toEqual(['P0001', 'P3']);
  });

  it('while a formula guard is no error: one apostrophe before a sign is taken off', () => {
    const read = readCompanies([company({ regcap: '-5' })]);
    expect(JSON.parse(one(read.accepted).content)).toMatchObject({ regcap: '-5000000' });
  });
});

describe('a change log', () => {
  it('takes what the row says apart from how it came', () => {
    const { accepted } = readChecks([
      check(),
      check({ cd_operation: 'u', cd_time: '2026-11-03 11:00:00', cd_batch: '2026110300001' }),
      check({ check_result: '不合格' }),
    ]);
    expect(new Set(accepted.slice(0, 2).map(({ digest }) => digest)).size).toBe(1);
    expect(accepted[2]?.digest).not.toBe(accepted[0]?.digest);
    expect(JSON.parse(accepted[1]?.content ?? '')).toMatchObject({
      cd_operation: 'u',
      check_personnel: ['张三', '李四'],
      check_type: 'DAILY',
    });
  });

  it('deletes by key, time and operation alone', () => {
    const { accepted, refused } = readChecks([
      check({ cd_operation: 'D', check_date: '坏的', check_personnel: '', administrative_cp_ui_code: '1' }),
      check({ cd_operation: 'd', record_unique_identity: '' }),
      check({ cd_operation: 'x' }),
    ]);
    expect(one(accepted)).toMatchObject({ key: 'R0001', deleted: true });
    expect(refused.map(({ findings }) => findings.map(({ code }) => code))).toEqual([['Q005'], ['Q007']]);
  });

  it.each([
    ['Q001', { supervise_item_implement_code: '123' }],
    ['Q002', { supervise_item_check_icode: '1132050501400001X09' }],
    ['Q008', { administrative_cp_na: '1' }],
    ['Q009', { administrative_cp_na: '公民', administrative_cp_ce_type: '身份证', administrative_cp_ui_code: '320505199001010012' }],
    ['Q010', { check_personnel: '张三' }],
    ['Q012', { check_date: '2026-11-04 09:00:00' }],
  ])('is judged by %s', (code, its) => {
    expect(codesOf(readChecks([check(its)]))).toEqual([[code]]);
  });

  it('is softened only where the rules say so', () => {
    const { accepted } = readChecks([
      check({ check_mode: '非现场', check_personnel: '张三', supervise_item_check_icode: '91350211M0000XUF461' }),
    ]);
    expect(one(accepted).warnings).toEqual([
      { code: 'Q003', column: 'supervise_item_check_icode' },
      { code: 'Q010', column: 'check_personnel' },
    ]);
  });
});

const messy = fc.record({
  pripid: fc.constantFrom('P1', 'P2', 'P3', ' P1', '', 'P"4', '=P5'),
  entname: fc.constantFrom('甲', '乙,丙', '多\n行', '', '引"号'),
  apprdate: fc.constantFrom('2026-01-01', '2026/2/3', '20260405', '明天', ''),
  regstate: fc.constantFrom('1', '注销', '7'),
  domdistrict: fc.constantFrom('320505', '110000', ''),
});

describe('whatever the file', () => {
  it('every row that is read is accepted or refused, and the cuts change neither which nor their numbers', () => {
    fc.assert(
      fc.property(
        fc.array(messy, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 5 }),
        (rows, chunkBytes, sections) => {
          const file = csvOf(rows);
          const whole = one(readFile(file, marketEntities, 1 << 20, sections));
          const chunks = readFile(file, marketEntities, chunkBytes, sections);
          expect(whole.read).toBe(rows.length);
          expect(whole.accepted.length + whole.refused.length).toBe(rows.length);
          const byRow = <Row extends { row: number }>(some: readonly Row[]) => [...some].sort((a, b) => a.row - b.row);
          expect(byRow(chunks.flatMap(({ accepted }) => accepted))).toEqual(byRow(whole.accepted));
          expect(chunks.flatMap(({ refused }) => refused)).toEqual(whole.refused);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('what comes back as refused is refused for the same reasons when it is handed in unrepaired', () => {
    fc.assert(
      fc.property(fc.array(messy, { minLength: 1, maxLength: 20 }), (rows) => {
        const file = csvOf(rows);
        const header = cutUp(file, 1 << 20).layout?.header ?? [];
        const first = one(readFile(file, marketEntities));
        if (first.refused.length === 0) return;
        const back = Buffer.from(refusedFileHead(header) + refusedFileLines(first.refused, header, marketEntities.contract));
        const second = one(readFile(back, marketEntities));
        expect(second.accepted).toEqual([]);
        expect(second.unknownColumns).toEqual([]);
        const reasons = ({ refused }: typeof first) =>
          refused.map(({ findings }) => findings.map(({ code, column, message }) => [code, column, message]));
        expect(reasons(second)).toEqual(reasons(first));
        // And what comes back of that is the same file but for the row numbers.
        const again = cutUp(back, 1 << 20).layout?.header ?? [];
        expect(refusedFileHead(again)).toBe(refusedFileHead(header));
      }),
      { numRuns: 100 },
    );
  });

  it('the same bytes give the same answer', () => {
    const file = csvOf([check(), check({ record_unique_identity: 'R2' })]);
    // What is open are functions; test/ingestion/judge-by-records.test.ts is about them.
    const read = () => readFile(file, checkActions).map((rows) => ({ ...rows, open: rows.open.length }));
    expect(read()).toEqual(read());
    expect(pinned.today).toBe('2026-11-23');
  });
});
