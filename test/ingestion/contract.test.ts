import { describe, expect, it } from 'vitest';
import { Contract, orderOf } from '../../functions/ingestion/contract.ts';
import { RuleSet, ruleSetFaults } from '../../functions/ingestion/rule-set.ts';
import { checkActions, company, csvOf, marketEntities, one, readFile } from './sample-file.ts';
import { enforcement, officer, otherAction, penalty } from './sample-rows.ts';
import { seededStandards, standardOf } from './seeded-standards.ts';

const column = (its: object) => ({
  name: 'id',
  title: '编号',
  type: 'code',
  required: true,
  maxLength: 50,
  level: 1,
  origin: 'ours',
  ...its,
});
const contract = (columns: object[], its: object = {}) => ({
  dataset: 'some-data',
  title: '某数据',
  version: 1,
  validFrom: '2026-01-01',
  source: '测试',
  handIn: ['*'],
  recordKey: 'id',
  businessTime: 'at',
  columns: [column({}), column({ name: 'at', title: '时间', type: 'date' }), ...columns],
  ...its,
});
const faultsOf = (content: unknown) =>
  Contract.safeParse(content)
    .error?.issues.map(({ message }) => message)
    .join() ?? '';

describe('a contract', () => {
  it('is accepted when it holds together', () => {
    expect(faultsOf(contract([column({ name: 'amount', title: '金额', type: 'amount', unit: '元' })]))).toBe('');
  });

  it.each([
    ['没有名为“key”的列', contract([], { recordKey: 'key' })],
    ['“id”的类型须为', contract([], { businessTime: 'id' })],
    ['“at”不能是 transport', contract([], { columns: [column({}), column({ name: 'at', title: '时间', type: 'date', transport: true })] })],
    ['“at”须为必填列', contract([], { columns: [column({}), column({ name: 'at', title: '时间', type: 'date', required: false })] })],
    ['“编号”已是另一列', contract([column({ name: 'id2' })])],
    ['“编号”已是另一列', contract([column({ name: 'id2', title: '编号二', aliases: ['编号'] })])],
    ['不能以“问题”', contract([column({ name: 'id2', title: '问题说明' })])],
    ['没有名为“no-such”的字典', contract([column({ name: 'x', title: '某', dictionary: 'no-such' })])],
    ['只有 code、list 类型的列可以有字典', contract([column({ name: 'x', title: '某', type: 'text', dictionary: { a: '甲' } })])],
    ['分组', contract([column({ name: 'x', title: '某', maxLength: 10, pattern: '^(a+)+$' })])],
    ['maxLength', contract([column({ name: 'x', title: '某', pattern: '^a+$', maxLength: 2000 })])],
    ['“x”须给出 maxLength', contract([column({ name: 'x', title: '某', type: 'text', maxLength: undefined })])],
    ['之和', contract([column({ name: 'x', title: '某', type: 'text', maxLength: 90_000 })])],
    ['金额列', contract([column({ name: 'x', title: '某', type: 'amount' })])],
    ['change-operation', contract([column({ name: 'op', title: '操作' })], { operation: 'op' })],
    ['不超过 300', contract([column({ name: 'x', title: '某', maxLength: 301 })], { referable: 'x' })],
    [
      '不超过 240',
      contract([], { referable: 'id', columns: [column({ maxLength: 241 }), column({ name: 'at', title: '时间', type: 'date' })] }),
    ],
    ['类型须为 text、code，', contract([column({ name: 'x', title: '某', type: 'list' })], { referable: 'x' })],
    ['须逐一列出可报送的部门', contract([], { subject: { as: 'register', name: 'id' } })],
    ['没有名为“who”的列', contract([], { subject: { as: 'party', name: 'who' } })],
    ['没有名为“dom”的列', contract([], { subject: { as: 'register', name: 'id', shown: { address: ['id', 'dom'] } } })],
    ['没有名为“day”的列', contract([], { subject: { as: 'party', name: 'id', act: { body: 'id', items: 'id', dates: ['day'] } } })],
    ['真实存在', contract([], { validFrom: '2026-02-30' })],
    ['失效日期早于', contract([], { validTo: '2025-12-31' })],
  ])('is refused: %s', (words, content) => {
    expect(faultsOf(content)).toContain(words);
  });

  it('with an operation column is a change log, where the order of rows decides', () => {
    expect(orderOf(checkActions.contract)).toBe('row');
    expect(orderOf(marketEntities.contract)).toBe('business-time');
  });
});

