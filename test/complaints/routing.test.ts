import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Content } from '../../functions/complaints/complaint.ts';
import { automatic, proposeDepartments } from '../../functions/complaints/routing/propose-departments.ts';
import { RoutingTable } from '../../functions/complaints/routing/routing-table.ts';
import { sampleComplaints } from '../../infra/local/sample/complaints.ts';
import { sampleRouting } from '../../infra/local/sample/routing.ts';

const [market, city, police] = ['d-market', 'd-cityman', 'd-police'];
const table = (rules: object[], its: object = {}): RoutingTable =>
  RoutingTable.parse({
    version: 1,
    validFrom: '2026-01-01',
    departments: [
      { departmentId: market, name: '区市场监管局' },
      { departmentId: city, name: '区城管局' },
      { departmentId: police, name: '区公安分局' },
    ],
    rules: rules.map((rule, at) => ({ ruleId: `r-${at}`, note: `职责清单第${at + 1}条`, ...rule })),
    ...its,
  });
const content = (its: Partial<Content>): Content => Content.parse({ title: '诉求', text: '情况如下', ...its });

describe('Proposed departments', () => {
  it('say why, with the rule that says so', () => {
    const rules = [{ department: market, categories: ['食品安全'], keywords: ['过期'] }];
    expect(proposeDepartments(content({ category: '食品安全', text: '牛奶过期' }), 'complaint', table(rules))).toEqual([
      {
        department: market,
        score: 0.838,
        because: ['分类“食品安全”由区市场监管局负责（职责清单第1条）', '内容提到“过期”，由区市场监管局负责（职责清单第1条）'],
      },
    ]);
  });

  it('are several where several are meant, equals in a settled order, and none where nothing matches', () => {
    const rules = [
      { department: police, keywords: ['扰民'] },
      { department: city, keywords: ['油烟'] },
    ];
    const proposals = proposeDepartments(content({ text: '油烟扰民' }), 'request', table(rules));
    expect(proposals.map(({ department, score }) => [department, score])).toEqual([
      [city, 0.35],
      [police, 0.35],
    ]);
    expect(proposeDepartments(content({ text: '想问天气' }), 'request', table(rules))).toEqual([]);
  });

  it('count a sign once, as the strongest rule says it, and the longest of words within each other', () => {
    const one = table([{ department: city, keywords: ['油烟'], weight: 0.5 }]);
    const twice = table([
      { department: city, keywords: ['油烟'], weight: 0.5 },
      { department: city, keywords: ['油烟', '烟'], weight: 0.4 },
    ]);
    const smoke = content({ text: '油烟直排' });
    expect(proposeDepartments(smoke, 'request', twice)).toEqual(proposeDepartments(smoke, 'request', one));
  });

  it('keep to a rule’s area and track', () => {
    const rules = [{ department: city, keywords: ['垃圾'], areas: ['320505'], tracks: ['request'] }];
    const rubbish = { text: '垃圾没人收' };
    const found = (its: Partial<Content>, track: 'request' | 'tip') =>
      proposeDepartments(content({ ...rubbish, ...its }), track, table(rules)).length;
    expect(found({ area: '320505' }, 'request')).toBe(1);
    expect(found({ area: '320506' }, 'request')).toBe(0);
    expect(found({}, 'request')).toBe(0);
    expect(found({ area: '320505' }, 'tip')).toBe(0);
  });

  it('take an item by its beginning', () => {
    const rules = [{ department: market, items: ['013101'] }];
    expect(proposeDepartments(content({ item: '01310108310033' }), 'tip', table(rules))[0]?.score).toBe(0.9);
    expect(proposeDepartments(content({ item: '01320108310033' }), 'tip', table(rules))).toEqual([]);
  });

  const samples = sampleComplaints().map(({ notices: [order] }) => z.object({ content: Content }).parse(order).content);
  const sampleTable = RoutingTable.parse(sampleRouting);
  const aSample = fc.constantFrom(...samples);

  it('do not depend on the order of rules and departments, and score from 0 to 1', () => {
    fc.assert(
      fc.property(
        aSample,
        fc.shuffledSubarray(sampleTable.rules, { minLength: sampleTable.rules.length }),
        fc.shuffledSubarray(sampleTable.departments, { minLength: sampleTable.departments.length }),
        (one, rules, departments) => {
          const proposals = proposeDepartments(one, 'request', sampleTable);
          expect(proposeDepartments(one, 'request', { ...sampleTable, rules, departments })).toEqual(proposals);
          for (const { score } of proposals) expect(score > 0 && score <= 1).toBe(true);
        },
      ),
    );
  });

  it('do not change in order or score among others by a rule about somebody else', () => {
    const departments = sampleTable.departments.map(({ departmentId }) => departmentId);
    fc.assert(
      fc.property(aSample, fc.constantFrom(...departments), fc.constantFrom('的', '油烟', '投诉', '要求'), (one, department, word) => {
        const rules = [...sampleTable.rules, { ruleId: 'new', department, keywords: [word], weight: 1, note: '新规则' }];
        const others = (table: RoutingTable) =>
          proposeDepartments(one, 'request', table).filter((proposal) => proposal.department !== department);
        expect(others({ ...sampleTable, rules })).toEqual(others(sampleTable));
      }),
    );
  });
});

describe('Sending without confirmation', () => {
  const proposal = (department: string, score: number) => ({ department, score, because: ['职责清单'] });
  const on = table([], { automatic: { on: true, threshold: 0.8, margin: 0.2 } });

  it('is off unless the district says otherwise', () => {
    expect(automatic([proposal(market, 1)], table([]))).toBeUndefined();
    expect(automatic([proposal(market, 1)], on)).toBe(market);
  });

  it('needs the threshold, and the margin to the second', () => {
    expect(automatic([proposal(market, 0.79)], on)).toBeUndefined();
    expect(automatic([proposal(market, 0.85), proposal(city, 0.66)], on)).toBeUndefined();
    expect(automatic([proposal(market, 0.95), proposal(city, 0.66)], on)).toBe(market);
    expect(automatic([], on)).toBeUndefined();
  });
});

describe('A routing table', () => {
  it('is refused when a rule names a department that it does not list, or says nothing, or when a rule or department stands there twice', () => {
    const faults = (rules: object[]) => RoutingTable.safeParse({ ...sampleRouting, rules }).error?.issues.map(({ message }) => message);
    const rule = { ruleId: 'r-1', department: sampleRouting.departments[0]?.departmentId, keywords: ['过期'], note: '职责清单' };
    expect(faults([rule])).toBeUndefined();
    expect(faults([{ ...rule, department: 'd-nobody' }])).toEqual(['规则r-1指向的部门d-nobody不在本表的部门中']);
    expect(faults([rule, rule])).toEqual(['规则编号r-1重复']);
    const departments = [...sampleRouting.departments, ...sampleRouting.departments.slice(0, 1)];
    expect(RoutingTable.safeParse({ ...sampleRouting, departments }).error?.issues.map(({ message }) => message)).toEqual(['部门重复']);
    expect(faults([{ ...rule, keywords: undefined }])).toEqual(['规则须至少列出事项、分类、关键词或对象名称用词之一']);
  });
});
