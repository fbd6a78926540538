import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compare, type Compared, features } from '../../functions/complaints/duplicates/compare.ts';
import { duplicatesAmong, probabilityOf } from '../../functions/complaints/duplicates/duplicates-among.ts';
import { weights } from '../../functions/complaints/duplicates/weights.ts';
import { proposeDepartments } from '../../functions/complaints/routing/propose-departments.ts';
import { RoutingTable } from '../../functions/complaints/routing/routing-table.ts';
import { Content } from '../../functions/complaints/complaint.ts';
import { sampleRouting } from '../../infra/local/sample/routing.ts';

/** The rows of the table behind a mark in docs/complaint-matching.md. */
const rowsOf = (mark: string): string[][] => {
  const lines = readFileSync('docs/complaint-matching.md', 'utf8').split('\n');
  const table = lines.slice(lines.indexOf(`<!-- test: ${mark} -->`) + 1);
  return table
    .slice(
      2,
      table.findIndex((line) => !line.startsWith('|')),
    )
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
};

const respondents: Record<string, [Content['respondent'], Content['respondent']]> = {
  'same code': [
    { name: '苏州鼎泰餐饮管理有限公司', code: '91320505MA01WF097U' },
    { name: '鼎泰面馆', code: '91320505MA01WF097U' },
  ],
  'other code': [{ code: '91320505MA01WF097U' }, { code: '92320505MA01G9BXXP' }],
  'same name': [{ name: '苏州鼎泰餐饮管理有限公司（狮山店）' }, { name: '苏州鼎泰餐饮管理有限公司(狮山店)' }],
  'short name': [{ name: '苏州鼎泰餐饮管理有限公司' }, { name: '鼎泰餐饮' }],
  '—': [undefined, undefined],
};
const places: Record<string, [Partial<Content>, Partial<Content>]> = {
  same: [{ address: '苏州高新区狮山街道竹园路28号3幢201室' }, { address: '竹园路28号门口' }],
  '30 m': [
    { address: '金狮大厦东门', longitude: 120.55, latitude: 31.3 },
    { address: '竹园路28号', longitude: 120.5503, latitude: 31.3 },
  ],
  '120 m': [
    { longitude: 120.55, latitude: 31.3 },
    { longitude: 120.55, latitude: 31.3011 },
  ],
  '30 m, both numbered': [
    { address: '竹园路30号', longitude: 120.55, latitude: 31.3 },
    { address: '竹园路28号', longitude: 120.5503, latitude: 31.3 },
  ],
  '—': [{}, {}],
};
const texts: Record<string, [string, string]> = {
  alike: [
    '夜里十点以后排放刺鼻的塑料味废气，窗户不敢开，小孩一直咳嗽',
    '晚上十点以后排放刺鼻塑料味废气，小孩一直咳嗽，窗户都不敢开，希望相关部门尽快核实处理',
  ],
  different: ['夜里十点以后排放刺鼻的塑料味废气，窗户不敢开', '招牌的灯太亮，照得卧室整晚像白天一样，没法睡觉'],
  short: ['环境问题', '太吵'],
};

describe('The worked examples of docs/complaint-matching.md', () => {
  it('weigh as the product does', () => {
    const doc = readFileSync('docs/complaint-matching.md', 'utf8');
    for (const feature of features) expect(doc).toContain(String(weights[feature].weight).replace('-', '−'));
    expect(doc).toContain(`e^−(${String(weights.intercept.weight).replace('-', '−')} +`);
  });

  const examples = rowsOf('duplicates');
  it('are there', () => expect(examples.length).toBeGreaterThan(15));

  it.each(examples)(
    'object %s, place %s, %s, %s apart, text %s, person %s: %s, %s',
    (object, place, state, apart, text, person, probability, suggested) => {
      const [before, now] = [0, 1].map((at): Compared => ({
        complaintId: `k-${at}`,
        source: 'c-city',
        upperId: `SZ${at}`,
        track: 'request',
        state: at === 0 && state === 'closed' ? 'completed' : 'handling',
        receivedAt: new Date(Date.parse('2026-06-01T08:00:00Z') + at * Number(apart.split(' ')[0]) * 3_600_000).toISOString(),
        content: Content.parse({ title: '诉求', text: texts[text]![at], ...places[place]![at], respondent: respondents[object]![at] }),
        personKeys: person === 'same' ? ['0011'] : [`001${at + 1}`],
      }));
      expect(probabilityOf(compare(now!, before!)).toFixed(2)).toBe(probability);
      expect(duplicatesAmong(now!, [before!]).map(({ complaintId }) => complaintId)).toEqual(suggested === 'yes' ? ['k-0'] : []);
    },
  );
});

describe('The sample’s routing table', () => {
  const table = RoutingTable.parse(sampleRouting);
  const names = new Map(table.departments.map(({ departmentId, name }) => [departmentId, name]));
  it.each(rowsOf('routing'))('category %s, item %s, object %s, “%s”: %s', (category, item, object, text, proposed) => {
    const content = Content.parse({
      title: '诉求',
      text,
      ...(category && { category }),
      ...(item && { item }),
      ...(object && { respondent: { name: object } }),
    });
    const proposals = proposeDepartments(content, 'request', table);
    expect(proposals.map(({ department, score }) => `${names.get(department) ?? ''} ${score.toFixed(2)}`).join('，') || 'nobody').toBe(
      proposed,
    );
  });
});
