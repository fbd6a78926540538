import { shanghaiDate } from '../../../shared/calendar/shanghai-time.ts';
import type { Principal } from '../../../shared/identity/principal.ts';
import { refuse } from '../../../shared/runtime/outcome.ts';
import { answering, done, reaches, type Call } from '../../../shared/runtime/route.ts';
import { clocksOf, isOverdue } from '../clocks/clock-of.ts';
import type { DataRequestRules } from '../clocks/clock-rules.store.ts';
import type { ClockRules } from '../clocks/clock-rules.ts';
import { withoutProof } from '../exports/marks.ts';
import type { Correction } from './correction.ts';
import { correctionMoves, type CorrectionPart, correctionStateTitles } from './correction-moves.ts';
import type { Corrections } from './corrections.store.ts';
import { answerCorrection, listCorrections, readCorrection, withdrawCorrection } from './routes.ts';
import { allowedCorrections, type Corrector, lookAtOfCorrection, runsOfCorrection, stepCorrection } from './step-correction.ts';

interface Collaborators {
  corrections: Pick<Corrections, 'find' | 'store' | 'ownedBy' | 'reportedBy'>;
  rules: Pick<DataRequestRules, 'clockRulesOn'>;
}
type Asking = Pick<Call<unknown, unknown, unknown>, 'principal' | 'reach'>;

const sees = (asking: Asking, { holder, owner }: Correction): boolean => reaches(asking, holder) || reaches(asking, owner);

/** Parts in which this member moves it; a department may use data of its own by a grant, and then has both. */
const partsOf = ({ departmentId, roles }: Principal, { holder, owner }: Correction): CorrectionPart[] => [
  ...(departmentId === owner && roles.includes('data-custodian') ? (['owner'] as const) : []),
  ...(departmentId === holder ? (['reporter'] as const) : []),
];

export const shownCorrection = (the: Correction, principal: Principal, rules: ClockRules, now: Date) => {
  const { move: _move, found, search, feed: _feed, told: _told, ...rest } = the;
  const [clock] = clocksOf(runsOfCorrection(the).runs, rules, now);
  const parts = partsOf(principal, the);
  const allowed = parts.flatMap((part) => allowedCorrections(the, part));
  return {
    ...rest,
    // Whoever holds the data could publish them under a whole mark, and the reporter would be blamed.
    row: parts.includes('reporter') ? the.row : withoutProof(the.row),
    stateTitle: correctionStateTitles[the.state],
    ...(clock && { due: clock.due }),
    overdue: clock !== undefined && isOverdue(clock, now),
    // What record it is, the reader of a pseudonym is not told.
    ...(found && parts.includes('owner') && { recordKey: found.key }),
    recordLost: search === 'lost',
    allowed: allowed.map((name) => ({ move: name, title: correctionMoves[name].title })),
  };
};

/** 校核纠错: what readers of shared data reported, and what its owner answers in time. */
export const keepCorrections = ({ corrections, rules }: Collaborators) => {
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
    const next = stepped.state === 'not-an-error' || stepped.state === 'withdrawn' ? undefined : { at: now.toISOString() };
    if ((await corrections.store(stepped, { lookAt, next })) === 'stale') return refuse('version-stale');
    return shown(stepped, principal, now);
  };

  return [
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
