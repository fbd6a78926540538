import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { shanghaiDate } from '../calendar/shanghai-time.ts';
import type { KeptRules, KeptRulesStore } from './kept-rules.store.ts';
import { move } from './move.ts';
import { refuse } from './outcome.ts';
import { answering, type Binding, done } from './route.ts';
import type { RuleRoutes } from './rule-routes.ts';

interface Versioned {
  version: number;
  validFrom: string;
}

/** Far below the 400 KB of an item, at up to four bytes a character. */
const largest = 80_000;

/** Of the content: who approves says which content was read. */
const digestOf = (content: Versioned): string => createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32);

/** No rule works backwards, and the newest version is the last that was approved: a lower one would never count, a far higher one would shut out all that follow. */
export const unfit = (content: Versioned, published: readonly { content: Versioned }[], now: Date) => {
  if (content.validFrom <= shanghaiDate(now)) return refuse('valid-too-early');
  const newest = Math.max(0, ...published.map((one) => one.content.version));
  return content.version === newest + 1 ? undefined : refuse('version-not-next', `应为第${String(newest + 1)}版`);
};

/** By what limits are counted and departments proposed: stored data, kept by two persons, without a deployment. */
export const keepRules = <Input, Content extends Input & Versioned>({
  kind,
  rules,
  routes,
}: {
  kind: string;
  rules: KeptRulesStore<Content>;
  routes: RuleRoutes<z.ZodType<Content, Input>>;
}): Binding[] => [
  answering(routes.propose, async ({ body: content, principal, now }) => {
    if (JSON.stringify(content).length > largest) return refuse('rules-too-large', `最多 ${String(largest)} 个字符`);
    const proposed: KeptRules<Content> = {
      content,
      state: 'proposed',
      proposedBy: principal.memberId,
      move: move(routes.propose.action, now),
    };
    if ((await rules.propose(proposed)) === 'known') return refuse('version-known');
    return done({ version: content.version, state: proposed.state }, { objectId: `${kind}/${String(content.version)}` });
  }),

  answering(routes.list, async () =>
    done({
      items: (await rules.all()).map(({ content: { version, validFrom }, state, proposedBy }) => ({
        version,
        validFrom,
        state,
        proposedBy,
      })),
    }),
  ),

  answering(routes.read, async ({ params }) => {
    const found = await rules.find(params.version);
    if (!found) return refuse('rules-unknown');
    return done({ content: found.content, state: found.state, proposedBy: found.proposedBy }, { etag: digestOf(found.content) });
  }),

  answering(routes.approve, async ({ params, principal, ifMatch, now }) => {
    const found = await rules.find(params.version);
    if (!found) return refuse('rules-unknown');
    if (found.state === 'published') return refuse('already-published');
    if (digestOf(found.content) !== ifMatch) return refuse('version-stale');
    if (found.proposedBy === principal.memberId) return refuse('same-person');
    const fault = unfit(
      found.content,
      (await rules.all()).filter(({ state }) => state === 'published'),
      now,
    );
    if (fault) return fault;
    const approved: KeptRules<Content> = {
      ...found,
      state: 'published',
      approvedBy: principal.memberId,
      move: move(routes.approve.action, now),
    };
    if ((await rules.publish(approved)) === 'stale') return refuse('already-published');
    return done({ version: params.version, state: approved.state });
  }),
];
