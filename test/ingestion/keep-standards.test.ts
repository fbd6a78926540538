import { describe, expect, it } from 'vitest';
import { Contract } from '../../functions/ingestion/contract.ts';
import { misfits } from '../../functions/ingestion/keep-standards.ts';
import { RuleSet } from '../../functions/ingestion/rule-set.ts';
import { marketEntities } from './sample-file.ts';

const today = '2026-11-23';
const tomorrow = '2026-11-24';
const { contract, ruleSet } = marketEntities;

const area = 'domdistrict';
const withoutArea = Contract.parse({
  ...contract,
  version: 2,
  validFrom: tomorrow,
  subject: { ...contract.subject, shown: undefined },
  columns: contract.columns.filter(({ name }) => name !== area),
});
const ofArea = RuleSet.parse({
  ...ruleSet,
  version: 2,
  validFrom: tomorrow,
  rules: [{ code: 'Q020', columns: { area }, parameters: { prefix: '320505' } }],
});
const ofNothing = RuleSet.parse({ ...ofArea, version: 3, rules: [] });

const published = ({ contracts = [contract], ruleSets = [] }: { contracts?: Contract[]; ruleSets?: RuleSet[] }) => {
  const on = <Standard extends { validFrom: string }>(versions: Standard[], day: string) =>
    Promise.resolve(versions.findLast(({ validFrom }) => validFrom <= day));
  return {
    contractOn: (_: string, day: string) => on(contracts, day),
    ruleSetOn: (_: string, day: string) => on(ruleSets, day),
  };
};
const disagree = [`规则 Q020 使用的列 ${area} 不在数据集 market-entities 第 2 版中`];

describe('A contract and a rule set are compared on the first day on which what is approved is in force', () => {
  it('a rule set with the contract of that day, not with today’s', async () => {
    const ahead = published({ contracts: [contract, withoutArea] });
    expect(await misfits({ kind: 'rule-set', content: ofArea }, today, ahead)).toEqual(disagree);
    expect(await misfits({ kind: 'rule-set', content: { ...ofArea, validFrom: today } }, today, ahead)).toEqual([]);
    expect(await misfits({ kind: 'rule-set', content: ofArea }, today, published({ contracts: [withoutArea] }))).toEqual(disagree);
  });

  it('a contract with the rule set of that day', async () => {
    const approve = { kind: 'contract', content: withoutArea } as const;
    expect(await misfits(approve, today, published({ ruleSets: [ofArea] }))).toEqual(disagree);
    expect(await misfits(approve, today, published({ ruleSets: [{ ...ofArea, validFrom: today }, ofNothing] }))).toEqual([]);
    expect(await misfits(approve, today, published({}))).toEqual([]);
  });

  it('of what began long ago, today', async () => {
    const late = { kind: 'contract', content: { ...withoutArea, validFrom: '2020-01-01' } } as const;
    expect(await misfits(late, tomorrow, published({ ruleSets: [ofArea] }))).toEqual(disagree);
  });

  it('a rule set of a dataset that has no contract then is refused', async () => {
    expect(await misfits({ kind: 'rule-set', content: ofArea }, today, published({ contracts: [] }))).toEqual([
      `数据集 market-entities 在 ${tomorrow} 没有有效的数据标准`,
    ]);
  });
});
