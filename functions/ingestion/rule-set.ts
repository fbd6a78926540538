import * as z from 'zod';
import { type Contract, DatasetId, LocalDate } from './contract.ts';
import { Severity } from './finding.ts';
import type { RuleFace } from './rules/rule.ts';
import { recordRules, rowRules, rules } from './rules/rules.ts';

/** As it is stored. A rule that the code no longer knows makes reading a row fail, not reading the set. */
export const StoredRuleSet = z.strictObject({
  dataset: DatasetId,
  version: z.int().min(1).max(999_999),
  validFrom: LocalDate,
  validTo: LocalDate.optional(),
  rules: z
    .array(
      z.strictObject({
        code: z.string(),
        /** Instead of the rule's own; `off`: it does not judge. */
        severity: Severity.or(z.literal('off')).optional(),
        /** Days on which uploads are taken up; outside them this use is as if it were not there. */
        validFrom: LocalDate.optional(),
        validTo: LocalDate.optional(),
        /** The rule's word → the contract's column. */
        columns: z.record(z.string(), z.string()).default({}),
        parameters: z.record(z.string(), z.string().max(200)).default({}),
        lawRef: z.string().max(200).optional(),
      }),
    )
    .max(200),
});

/** Which rules judge a dataset's rows, and what their words for columns mean there. The rules of the contract (required, length, …) apply by themselves. */
export const RuleSet = StoredRuleSet.superRefine((set, context) => {
  if (set.validTo !== undefined && set.validTo < set.validFrom)
    context.addIssue({ code: 'custom', path: ['validTo'], message: '失效日期早于生效日期' });
  set.rules.forEach((use, at) => {
    const { code, columns, parameters, severity } = use;
    const fault = (message: string) => context.addIssue({ code: 'custom', path: ['rules', at], message });
    const face = rules.get(code);
    if (!face) {
      fault(`没有规则 ${code}`);
      return;
    }
    const rule = rowRules.get(code) ?? recordRules.get(code);
    if ((use.validTo ?? '9999') < (use.validFrom ?? '')) fault(`规则 ${code} 的失效日期早于生效日期`);
    if (face.firm && severity !== undefined && severity !== 'error') fault(`规则 ${code} 不能停用，也不能改为提示`);
    if (!rule && set.rules.slice(0, at).some((other) => other.code === code && overlap(other, use)))
      fault(`规则 ${code} 同一时间只能出现一次`);
    const words: readonly string[] = rule ? [...rule.needs, ...(rule.mayUse ?? [])] : [];
    for (const word of rule?.needs ?? []) if (columns[word] === undefined) fault(`规则 ${code} 缺少列 ${word}`);
    for (const word of Object.keys(columns)) if (!words.includes(word)) fault(`规则 ${code} 不使用列 ${word}`);
    for (const [name, value] of Object.entries(parameters)) {
      const known = new Map(Object.entries(rule?.parameters ?? {})).get(name);
      if (!known) fault(`规则 ${code} 没有参数 ${name}`);
      else if (!known.form.test(value)) fault(`规则 ${code} 的参数 ${name}（${known.meaning}）不能是“${value}”`);
    }
  });
});
export type RuleSet = z.infer<typeof RuleSet>;

export type Use = RuleSet['rules'][number];

const overlap = (one: Pick<Use, 'validFrom' | 'validTo'>, other: Pick<Use, 'validFrom' | 'validTo'>): boolean =>
  (one.validFrom ?? '') <= (other.validTo ?? '9999') && (other.validFrom ?? '') <= (one.validTo ?? '9999');

/** What of a rule set is in force on the day on which an upload was taken up. */
export const usesOn = ({ rules: uses }: RuleSet, today: string): readonly Use[] =>
  uses.filter((use) => overlap(use, { validFrom: today, validTo: today }));

/** How a rule that applies by itself is taken on that day. */
export const severityOn = (set: RuleSet, { code, severity, firm }: RuleFace, today: string): Severity | 'off' =>
  (firm ? undefined : usesOn(set, today).find((use) => use.code === code)?.severity) ?? severity;

/** For a dataset without a rule set: version 0, and only what the contract itself says is checked. */
export const noRules = ({ dataset, validFrom }: Contract): RuleSet => ({ dataset, version: 0, validFrom, rules: [] });

/** What keeps a rule set from judging a contract's rows; to be asked before the two are used together. */
export const ruleSetFaults = (set: RuleSet, contract: Contract): string[] => {
  const names = new Set(contract.columns.map(({ name }) => name));
  const strangers = set.rules.flatMap(({ code, columns }) =>
    Object.values(columns)
      .filter((name) => !names.has(name))
      .map((name) => `规则 ${code} 使用的列 ${name} 不在数据集 ${contract.dataset} 第 ${String(contract.version)} 版中`),
  );
  return set.dataset === contract.dataset ? strangers : [`规则集属于数据集 ${set.dataset}，不属于 ${contract.dataset}`, ...strangers];
};