describe('the contracts and rule sets that come with the code', () => {
  it.each([...seededStandards])('%s fit each other', (dataset, { contract: its, ruleSet }) => {
    expect(its.dataset).toBe(dataset);
    expect(ruleSetFaults(ruleSet, its)).toEqual([]);
  });

  it('keep persons’ numbers at level 3, and mask whatever is above level 1', () => {
    const columns = [...seededStandards].flatMap(([dataset, { contract: its }]) => its.columns.map((one) => ({ dataset, ...one })));
    expect(columns.filter(({ level, mask }) => level > 1 && mask === undefined)).toEqual([]);
    expect(columns.filter(({ level }) => level >= 3).map(({ dataset, name }) => `${dataset} ${name}`)).toEqual([
      'check-actions administrative_cp_ui_code',
      'check-actions check_personnel_code',
      'enforcements administrative_cp_ui_code',
      'officers law_no',
      'officers gov_law_no',
      'other-actions administrative_cp_ui_code',
      'penalties administrative_cp_ui_code',
    ]);
  });

  it('make every behaviour a change log about the party that it names', () => {
    for (const dataset of ['check-actions', 'penalties', 'enforcements', 'other-actions']) {
      expect(orderOf(standardOf(dataset).contract)).toBe('row');
      expect(standardOf(dataset).contract.subject).toMatchObject({ as: 'party', code: 'administrative_cp_ui_code' });
    }
    expect(standardOf('officers').contract.subject).toBeUndefined();
  });

  it.each([
    ['officers', officer()],
    ['penalties', penalty()],
    ['enforcements', enforcement()],
    ['other-actions', otherAction()],
  ])('of %s find nothing in a row without a fault', (dataset, row) => {
    const { read, accepted, findingCounts } = one(readFile(csvOf([row]), standardOf(dataset)));
    expect({ read, accepted: accepted.length, findingCounts }).toEqual({ read: 1, accepted: 1, findingCounts: {} });
  });

  it.each([
    ['penalties', penalty({ punish_type: '罚款、没收违法所得' }), { punish_type: ['03', '04'] }],
    ['penalties', penalty({ fine_amount: '2,000.5' }), { fine_amount: '200050', is_hearing: '0' }],
    ['other-actions', otherAction({ supervise_measure: '行政检查建议' }), { supervise_measure: '行政检查建议' }],
  ])('of %s standardise what departments write', (dataset, row, content) => {
    const { accepted } = one(readFile(csvOf([row]), standardOf(dataset)));
    expect(JSON.parse(one(accepted).content)).toMatchObject(content);
  });

  it.each([
    ['penalties', 'Q007', penalty({ punish_type: '罚款;罚款单' })],
    ['penalties', 'Q013', penalty({ closed_date: '2026-11-01', punish_decision_date: '2026-11-02' })],
    ['penalties', 'Q017', penalty({ closed_date: '2026-10-01', punish_set_date: '2026-09-01', punish_decision_date: '2026-09-02' })],
    ['penalties', 'Q018', penalty({ paid_amount: '4000.01' })],
    ['enforcements', 'Q023', enforcement({ force_start_date: '2026-10-01 10:00:00' })],
    ['other-actions', 'Q025', otherAction({ cd_batch: '1' })],
    ['officers', 'Q005', officer({ law_end_date: '' })],
  ])('of %s judge by %s', (dataset, code, row) => {
    const { findingCounts } = one(readFile(csvOf([row]), standardOf(dataset)));
    expect(Object.keys(findingCounts)).toContain(code);
  });
});

