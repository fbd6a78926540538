import { markdownTable } from './dataset-page.ts';
import { RuleSet } from './rule-set.ts';
import { q015 } from './rules/q015-same-id-other-content.ts';
import { recordRules, rowRules, rules } from './rules/rules.ts';

/** Every finding there is: what the rules say of themselves, and which of the rule sets that come with the code name them. */
export const findingsTable = (ruleSetContents: readonly unknown[]): string => {
  const ruleSets = ruleSetContents.map((content) => RuleSet.parse(content));
  const judgedIn = (code: string): string => {
    if (code === q015.code) return 'every change log, when it is settled';
    if (!rowRules.has(code) && !recordRules.has(code)) return 'every dataset, by its contract';
    const datasets = ruleSets.filter((set) => set.rules.some((use) => use.code === code)).map(({ dataset }) => dataset);
    return datasets.length === 0 ? 'none yet' : datasets.join(', ');
  };
  const inOrder = [...rules.values()].sort((one, other) => (one.code < other.code ? -1 : 1));
  return markdownTable(
    ['code', 'dimension', 'severity', 'title', 'judged in'],
    inOrder.map(({ code, dimension, severity, title, firm }) => [
      code,
      dimension,
      firm ? `${severity}, always` : severity,
      title,
      judgedIn(code),
    ]),
  );
};
