import * as z from 'zod';
import { Move } from '../../shared/runtime/move.ts';
import { Unprocessable } from '../../shared/runtime/outcome.ts';
import { openTable, type Page } from '../../shared/runtime/table.store.ts';
import { type Contract, StoredContract } from './contract.ts';
import { noRules, type RuleSet, StoredRuleSet } from './rule-set.ts';

/*
 * Contracts and rule sets, in the table of the uploads. Keys:
 *   contract#<dataset> / version#<number>     rule-set#<dataset> / version#<number>     datasets / <dataset>
 *   the same          / proposed#<number>     not yet approved: kept apart, so that proposals cost those who read what is in force nothing
 */
export const standardKinds = ['contract', 'rule-set'] as const;
export type StandardKind = (typeof standardKinds)[number];

const kept = { state: z.enum(['proposed', 'published']), proposedBy: z.string(), approvedBy: z.string().optional(), move: Move };
export const KeptContract = z.object({ kind: z.literal('contract'), content: StoredContract, ...kept });
export const KeptRuleSet = z.object({ kind: z.literal('rule-set'), content: StoredRuleSet, ...kept });
export const Kept = z.discriminatedUnion('kind', [KeptContract, KeptRuleSet]);
export type Kept = z.infer<typeof Kept>;

export const DatasetEntry = z.object({ dataset: z.string(), title: z.string(), version: z.int() });
type DatasetEntry = z.infer<typeof DatasetEntry>;

const keyOf = (kind: StandardKind, dataset: string, version: number, state: 'proposed' | 'published') => ({
  pk: `${kind}#${dataset}`,
  sk: `${state === 'published' ? 'version' : 'proposed'}#${String(version).padStart(6, '0')}`,
});

const isNew = { text: 'attribute_not_exists(#pk)' };

export const standardsTable = (tableName: string) => {
  const table = openTable(tableName);
  const versionsOf = <Found>(kind: StandardKind, dataset: string, schema: z.ZodType<Found>) =>
    table.queryAll(
      { text: '#pk = :pk AND begins_with(#sk, :published)', values: { pk: `${kind}#${dataset}`, published: 'version#' } },
      schema,
    );

  return {
    async find(kind: StandardKind, dataset: string, version: number): Promise<Kept | undefined> {
      const published = await table.get(keyOf(kind, dataset, version, 'published'), Kept);
      return published ?? table.get(keyOf(kind, dataset, version, 'proposed'), Kept);
    },

    /** The published contract in force on that day: the newest of those that are valid. */
    async contractOn(dataset: string, today: string): Promise<Contract | undefined> {
      return inForce(await versionsOf('contract', dataset, KeptContract), today);
    },

    async ruleSetOn(dataset: string, today: string): Promise<RuleSet | undefined> {
      return inForce(await versionsOf('rule-set', dataset, KeptRuleSet), today);
    },

    /** The contract and the rule set that were pinned. Published versions are never changed or deleted. */
    async judging(
      dataset: string,
      { contractVersion, ruleSetVersion }: { contractVersion: number; ruleSetVersion: number },
    ): Promise<{ contract: Contract; ruleSet: RuleSet }> {
      const [contract, ruleSet] = await Promise.all([
        table.get(keyOf('contract', dataset, contractVersion, 'published'), KeptContract),
        ruleSetVersion === 0 ? undefined : table.get(keyOf('rule-set', dataset, ruleSetVersion, 'published'), KeptRuleSet),
      ]);
      if (!contract || (ruleSetVersion !== 0 && !ruleSet)) throw new Unprocessable(`the standards of ${dataset} that were pinned are gone`);
      return { contract: contract.content, ruleSet: ruleSet?.content ?? noRules(contract.content) };
    },

    async propose(standard: Kept): Promise<'proposed' | 'known'> {
      const { dataset, version } = standard.content;
      const stored = await table.transact([
        { put: { ...keyOf(standard.kind, dataset, version, 'proposed'), ...standard }, condition: isNew },
        { expect: keyOf(standard.kind, dataset, version, 'published'), condition: isNew },
      ]);
      return stored === 'done' ? 'proposed' : 'known';
    },

    async publish(standard: Kept): Promise<'published' | 'stale'> {
      const { dataset, version } = standard.content;
      const listed =
        standard.kind === 'contract' ? [{ put: { pk: 'datasets', sk: dataset, dataset, title: standard.content.title, version } }] : [];
      const stored = await table.transact([
        {
          put: { ...keyOf(standard.kind, dataset, version, 'published'), ...standard },
          condition: isNew,
        },
        { remove: keyOf(standard.kind, dataset, version, 'proposed'), condition: { text: 'attribute_exists(#pk)' } },
        ...listed,
      ]);
      return stored === 'done' ? 'published' : 'stale';
    },

    datasets: (cursor: string | undefined, limit: number): Promise<Page<DatasetEntry>> =>
      table.query({ text: '#pk = :pk', values: { pk: 'datasets' } }, DatasetEntry, { cursor, limit }),
  };
};

export type Standards = ReturnType<typeof standardsTable>;

const inForce = <Content extends { version: number; validFrom: string; validTo?: string | undefined }>(
  versions: readonly { content: Content }[],
  today: string,
): Content | undefined =>
  versions
    .filter(({ content }) => content.validFrom <= today && (content.validTo ?? today) >= today)
    .map(({ content }) => content)
    .sort((a, b) => b.version - a.version)[0];
