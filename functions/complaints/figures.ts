import { clocksOf } from './clocks/clocks.ts';
import type { ClockName, ClockRules } from './clocks/clock-rules.ts';
import { type Complaint, endedStates, underWayStates } from './complaint.ts';
import type { MoveName } from './move-name.ts';
import { countedOnce, professionalClaimants } from './duplicates/professional-claimants.ts';
import { objectOf } from './duplicates/keys-of.ts';
import type { Figures } from './routes.ts';

const happened = ({ marks }: Complaint, ...names: MoveName[]): boolean => marks.some(({ move }) => names.includes(move));
const rateOf = (of: number, among: number) => ({ of, among, ...(among > 0 && { rate: Math.round((of / among) * 10_000) / 10_000 }) });

/** By which a case ends in time: what the department has to do with it, from the first day to the reply. */
const handlingClocks: readonly ClockName[] = ['accept', 'handle', 'mediate', 'verify'];

const judged = (the: Complaint, rules: ClockRules, now: Date) => {
  const until = now.toISOString();
  const clocks = clocksOf(the, rules, now).map((clock) => ({ ...clock, late: (clock.stoppedAt ?? until) >= clock.due }));
  // What was taken away before its limit says nothing about anybody.
  const signing = clocks.filter(({ clock, fulfilled, late }) => clock === 'sign' && (fulfilled || late));
  const late = clocks.some((clock) => handlingClocks.includes(clock.clock) && clock.late);
  const ended = endedStates.includes(the.state);
  const open = underWayStates.includes(the.state);
  const satisfaction = the.marks.findLast((mark) => mark.satisfaction !== undefined)?.satisfaction;
  return {
    signed: signing.filter((clock) => !clock.late).length,
    toSign: signing.length,
    ended,
    overdue: open && late,
    late,
    dispatched: happened(the, 'dispatch'),
    returned: happened(the, 'return-request'),
    answered: happened(the, 'review-approve', 'refuse'),
    reopened: happened(the, 'reopen'),
    valid: satisfaction !== undefined && satisfaction !== 'not-evaluated',
    satisfied: satisfaction !== undefined && ['very-satisfied', 'satisfied', 'fairly-satisfied'].includes(satisfaction),
  };
};

type Judged = ReturnType<typeof judged>;

const figuresFrom = (all: readonly Judged[], excluded: Figures['excluded']): Figures => {
  const count = (holds: (one: Judged) => boolean): number => all.filter(holds).length;
  const sum = (of: (one: Judged) => number): number => all.reduce((total, one) => total + of(one), 0);
  return {
    received: all.length,
    excluded,
    signedInTime: rateOf(
      sum(({ signed }) => signed),
      sum(({ toSign }) => toSign),
    ),
    // An open case that is late already has missed its end, whenever that comes.
    endedInTime: rateOf(
      count(({ ended, late }) => ended && !late),
      count(({ ended, overdue }) => ended || overdue),
    ),
    returned: rateOf(
      count(({ returned }) => returned),
      count(({ dispatched }) => dispatched),
    ),
    reopened: rateOf(
      count(({ reopened }) => reopened),
      count(({ answered }) => answered),
    ),
    satisfied: rateOf(
      count(({ satisfied }) => satisfied),
      count(({ valid }) => valid),
    ),
    overdue: count(({ overdue }) => overdue),
  };
};

/** Of the whole and by lead department: withdrawn cases are left out, and of somebody who complains as a trade all but the first. `rulesOf`: of the day of receipt. */
export const figuresOf = (
  cases: readonly Complaint[],
  rulesOf: (the: Complaint) => ClockRules,
  now: Date,
): { all: Figures; byDepartment: { department: string; figures: Figures }[] } => {
  const claims = cases.map((the) => {
    const { code, name } = objectOf(the.content);
    return { the, personKeys: the.personKeys, object: code ?? name, receivedAt: the.receivedAt };
  });
  const standing = claims.filter(({ the }) => !happened(the, 'withdraw'));
  const counted = new Set(countedOnce(standing, professionalClaimants(standing)).map(({ the }) => the));
  const of = (some: readonly Complaint[]): Figures =>
    figuresFrom(
      some.filter((the) => counted.has(the)).map((the) => judged(the, rulesOf(the), now)),
      {
        withdrawn: some.filter((the) => happened(the, 'withdraw')).length,
        professional: some.filter((the) => !happened(the, 'withdraw') && !counted.has(the)).length,
      },
    );
  const byLead = Map.groupBy(
    cases.filter(({ lead }) => lead !== undefined),
    ({ lead }) => lead ?? '',
  );
  return {
    all: of(cases),
    byDepartment: [...byLead]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([department, some]) => ({ department, figures: of(some) })),
  };
};
