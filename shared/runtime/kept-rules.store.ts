import * as z from 'zod';
import { Move } from './move.ts';
import { openTable } from './table.store.ts';

/*
 * Rules that two persons keep: rules#<kind> / version#<number> is in force or was, proposed#<number> is not approved yet. Versions are never changed.
 * Asked: which counts on a day; this one; all of a kind.
 */
interface Versioned {
  version: number;
  validFrom: string;
}

export interface KeptRules<Content extends Versioned> {
  content: Content;
  state: 'proposed' | 'published';
  proposedBy: string;
  approvedBy?: string | undefined;
  move: Move;
}

/** A new version is in force from a later day anyway; so a function need not ask for it at every call. */
const holds = 60_000;
const isNew = { text: 'attribute_not_exists(#pk)' };

export const keptRulesTable = <Content extends Versioned>(tableName: string, kind: string, content: z.ZodType<Content>) => {
  const table = openTable(tableName);
  const Kept: z.ZodType<KeptRules<Content>> = z.object({
    content,
    state: z.enum(['proposed', 'published']),
    proposedBy: z.string(),
    approvedBy: z.string().optional(),
    move: Move,
  });
  const pk = `rules#${kind}`;
  const keyOf = (version: number, state: 'proposed' | 'published') => ({
    pk,
    sk: `${state === 'published' ? 'version' : 'proposed'}#${String(version).padStart(6, '0')}`,
  });
  let held: { until: number; versions: Promise<KeptRules<Content>[]> } | undefined;

  const published = (): Promise<KeptRules<Content>[]> => {
    if (held && held.until > Date.now()) return held.versions;
    const versions = table.queryAll({ text: '#pk = :pk AND begins_with(#sk, :published)', values: { pk, published: 'version#' } }, Kept);
    held = { until: Date.now() + holds, versions };
    versions.catch(() => (held = undefined));
    return versions;
  };

  return {
    /** The newest that is valid on that day; before the first there is none better than the first. */
    async on(day: string): Promise<Content | undefined> {
      const versions = (await published()).map((kept) => kept.content).sort((a, b) => b.version - a.version);
      const found = versions.find(({ validFrom }) => validFrom <= day) ?? versions.at(-1);
      if (!found) held = undefined;
      return found;
    },

    find: async (version: number): Promise<KeptRules<Content> | undefined> =>
      (await table.get(keyOf(version, 'published'), Kept)) ?? (await table.get(keyOf(version, 'proposed'), Kept)),

    all: (): Promise<KeptRules<Content>[]> => table.queryAll({ text: '#pk = :pk', values: { pk } }, Kept),

    async propose(rules: KeptRules<Content>): Promise<'proposed' | 'known'> {
      const { version } = rules.content;
      const stored = await table.transact([
        { put: { ...keyOf(version, 'proposed'), kind, ...rules }, condition: isNew },
        { expect: keyOf(version, 'published'), condition: isNew },
      ]);
      return stored === 'done' ? 'proposed' : 'known';
    },

    async publish(rules: KeptRules<Content>): Promise<'published' | 'stale'> {
      const { version } = rules.content;
      const stored = await table.transact([
        { put: { ...keyOf(version, 'published'), kind, ...rules }, condition: isNew },
        { remove: keyOf(version, 'proposed') },
      ]);
      held = undefined;
      return stored === 'done' ? 'published' : 'stale';
    },
  };
};

export interface KeptRulesStore<Content extends Versioned> {
  on: (day: string) => Promise<Content | undefined>;
  find: (version: number) => Promise<KeptRules<Content> | undefined>;
  all: () => Promise<KeptRules<Content>[]>;
  propose: (rules: KeptRules<Content>) => Promise<'proposed' | 'known'>;
  publish: (rules: KeptRules<Content>) => Promise<'published' | 'stale'>;
}
