import { shanghaiDate } from '../../../shared/calendar/shanghai-time.ts';
import type { Principal } from '../../../shared/identity/principal.ts';
import { move } from '../../../shared/runtime/move.ts';
import { refuse } from '../../../shared/runtime/outcome.ts';
import { answering, done, reaches, type Call } from '../../../shared/runtime/route.ts';
import type { Resources } from '../catalogue/resources.store.ts';
import { clocksOf, isOverdue } from '../clocks/clock-of.ts';
import type { DataRequestRules } from '../clocks/clock-rules.store.ts';
import type { ClockRules } from '../clocks/clock-rules.ts';
import { snapshotOf } from '../delivery/snapshot.ts';
import type { Grants } from '../grants/grants.store.ts';
import type { Correction } from './correction.ts';
import { correctionMoves, type CorrectionPart, correctionStateTitles } from './correction-moves.ts';
import type { Corrections } from './corrections.store.ts';
import { answerCorrection, listCorrections, readCorrection, reportError, withdrawCorrection } from './routes.ts';
import { allowedCorrections, type Corrector, lookAtOfCorrection, runsOfCorrection, stepCorrection } from './step-correction.ts';

interface Collaborators {
  corrections: Pick<Corrections, 'find' | 'store' | 'ownedBy' | 'reportedBy'>;
  grants: Pick<Grants, 'find'>;
  resources: Pick<Resources, 'live'>;
  rules: Pick<DataRequestRules, 'clockRulesOn'>;
  newCorrectionId: () => string;
}
type Asking = Pick<Call<unknown, unknown, unknown>, 'principal' | 'reach'>;

const sees = (asking: Asking, { holder, owner }: Correction): boolean => reaches(asking, holder) || reaches(asking, owner);

/** Parts in which this member moves it; a department may use data of its own by a grant, and then has both. */
const partsOf = ({ departmentId, roles }: Principal, { holder, owner }: Correction): CorrectionPart[] => [
  ...(departmentId === owner && roles.includes('data-custodian') ? (['owner'] as const) : []),
  ...(departmentId === holder ? (['reporter'] as const) : []),
];

const shownCorrection = (the: Correction, principal: Principal, rules: ClockRules, now: Date) => {
  const { move: _move, found, search, feed: _feed, ...rest } = the;
  const [clock] = clocksOf(runsOfCorrection(the).runs, rules, now);
  const parts = partsOf(principal, the);
  const allowed = parts.flatMap((part) => allowedCorrections(the, part));
  return {
    ...rest,
    stateTitle: correctionStateTitles[the.state],
    ...(clock && { due: clock.due }),
    overdue: clock !== undefined && isOverdue(clock, now),
    // What record it is, the reader of a pseudonym is not told.
    ...(found && parts.includes('owner') && { recordKey: found.key }),
    recordLost: search === 'lost',
    allowed: allowed.map((name) => ({ move: name, title: correctionMoves[name].title })),
  };
};

/** 校核纠错: a reader of shared data reports an error, its owner answers in time. */
export const keepCorrections = ({ corrections, grants, resources, rules, newCorrectionId }: Collaborators) => {
  const rulesOn = (now: Date) => rules.clockRulesOn(shanghaiDate(now));
  const shown = async (the: Correction, principal: Principal, now: Date) =>
    done(shownCorrection(the, principal, await rulesOn(now), now), { etag: String(the.version), objectId: the.correctionId });

  const act = async (
    { correctionId, ifMatch }: { correctionId: string; ifMatch: string | undefined },
    asked: { move: 'accept' | 'correct' | 'not-an-error' | 'withdraw'; text?: string | undefined },
    part: CorrectionPart,
    { principal, now }: Pick<Call<unknown, unknown, unknown>, 'principal' | 'now'>,
  ) => {
    const the = await corrections.find(correctionId);
    if (!the || !partsOf(principal, the).includes(part)) return refuse('correction-unknown');
    if (String(the.version) !== ifMatch) return refuse('version-stale');
    const who: Corrector = { by: principal.memberId, part, department: principal.departmentId };
    const stepped = stepCorrection(the, asked, who, now);
    if ('outcome' in stepped) return stepped;
    const lookAt = lookAtOfCorrection(stepped, await rulesOn(now), now);
    // What is corrected is told to others; what is open is looked for and looked at again.
    const next = stepped.state === 'not-an-error' || stepped.state === 'withdrawn' ? undefined : now.toISOString();
    if ((await corrections.store(stepped, { lookAt, next })) === 'stale') return refuse('version-stale');
    return shown(stepped, principal, now);
  };

  return [
    answering(reportError, async ({ params, body, principal, now }) => {
      const grant = await grants.find(params.grantId);
      if (grant?.holder !== principal.departmentId) return refuse('grant-unknown');
      if (body.field !== undefined && !grant.fields.some(({ name }) => name === body.field)) return refuse('field-not-granted');
      const { lane = { visible: 0, rows: 0 } } = await resources.live(grant.resourceId);
      const { windows } = snapshotOf(lane);
      const at = now.toISOString();
      const the: Correction = {
        ...body,
        ...{ correctionId: newCorrectionId(), grantId: params.grantId, resourceId: grant.resourceId },
        ...{ holder: grant.holder, owner: grant.owner, title: grant.title, state: 'reported', version: 1, reportedAt: at },
        feed: lane.visible,
        search: { windows, next: 0 },
        move: move('corrections:report', now, { department: principal.departmentId, reason: '报告错误' }),
      };
      const lookAt = lookAtOfCorrection(the, await rulesOn(now), now);
      if ((await corrections.store(the, { lookAt, next: at })) === 'stale') return refuse('version-stale');
      return shown(the, principal, now);
    }),

    answering(listCorrections, async (call) => {
      const { side, department = call.principal.departmentId, ...page } = call.query;
      if (!reaches(call, department)) return refuse('not-permitted');
      const { items, next } = await (side === 'owned' ? corrections.ownedBy(department, page) : corrections.reportedBy(department, page));
      const clockRules = await rulesOn(call.now);
      return done({
        items: items.map((the) => shownCorrection(the, call.principal, clockRules, call.now)),
        ...(next !== undefined && { next }),
      });
    }),

    answering(readCorrection, async (call) => {
      const the = await corrections.find(call.params.correctionId);
      return the && sees(call, the) ? shown(the, call.principal, call.now) : refuse('correction-unknown');
    }),

    answering(answerCorrection, ({ params, ifMatch, body, principal, now }) =>
      act({ ...params, ifMatch }, body, 'owner', { principal, now }),
    ),

    answering(withdrawCorrection, ({ params, ifMatch, body, principal, now }) =>
      act({ ...params, ifMatch }, { move: 'withdraw', text: body.text }, 'reporter', { principal, now }),
    ),
  ];
};
