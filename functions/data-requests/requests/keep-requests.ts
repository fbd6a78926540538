import { shanghaiDate } from '../../../shared/calendar/shanghai-time.ts';
import type { Principal } from '../../../shared/identity/principal.ts';
import { type FieldFault, refuse, TryAgain } from '../../../shared/runtime/outcome.ts';
import { answering, done } from '../../../shared/runtime/route.ts';
import { clocksOf, isOverdue } from '../clocks/clock-of.ts';
import { clockTitles, type ClockRules } from '../clocks/clock-rules.ts';
import type { Watch } from '../clocks/watch.store.ts';
import { laneOfResource } from '../sharing.ts';
import { type Acting, actOnRequest, delegationsFor } from './act-on-request.ts';
import { actorsOf, isApplicants, sees } from './actors-of.ts';
import { faultsOf } from './completeness.ts';
import { notShared } from './decision.ts';
import type { Delegation } from './delegation.ts';
import type { RequestForm, RequestMove, UseRequest } from './request.ts';
import type { RequestEntry } from './request-entry.ts';
import { cityStateOf, endedStates, mostOpen, requestMoves, requestStateTitles } from './request-moves.ts';
import { runsOf } from './request-runs.ts';
import { allowed, created, type Moved } from './request-step.ts';
import type { Requests } from './requests.store.ts';
import { actOnRequestRoute, changeRequest, createRequest, listDataRequestAlarms, listRequests, readRequest } from './routes.ts';

interface Collaborators extends Acting {
  requests: Acting['requests'] & Pick<Requests, 'movesOf' | 'inState' | 'inBoxOf' | 'openOf'>;
  watch: Pick<Watch, 'alarmsFor'>;
  newRequestId: () => string;
}

/** Whose reach is wider than a department's. */
const overseer = ({ roles }: Pick<Principal, 'roles'>): 'platform' | 'leader' | undefined =>
  roles.includes('data-steward') ? 'platform' : roles.includes('leader') ? 'leader' : undefined;

const shownEntry = (entry: RequestEntry, now: Date) => ({
  ...entry,
  stateTitle: requestStateTitles[entry.state],
  overdue: entry.due !== undefined && entry.due <= now.toISOString(),
});

/** The applicant is not told what reviewers write for each other, nor what is not decided in the end: of several decisions the last one was given. */
export const historyFor = (principal: Principal, the: UseRequest, history: readonly Moved[]) => {
  const given = the.state === 'granted' ? history.findLast(({ act }) => act.move === 'decide')?.number : undefined;
  const said = ({ act, number }: Moved): Moved['act'] | undefined => {
    if (!isApplicants(principal, the)) return act;
    if (act.move === 'send-back' || (act.move === 'decide' && number !== given)) return undefined;
    const { note: _note, ...told } = act;
    return told;
  };
  return history.map((moved) => ({ ...moved.mark, title: requestMoves[moved.mark.move].title, act: said(moved) }));
};

