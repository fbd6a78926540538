import { expect, it } from 'vitest';
import { datasetPage } from '../../functions/ingestion/dataset-page.ts';
import { findingsTable } from '../../functions/ingestion/findings-table.ts';
import { rules } from '../../functions/ingestion/rules/rules.ts';
import { seededStandards, standardOf } from './seeded-standards.ts';

it.each([...seededStandards])('the page of %s has every column and every rule that judges it', (_, { contract, ruleSet }) => {
  const page = datasetPage(contract, ruleSet.version === 0 ? undefined : ruleSet);
  for (const { name, title } of contract.columns) expect(page).toContain(`| \`${name}\` | ${title} |`);
  for (const { code } of ruleSet.rules) expect(page).toContain(`| ${code} | ${rules.get(code)?.title ?? '?'} |`);
});

it('a page says how a rule set takes a rule: severity, parameters, dates, law', () => {
  const { contract, ruleSet } = standardOf('penalties');
  const late = {
    ...ruleSet.rules[0],
    code: 'Q017',
    columns: { ended: 'closed_date', submitted: 'submitted_date' },
    parameters: { days: '3' },
  };
  const page = datasetPage(contract, {
    ...ruleSet,
    rules: [
      { ...late, severity: 'error', lawRef: '某办法', validFrom: '2026-07-01', validTo: '2026-12-31' },
      { code: 'Q006', severity: 'off' },
    ],
  });
  expect(page).toMatch(/\| Q017 \| .* \| 错误 \| .* \| 最多几个工作日：3 \| 某办法 \| 2026-07-01 起至 2026-12-31 \|/);
  expect(page).toMatch(/\| Q006 \| .* \| 停用 \|/);
});

it('the table of findings has every rule once', () => {
  const table = findingsTable([...seededStandards.values()].map(({ ruleSet }) => ({ ...ruleSet, version: Math.max(ruleSet.version, 1) })));
  for (const { title } of rules.values()) expect(table.split(`| ${title} |`)).toHaveLength(2);
  expect(table).toContain('| Q014 | 关联性 | warning |');
});
