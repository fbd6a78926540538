import { shanghaiDate } from '../../../shared/calendar/shanghai-time.ts';
import { refuse } from '../../../shared/runtime/outcome.ts';
import { answering, type Call, done, reaches } from '../../../shared/runtime/route.ts';
import { outdatedBecause } from './gate.ts';
import type { Grant } from './grant.ts';
import { grantAlerts } from './grant-alert.ts';
import { grantMoves, grantStateTitles } from './grant-moves.ts';
import type { Grants } from './grants.store.ts';
import type { GateCollaborators } from './open-gate.ts';
import { listGrantAlerts, listGrants, moveGrant, readGrant, readGrantUse } from './routes.ts';
import { allowedMoves, stepGrant } from './step-grant.ts';

interface Collaborators {
  grants: Grants;
  resources: GateCollaborators['resources'];
  longestMonths: number;
}
type Asking = Pick<Call<unknown, unknown, unknown>, 'principal' | 'reach'>;

const sees = (call: Asking, { holder, owner }: Grant): boolean => reaches(call, holder) || reaches(call, owner);

const buttons = ({ principal }: Asking, grant: Grant) =>
  allowedMoves(grant, principal).map((move) => ({ move, title: grantMoves[move].title }));

const mostHistory = 200;

/** What holders, owners and the data bureau see of grants, and what they do with them. */
export const keepGrants = ({ grants, resources, longestMonths }: Collaborators) => [
  answering(listGrants, async (call) => {
    const { side, department = call.principal.departmentId, state, ...page } = call.query;
    const all = call.reach === 'any';
    if (!reaches(call, department)) return refuse('question-invalid', '只能看本部门的');
    if (state !== undefined && (!all || call.query.department !== undefined))
      return refuse('question-invalid', '按状态看全部，由数据主管部门与领导使用，不与部门同用');
    const { items, next } = await (state !== undefined
      ? grants.inState(state, page)
      : side === 'held'
        ? grants.heldBy(department, page)
        : grants.givenBy(department, page));
    return done({
      items: items.map((entry) => ({ ...entry, stateTitle: grantStateTitles[entry.state] })),
      ...(next !== undefined && { next }),
    });
  }),

  answering(readGrant, async (call) => {
    const { grantId } = call.params;
    const grant = await grants.find(grantId);
    if (!grant || !sees(call, grant)) return refuse('grant-unknown');
    const [history, uses, { terms }] = await Promise.all([
      grants.movesOf(grantId, mostHistory),
      grants.usesOf(grantId, 2),
      resources.live(grant.resourceId),
    ]);
    const day = shanghaiDate(call.now);
    const outdated = outdatedBecause(terms, grant);
    return done(
      {
        grant,
        stateTitle: grantStateTitles[grant.state],
        ...(outdated !== undefined && { outdated }),
        history: history.map(({ state, act, ...moved }) => ({
          ...moved,
          act,
          title: grantMoves[act.move].title,
          stateTitle: grantStateTitles[state],
        })),
        today: uses.find((use) => use.day === day) ?? { day, rows: 0, calls: 0, refused: 0 },
        allowed: buttons(call, grant),
      },
      { etag: String(grant.version) },
    );
  }),

  answering(readGrantUse, async (call) => {
    const { grantId } = call.params;
    const grant = await grants.find(grantId);
    if (!grant || !sees(call, grant)) return refuse('grant-unknown');
    return done(await grants.useOf(grantId, call.query));
  }),

  answering(moveGrant, async (call) => {
    const { params, principal, body, ifMatch, now } = call;
    const grant = await grants.find(params.grantId);
    if (!grant || !sees(call, grant)) return refuse('grant-unknown');
    if (String(grant.version) !== ifMatch) return refuse('version-stale');
    const { terms: resource } = await resources.live(grant.resourceId);
    const stepped = stepGrant(grant, body, principal, { now, resource, longestMonths });
    if (stepped.outcome === 'refused') return stepped;
    if ((await grants.store(stepped.grant, stepped)) === 'stale') return refuse('version-stale');
    const { grantId, version, state, until } = stepped.grant;
    return done(
      { grantId, version, state, stateTitle: grantStateTitles[state], until, allowed: buttons(call, stepped.grant) },
      { etag: String(version) },
    );
  }),

  answering(listGrantAlerts, async (call) => {
    const { department = call.principal.departmentId, ...page } = call.query;
    if (!reaches(call, department)) return refuse('not-permitted');
    const { items, next } = await grants.alertsFor(department, page);
    return done({ items: items.map((alert) => ({ ...alert, kindTitle: grantAlerts[alert.kind] })), ...(next !== undefined && { next }) });
  }),
];