describe('a rule set', () => {
  const ruleSet = (...rules: object[]) => ({ dataset: 'check-actions', version: 1, validFrom: '2026-01-01', rules });
  it.each([
    ['没有规则 Q999', { code: 'Q999' }],
    ['缺少列 items', { code: 'Q001' }],
    ['不使用列 item', { code: 'Q001', columns: { items: 'a', item: 'b' } }],
    ['没有参数 x', { code: 'Q001', columns: { items: 'a' }, parameters: { x: '1' } }],
    ['最多几个工作日）不能是“七”', { code: 'Q017', columns: { ended: 'a', submitted: 'b' }, parameters: { days: '七' } }],
    ['缺少列 licences', { code: 'Q011' }],
    ['departments（在哪些部门', { code: 'Q014', columns: { check: 'a', source: 'b' }, parameters: { departments: '市场监管局' } }],
    ['H003 不能停用，也不能改为提示', { code: 'H003', severity: 'warning' }],
    ['H002 不能停用', { code: 'H002', severity: 'off' }],
    ['失效日期早于生效日期', { code: 'Q006', validFrom: '2026-02-01', validTo: '2026-01-01' }],
  ])('is refused when loaded: %s', (words, rule) => {
    expect(RuleSet.safeParse(ruleSet(rule)).error?.issues[0]?.message).toContain(words);
  });

  it('names a rule of the contract once at a time', () => {
    const until = { code: 'Q006', severity: 'warning', validTo: '2026-06-30' };
    expect(RuleSet.safeParse(ruleSet(until, { code: 'Q006', severity: 'off', validFrom: '2026-07-01' })).success).toBe(true);
    expect(RuleSet.safeParse(ruleSet(until, { code: 'Q006', severity: 'off', validFrom: '2026-06-30' })).success).toBe(false);
  });

  it('says which of its columns a contract lacks', () => {
    const stranger = RuleSet.parse(
      ruleSet({ code: 'Q001', columns: { items: 'nowhere' } }, { code: 'Q011', columns: { licences: 'nowhere-too' } }),
    );
    expect(ruleSetFaults(stranger, checkActions.contract)).toEqual([
      expect.stringContaining('nowhere'),
      expect.stringContaining('nowhere-too'),
    ]);
    expect(ruleSetFaults(stranger, marketEntities.contract)).toHaveLength(3);
  });

  const wrong = company({ traname: '名'.repeat(201), domdistrict: '320506' });
  const findings = (...rules: object[]) => {
    const set = RuleSet.parse({ ...ruleSet(...rules), dataset: 'market-entities' });
    const { findingCounts } = one(readFile(csvOf([wrong]), { ...marketEntities, ruleSet: set }));
    return Object.entries(findingCounts)
      .map(([code, { error }]) => `${code} ${error > 0 ? 'error' : 'warning'}`)
      .sort();
  };
  const area = { code: 'Q020', columns: { area: 'domdistrict' }, parameters: { prefix: '320505' } };

  it.each([
    ['as they are', [area], ['Q006 error', 'Q020 warning']],
    ['switched to a warning', [{ code: 'Q006', severity: 'warning' }, area], ['Q006 warning', 'Q020 warning']],
    ['switched to an error', [{ ...area, severity: 'error' }], ['Q006 error', 'Q020 error']],
    ['loosened by a parameter', [{ ...area, parameters: { prefix: '3205' } }], ['Q006 error']],
    [
      'off',
      [
        { code: 'Q006', severity: 'off' },
        { ...area, severity: 'off' },
      ],
      [],
    ],
    ['from tomorrow', [{ ...area, validFrom: '2026-11-24' }], ['Q006 error']],
    ['from today', [{ ...area, validFrom: '2026-11-23' }], ['Q006 error', 'Q020 warning']],
    ['until yesterday', [{ code: 'Q006', severity: 'off', validTo: '2026-11-22' }], ['Q006 error']],
    ['until today', [{ code: 'Q006', severity: 'off', validTo: '2026-11-23' }], []],
  ])('takes rules %s', (_, rules, found) => {
    expect(findings(...rules)).toEqual(found);
  });

  it('that names a column which the contract lacks judges nothing', () => {
    const set = RuleSet.parse({ ...ruleSet({ ...area, columns: { area: 'nowhere' } }), dataset: 'market-entities' });
    expect(() => readFile(csvOf([company()]), { ...marketEntities, ruleSet: set })).toThrow('rule Q020 of rule set 1 names nowhere');
  });

  it('never lets a row in that has no key or no time', () => {
    const soft = RuleSet.parse({
      ...ruleSet({ code: 'Q005', severity: 'off' }, { code: 'H001', severity: 'warning' }),
      dataset: 'market-entities',
    });
    const rows = [company({ pripid: '' }), company({ apprdate: '昨天' }), company({ estdate: '昨天' })];
    const { accepted, refused } = one(readFile(csvOf(rows), { ...marketEntities, ruleSet: soft }));
    expect(refused.map(({ row }) => row)).toEqual([1, 2]);
    expect(one(accepted).warnings).toEqual([{ code: 'H001', column: 'estdate' }]);
  });
});
