import * as z from 'zod';
import { type Contract, DatasetId, LocalDate } from './contract.ts';
import { Severity } from './finding.ts';
import { rowRules, rules } from './rules/rules.ts';

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
        severity: Severity.optional(),
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
  set.rules.forEach(({ code, columns, parameters }, at) => {
    const fault = (message: string) => context.addIssue({ code: 'custom', path: ['rules', at], message });
    if (!rules.has(code)) {
      fault(`没有规则 ${code}`);
      return;
    }
    const rule = rowRules.get(code);
    if (!rule && set.rules.findIndex((use) => use.code === code) !== at) fault(`规则 ${code} 只能出现一次`);
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
