import * as z from 'zod';
import { Move } from '../../shared/runtime/move.ts';
import { TryAgain } from '../../shared/runtime/outcome.ts';
import { openTable } from '../../shared/runtime/table.store.ts';
import { ClockRules } from './clocks/clock-rules.ts';
import { RoutingTable } from './routing/routing-table.ts';

/*
 * Rules that two persons keep: rules#<kind> / version#<number> is in force or was, proposed#<number> is not approved yet. Versions are never changed.
 * Asked: which counts on a day; this one; all of a kind.
 */
export const ruleKinds = ['clock-rules', 'routing-table'] as const;
export type RuleKind = (typeof ruleKinds)[number];

const kept = { state: z.enum(['proposed', 'published']), proposedBy: z.string(), approvedBy: z.string().optional(), move: Move };
export const KeptRules = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('clock-rules'), content: ClockRules, ...kept }),
  z.object({ kind: z.literal('routing-table'), content: RoutingTable, ...kept }),
]);
export type KeptRules = z.infer<typeof KeptRules>;
type Of<Kind extends RuleKind> = Extract<KeptRules, { kind: Kind }>['content'];

const keyOf = (kind: RuleKind, version: number, state: 'proposed' | 'published') => ({
  pk: `rules#${kind}`,
  sk: `${state === 'published' ? 'version' : 'proposed'}#${String(version).padStart(6, '0')}`,
});
const isNew = { text: 'attribute_not_exists(#pk)' };

/** A new version is in force from a later day anyway; so a function need not ask for it at every call. */
const holds = 60_000;

export const keptRulesTable = (tableName: string) => {
  const table = openTable(tableName);
  const held = new Map<RuleKind, { until: number; versions: Promise<KeptRules[]> }>();

  const publishedOf = (kind: RuleKind): Promise<KeptRules[]> => {
    const known = held.get(kind);
    if (known && known.until > Date.now()) return known.versions;
    const versions = table.queryAll(
      { text: '#pk = :pk AND begins_with(#sk, :published)', values: { pk: `rules#${kind}`, published: 'version#' } },
      KeptRules,
    );
    held.set(kind, { until: Date.now() + holds, versions });
    versions.catch(() => held.delete(kind));
    return versions;
  };

  /** The newest that is valid on that day; before the first there is none better than the first. */
  const on = async <Kind extends RuleKind>(kind: Kind, day: string): Promise<Of<Kind> | undefined> => {
    const versions = (await publishedOf(kind)).map(({ content }) => content as Of<Kind>).sort((a, b) => b.version - a.version);
    const found = versions.find(({ validFrom }) => validFrom <= day) ?? versions.at(-1);
    if (!found) held.delete(kind);
    return found;
  };

  return {
    async clockRulesOn(day: string): Promise<ClockRules> {
      const found = await on('clock-rules', day);
      if (!found) throw new TryAgain('no clock rules are stored yet');
      return found;
    },

    /** None where the district has not said who is responsible for what: then the desk decides alone. */
    routingTableOn: (day: string): Promise<RoutingTable | undefined> => on('routing-table', day),

    async find(kind: RuleKind, version: number): Promise<KeptRules | undefined> {
      return (
        (await table.get(keyOf(kind, version, 'published'), KeptRules)) ?? (await table.get(keyOf(kind, version, 'proposed'), KeptRules))
      );
    },

    all: (kind: RuleKind): Promise<KeptRules[]> => table.queryAll({ text: '#pk = :pk', values: { pk: `rules#${kind}` } }, KeptRules),

    async propose(rules: KeptRules): Promise<'proposed' | 'known'> {
      const { version } = rules.content;
      const stored = await table.transact([
        { put: { ...keyOf(rules.kind, version, 'proposed'), ...rules }, condition: isNew },
        { expect: keyOf(rules.kind, version, 'published'), condition: isNew },
      ]);
      return stored === 'done' ? 'proposed' : 'known';
    },

    async publish(rules: KeptRules): Promise<'published' | 'stale'> {
      const { version } = rules.content;
      const stored = await table.transact([
        { put: { ...keyOf(rules.kind, version, 'published'), ...rules }, condition: isNew },
        { remove: keyOf(rules.kind, version, 'proposed') },
      ]);
      held.delete(rules.kind);
      return stored === 'done' ? 'published' : 'stale';
    },
  };
};

export type KeptRulesStore = ReturnType<typeof keptRulesTable>;