/** What departments, the data bureau and a leader see of requests, and what they do with them. */
export const keepRequests = (collaborators: Collaborators) => {
  const { requests, resources, delegations, rules, watch, longestMonths, newRequestId } = collaborators;
  const act = actOnRequest(collaborators);
  const missingOf = async (form: RequestForm, now: Date): Promise<FieldFault[]> => {
    const resource = await resources.find(form.resourceId);
    return resource ? faultsOf(form, resource, { now, longestMonths }) : [];
  };
  const buttons = (
    { principal, now }: { principal: Principal; now: Date },
    the: UseRequest,
    known: readonly Delegation[],
    clockRules: ClockRules,
  ): { move: RequestMove; title: string }[] => {
    const names = new Set(actorsOf(principal, the, known, now).flatMap((actor) => allowed(the, actor, { now, rules: clockRules })));
    return [...names].map((move) => ({ move, title: requestMoves[move].title }));
  };

  return [
    answering(createRequest, async ({ body: form, principal, now }) => {
      const resource = await resources.find(form.resourceId);
      const { department: owner } = laneOfResource(form.resourceId);
      if (owner === principal.departmentId) return refuse('own-data');
      // Who is not the owner's knows only of what is published.
      const closed = notShared(resource);
      if (resource?.publishedAt === undefined) return refuse('resource-unknown');
      if (closed) return closed;
      const facts = { requestId: newRequestId(), applicant: principal.departmentId, owner, title: resource.title, form };
      if ((await requests.openOf(principal.departmentId)) >= mostOpen)
        return refuse('too-many-open', `本部门未办结的申请（含草稿）已达 ${String(mostOpen)} 件，请先撤回不再需要的`);
      const stepped = created(facts, { by: principal.memberId, part: 'applicant', department: principal.departmentId }, now);
      if ((await requests.store(stepped, await rules.clockRulesOn(shanghaiDate(now)))) === 'stale')
        throw new TryAgain('an id was given twice, or the department has just begun its last one');
      const missing = faultsOf(form, resource, { now, longestMonths });
      return done({ requestId: facts.requestId, version: 1, missing }, { etag: '1', objectId: facts.requestId });
    }),

    answering(changeRequest, async ({ params, body: form, principal, now, ifMatch }) => {
      const stepped = await act(params.requestId, { move: 'change', form }, { principal, now, seen: Number(ifMatch) });
      if (stepped.outcome === 'refused') return stepped;
      const { requestId, version } = stepped.request;
      return done({ requestId, version, missing: await missingOf(form, now) }, { etag: String(version) });
    }),

    answering(actOnRequestRoute, async ({ params, body, principal, now, ifMatch }) => {
      const stepped = await act(params.requestId, body, { principal, now, seen: Number(ifMatch) });
      if (stepped.outcome === 'refused') return stepped;
      const { request } = stepped;
      const [known, clockRules] = await Promise.all([
        delegationsFor(delegations, principal, request),
        rules.clockRulesOn(shanghaiDate(now)),
      ]);
      const { requestId, version, state, grantId } = request;
      return done(
        {
          ...{ requestId, version, state, stateTitle: requestStateTitles[state] },
          ...(grantId !== undefined && { grantId }),
          allowed: buttons({ principal, now }, request, known, clockRules),
        },
        { etag: String(version) },
      );
    }),

    answering(listRequests, async ({ query, principal, now }) => {
      const { box, state, department, cursor, limit } = query;
      const over = overseer(principal);
      if (!over && (state !== undefined || (department !== undefined && department !== principal.departmentId)))
        return refuse('question-invalid', '部门只能看本部门的，用 box 选择');
      if (state === 'draft') return refuse('question-invalid', '草稿只有申请部门看得到');
      const whose = department ?? (over && box === 'asked' ? undefined : principal.departmentId);
      const { items, next } =
        state !== undefined || whose === undefined
          ? await requests.inState(state ?? (over === 'leader' ? 'ruling' : 'submitted'), {
              ...{ cursor, limit },
              newestFirst: state !== undefined && endedStates.includes(state),
            })
          : await requests.inBoxOf(whose, box, { cursor, limit, newestFirst: box === 'asked' || box === 'done' });
      // Of another department's requests nobody sees the drafts, nor what became of a draft.
      const seen = items.filter(
        ({ applicant, state: its, neverSubmitted }) =>
          applicant === principal.departmentId || !(neverSubmitted === true || its === 'draft'),
      );
      return done({ items: seen.map((entry) => shownEntry(entry, now)), ...(next !== undefined && { next }) });
    }),

    answering(readRequest, async ({ params, principal, now }) => {
      const the = await requests.find(params.requestId);
      if (!the || !sees(principal, the)) return refuse('request-unknown');
      const [history, known, clockRules] = await Promise.all([
        requests.movesOf(the.requestId),
        delegationsFor(delegations, principal, the),
        rules.clockRulesOn(shanghaiDate(now)),
      ]);
      const { marks: _marks, move: _move, ...request } = the;
      // What is not decided yet is the provider's own.
      const { decision, ...undecided } = request;
      const openToApplicant = the.state === 'granted' || !isApplicants(principal, the);
      const fills = isApplicants(principal, the) && (the.state === 'draft' || the.state === 'supplement');
      return done(
        {
          request: openToApplicant && decision ? { ...undecided, decision } : undecided,
          stateTitle: requestStateTitles[the.state],
          cityState: cityStateOf[the.state],
          clocks: clocksOf(runsOf(the), clockRules, now).map((clock) => ({
            ...clock,
            title: clockTitles[clock.name],
            overdue: isOverdue(clock, now),
          })),
          history: historyFor(principal, the, history),
          missing: fills ? await missingOf(the.form, now) : [],
          allowed: buttons({ principal, now }, the, known, clockRules),
        },
        { etag: String(the.version) },
      );
    }),

    answering(listDataRequestAlarms, async ({ query, principal }) => {
      const { department, cursor, limit } = query;
      const over = overseer(principal);
      const { items, next } = await watch.alarmsFor(over ? (department ?? over) : principal.departmentId, { cursor, limit });
      return done({
        items: items.map((alarm) => ({ ...alarm, clockTitle: clockTitles[alarm.clock] })),
        ...(next !== undefined && { next }),
      });
    }),
  ];
};
