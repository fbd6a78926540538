import { move } from '../../../shared/runtime/move.ts';
import { refuse } from '../../../shared/runtime/outcome.ts';
import { answering, done } from '../../../shared/runtime/route.ts';
import { type Delegation, isActive, unfitDelegation } from './delegation.ts';
import type { Delegations } from './delegations.store.ts';
import { createDelegation, endDelegation, listDelegations } from './routes.ts';

interface Collaborators {
  delegations: Delegations;
  newDelegationId: () => string;
}

/** Who may decide for whom in a department, and until when. */
export const keepDelegations = ({ delegations, newDelegationId }: Collaborators) => [
  answering(createDelegation, async ({ body, principal, now }) => {
    const fault = unfitDelegation(body, principal, now);
    if (fault) return fault;
    const { departmentId: department, memberId: from } = principal;
    const facts = { delegationId: newDelegationId(), version: 1, department, from, ...body };
    const stored = await delegations.create({ ...facts, move: move('delegations:keep', now, { department, reason: body.reason }) });
    if (stored === 'condition-failed') return refuse('delegation-unfit', '本人这一角色已有未结束的委托，请先结束它');
    return done(facts, { etag: '1', objectId: facts.delegationId });
  }),

  answering(endDelegation, async ({ params, principal, ifMatch, now }) => {
    const { memberId, roles, departmentId: department } = principal;
    const found = (await delegations.of(department)).find(({ delegationId }) => delegationId === params.delegationId);
    if (!found || (found.from !== memberId && !roles.includes('data-lead'))) return refuse('delegation-unknown');
    if (found.endedAt !== undefined || found.ends <= now.toISOString()) return refuse('already-ended');
    if (found.version !== Number(ifMatch)) return refuse('version-stale');
    const ended: Delegation = {
      ...found,
      version: found.version + 1,
      endedAt: now.toISOString(),
      move: move('delegations:keep', now, { department }),
    };
    if ((await delegations.end(ended)) === 'condition-failed') return refuse('version-stale');
    const { move: _move, ...shown } = ended;
    return done(shown, { etag: String(ended.version) });
  }),

  answering(listDelegations, async ({ query, principal, reach, now }) => {
    const department = reach === 'any' ? (query.department ?? principal.departmentId) : principal.departmentId;
    const all = await delegations.of(department);
    const asked = all.filter(({ role }) => query.role === undefined || role === query.role);
    return done({ items: asked.map(({ move: _move, ...one }) => ({ ...one, active: isActive(one as Delegation, now) })) });
  }),
];
