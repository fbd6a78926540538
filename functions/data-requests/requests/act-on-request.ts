import { shanghaiDate } from '../../../shared/calendar/shanghai-time.ts';
import type { Principal } from '../../../shared/identity/principal.ts';
import { type Refusal, refuse, TryAgain } from '../../../shared/runtime/outcome.ts';
import type { Resources } from '../catalogue/resources.store.ts';
import type { DataRequestRules } from '../clocks/clock-rules.store.ts';
import type { Grants } from '../grants/grants.store.ts';
import { actorsOf, sees } from './actors-of.ts';
import { type Delegation, stillDelegated } from './delegation.ts';
import type { Delegations } from './delegations.store.ts';
import type { UseRequest } from './request.ts';
import type { RequestAct } from './request-moves.ts';
import { type Because, type Context, step, type Stepped } from './request-step.ts';
import type { Requests } from './requests.store.ts';

export interface Acting {
  requests: Pick<Requests, 'find' | 'store'>;
  resources: Pick<Resources, 'find'>;
  grants: Pick<Grants, 'heldOn'>;
  delegations: Pick<Delegations, 'of'>;
  rules: Pick<DataRequestRules, 'clockRulesOn'>;
  longestMonths: number;
  /** Ten characters. */
  random: () => string;
}

/** Of those who may act for somebody here: that is the owner's people alone. */
export const delegationsFor = (
  delegations: Pick<Delegations, 'of'>,
  { departmentId }: Principal,
  { owner }: Pick<UseRequest, 'owner'>,
): Promise<Delegation[]> => (departmentId === owner ? delegations.of(departmentId) : Promise.resolve([]));

/** How often a request, or its resource, may move under our feet before the caller comes again. */
const tries = 3;

/** Reads the request, makes the move in whatever part it is the caller's to make, and stores it with all that follows. What they may not see is unknown to them. */
export const actOnRequest = ({ requests, resources, grants, delegations, rules, longestMonths, random }: Acting) => {
  return async (
    requestId: string,
    act: RequestAct,
    { principal, now, seen }: { principal: Principal; now: Date; seen: number },
  ): Promise<Stepped | Refusal<Because | 'request-unknown' | 'version-stale'>> => {
    for (let attempt = 1; attempt <= tries; attempt++) {
      const the = await requests.find(requestId);
      if (!the || !sees(principal, the)) return refuse('request-unknown');
      if (the.version !== seen) return refuse('version-stale');
      const [known, clockRules, resource, held] = await Promise.all([
        delegationsFor(delegations, principal, the),
        rules.clockRulesOn(shanghaiDate(now)),
        resources.find(the.form.resourceId),
        act.move === 'submit' ? grants.heldOn(the.applicant, the.form.resourceId) : [],
      ]);
      const context: Context = { now, rules: clockRules, resource, held, longestMonths, random: random() };
      const outcomes = actorsOf(principal, the, known, now).map((actor) => ({ actor, stepped: step(the, act, actor, context) }));
      const found = outcomes.find(({ stepped }) => stepped.outcome === 'stepped');
      if (found?.stepped.outcome !== 'stepped') {
        // The most telling: what stands in the way of the part whose move it is.
        const refusals = outcomes.flatMap(({ stepped }) => (stepped.outcome === 'refused' ? [stepped] : []));
        return refusals.find(({ because }) => because !== 'move-illegal') ?? refusals[0] ?? refuse('move-illegal', '您可以查看，不能办理');
      }
      const { onBehalfOf } = found.actor;
      const by = known.filter((one) => onBehalfOf !== undefined && one.from === onBehalfOf && one.to === principal.memberId);
      if ((await requests.store(found.stepped, clockRules, by.map(stillDelegated))) === 'stored') return found.stepped;
    }
    throw new TryAgain(`the request ${requestId} or its resource moves all the time`);
  };
};
