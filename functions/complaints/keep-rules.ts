import { createHash } from 'node:crypto';
import { shanghaiDate } from '../../shared/calendar/shanghai-time.ts';
import { move } from '../../shared/runtime/move.ts';
import { refuse } from '../../shared/runtime/outcome.ts';
import { answering, type Call, done } from '../../shared/runtime/route.ts';
import type { KeptRules, KeptRulesStore, RuleKind } from './kept-rules.store.ts';
import { clockRuleRoutes, routingTableRoutes } from './routes.ts';

/** Far below the 400 KB of an item, at up to four bytes a character. */
const largest = 80_000;

/** Of the content: who approves says which content was read. */
const digestOf = ({ content }: KeptRules): string => createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32);

/** No rule works backwards, and the newest version is the last that was approved: a lower one would never count, a far higher one would shut out all that follow. */
export const unfit = ({ content }: KeptRules, published: readonly KeptRules[], now: Date) => {
  if (content.validFrom <= shanghaiDate(now)) return refuse('valid-too-early');
  const newest = Math.max(0, ...published.map((one) => one.content.version));
  return content.version === newest + 1 ? undefined : refuse('version-not-next', `应为第${String(newest + 1)}版`);
};

/** By what limits are counted and departments proposed: stored data, kept by two persons, without a deployment. */
export const keepRules = ({ rules }: { rules: KeptRulesStore }) => {
  const propose = async (proposed: KeptRules) => {
    if (JSON.stringify(proposed.content).length > largest) return refuse('rules-too-large', `最多 ${String(largest)} 个字符`);
    if ((await rules.propose(proposed)) === 'known') return refuse('version-known');
    const { version } = proposed.content;
    return done({ version, state: proposed.state }, { objectId: `${proposed.kind}/${String(version)}` });
  };
  const proposal = ({ principal, now }: Pick<Call<unknown, unknown, unknown>, 'principal' | 'now'>) => ({
    state: 'proposed' as const,
    proposedBy: principal.memberId,
    move: move('complaint-rules:propose', now),
  });

  const list = async (kind: RuleKind) =>
    done({
      items: (await rules.all(kind)).map(({ content: { version, validFrom }, state, proposedBy }) => ({
        version,
        validFrom,
        state,
        proposedBy,
      })),
    });

  const approve = async (kind: RuleKind, { params, principal, ifMatch, now }: Call<{ version: number }, unknown, unknown>) => {
    const found = await rules.find(kind, params.version);
    if (!found) return refuse('rules-unknown');
    if (found.state === 'published') return refuse('already-published');
    if (digestOf(found) !== ifMatch) return refuse('version-stale');
    if (found.proposedBy === principal.memberId) return refuse('same-person');
    const fault = unfit(
      found,
      (await rules.all(kind)).filter(({ state }) => state === 'published'),
      now,
    );
    if (fault) return fault;
    const approved: KeptRules = {
      ...found,
      state: 'published',
      approvedBy: principal.memberId,
      move: move('complaint-rules:approve', now),
    };
    if ((await rules.publish(approved)) === 'stale') return refuse('already-published');
    return done({ version: params.version, state: approved.state });
  };

  return [
    answering(clockRuleRoutes.propose, (call) => propose({ kind: 'clock-rules', content: call.body, ...proposal(call) })),
    answering(clockRuleRoutes.list, () => list('clock-rules')),
    answering(clockRuleRoutes.read, async ({ params }) => {
      const found = await rules.find('clock-rules', params.version);
      if (found?.kind !== 'clock-rules') return refuse('rules-unknown');
      return done({ content: found.content, state: found.state, proposedBy: found.proposedBy }, { etag: digestOf(found) });
    }),
    answering(clockRuleRoutes.approve, (call) => approve('clock-rules', call)),

    answering(routingTableRoutes.propose, (call) => propose({ kind: 'routing-table', content: call.body, ...proposal(call) })),
    answering(routingTableRoutes.list, () => list('routing-table')),
    answering(routingTableRoutes.read, async ({ params }) => {
      const found = await rules.find('routing-table', params.version);
      if (found?.kind !== 'routing-table') return refuse('rules-unknown');
      return done({ content: found.content, state: found.state, proposedBy: found.proposedBy }, { etag: digestOf(found) });
    }),
    answering(routingTableRoutes.approve, (call) => approve('routing-table', call)),
  ];
};
