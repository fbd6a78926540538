import { describe, expect, it } from 'vitest';
import { Contract, orderOf } from '../../functions/ingestion/contract.ts';
import { RuleSet, ruleSetFaults } from '../../functions/ingestion/rule-set.ts';
import { checkActions, marketEntities } from './sample-file.ts';

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
  it.each([
    ['market-entities', marketEntities],
    ['check-actions', checkActions],
  ])('%s fit each other', (dataset, { contract: its, ruleSet }) => {
    expect(its.dataset).toBe(dataset);
    expect(ruleSetFaults(ruleSet, its)).toEqual([]);
  });

  it('keep persons’ numbers at level 3, with a mask', () => {
    for (const { contract: its } of [marketEntities, checkActions])
      for (const { name, level, mask } of its.columns) if (level >= 3) expect([name, mask]).not.toContain(undefined);
    expect(checkActions.contract.columns.filter(({ level }) => level >= 3).map(({ name }) => name)).toEqual([
      'administrative_cp_ui_code',
      'check_personnel_code',
    ]);
  });
});

describe('a rule set', () => {
  const ruleSet = (...rules: object[]) => ({ dataset: 'check-actions', version: 1, validFrom: '2026-01-01', rules });
  it.each([
    ['没有规则 Q999', { code: 'Q999' }],
    ['缺少列 items', { code: 'Q001' }],
    ['不使用列 item', { code: 'Q001', columns: { items: 'a', item: 'b' } }],
    ['没有参数 x', { code: 'Q001', columns: { items: 'a' }, parameters: { x: '1' } }],
  ])('is refused when loaded: %s', (words, rule) => {
    expect(RuleSet.safeParse(ruleSet(rule)).error?.issues[0]?.message).toContain(words);
  });

  it('says which of its columns a contract lacks', () => {
    const stranger = RuleSet.parse(ruleSet({ code: 'Q001', columns: { items: 'nowhere' } }));
    expect(ruleSetFaults(stranger, checkActions.contract)).toEqual([expect.stringContaining('nowhere')]);
    expect(ruleSetFaults(stranger, marketEntities.contract)).toHaveLength(2);
  });
});
