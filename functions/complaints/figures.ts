import { clocksOf } from './clocks/clocks.ts';
import type { ClockName, ClockRules } from './clocks/clock-rules.ts';
import { type Complaint, endedStates, underWayStates } from './complaint.ts';
import type { MoveName } from './move-name.ts';
import { countedOnce, professionalClaimants } from './duplicates/professional-claimants.ts';
import { objectOf } from './duplicates/keys-of.ts';
import type { Figures } from './routes.ts';

const happened = ({ marks }: Complaint, ...names: MoveName[]): boolean => marks.some(({ move }) => names.includes(move));
const isWithdrawn = ({ state }: Complaint): boolean => state === 'withdrawn';
const rateOf = (of: number, among: number) => ({ of, among, ...(among > 0 && { rate: Math.round((of / among) * 10_000) / 10_000 }) });

/** By which a case ends in time: what the department has to do with it, from the first day to the reply. */
const handlingClocks: readonly ClockName[] = ['accept', 'handle', 'mediate', 'verify'];

/** Who had a case when: what happened under whose hands is said about them, whoever has it now. */
const handsOf = ({ marks }: Complaint) => {
  const holders: { from: string; department: string | undefined }[] = [];
  const [dispatched, returned, answered, reopened] = [new Set<string>(), new Set<string>(), new Set<string>(), new Set<string>()];
  let lead: string | undefined;
  for (const { move, at, department } of marks) {
    if (move === 'dispatch' && department !== undefined) dispatched.add(department);
    if (move === 'return-request' && department !== undefined) returned.add(department);
    if (lead !== undefined && (move === 'review-approve' || move === 'refuse')) answered.add(lead);
    if (lead !== undefined && move === 'reopen') reopened.add(lead);
    if (move === 'dispatch' || move === 'return-approve' || move === 'reopen') {
      lead = move === 'dispatch' ? department : undefined;
      holders.push({ from: at, department: lead });
    }
  }
  const holderBefore = (at: string): string | undefined => holders.findLast(({ from }) => from < at)?.department;
  return { dispatched, returned, answered, reopened, holderBefore };
};

/** `department`: what of it is theirs; absent: the whole. */
const judged = (the: Complaint, rules: ClockRules, now: Date, department?: string) => {
  const until = now.toISOString();
  const hands = handsOf(the);
  const theirs = (some: ReadonlySet<string>, move: MoveName): boolean =>
    department === undefined ? happened(the, move) : some.has(department);
  const clocks = clocksOf(the, rules, now).map((clock) => ({ ...clock, late: (clock.stoppedAt ?? until) >= clock.due }));
  // What was taken away before its limit says nothing about anybody.
  const signing = clocks.filter(
    (one) => one.clock === 'sign' && (one.fulfilled || one.late) && (department === undefined || one.department === department),
  );
  // Late is whoever had it when the limit passed, not to whom it came too late.
  const late = clocks.some(
    ({ clock, due, late }) =>
      handlingClocks.includes(clock) && late && (department === undefined || hands.holderBefore(due) === department),
  );
  const last = department === undefined || the.lead === department;
  const ended = last && endedStates.includes(the.state);
  const open = last && underWayStates.includes(the.state);
  // What the upper platform says outranks the district's own visit.
  const said = last ? the.marks : [];
  const word = said.findLast(({ move }) => move === 'evaluate') ?? said.findLast(({ move }) => move === 'visit');
  const satisfaction = word?.satisfaction;
  return {
    signed: signing.filter((clock) => !clock.late).length,
    toSign: signing.length,
    ended,
    overdue: open && late,
    late,
    dispatched: theirs(hands.dispatched, 'dispatch'),
    returned: theirs(hands.returned, 'return-request'),
    answered: department === undefined ? happened(the, 'review-approve', 'refuse') : hands.answered.has(department),
    reopened: theirs(hands.reopened, 'reopen'),
    asked: word?.contacted !== undefined,
    contacted: word?.contacted === true,
    judgedResolved: word?.resolved !== undefined,
    resolved: word?.resolved === true,
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
    // What is late has missed its end, whenever that comes: also where it was merged, or given to somebody else, too late.
    endedInTime: rateOf(
      count(({ ended, late }) => ended && !late),
      count(({ ended, late }) => ended || late),
    ),
    returned: rateOf(
      count(({ returned }) => returned),
      count(({ dispatched }) => dispatched),
    ),
    reopened: rateOf(
      count(({ reopened }) => reopened),
      count(({ answered }) => answered),
    ),
    contacted: rateOf(
      count(({ contacted }) => contacted),
      count(({ asked }) => asked),
    ),
    resolved: rateOf(
      count(({ resolved }) => resolved),
      count(({ judgedResolved }) => judgedResolved),
    ),
    satisfied: rateOf(
      count(({ satisfied }) => satisfied),
      count(({ valid }) => valid),
    ),
    overdue: count(({ overdue }) => overdue),
  };
};

/** Of the whole and by department, each of all cases that it has had: withdrawn cases are left out (not those that go on for others), and of somebody who complains as a trade all but the first. `rulesOf`: of the day of receipt. */
export const figuresOf = (
  cases: readonly Complaint[],
  rulesOf: (the: Complaint) => ClockRules,
  now: Date,
): { all: Figures; byDepartment: { department: string; figures: Figures }[] } => {
  const claims = cases.map((the) => {
    const { code, name } = objectOf(the.content);
    return { the, personKeys: the.personKeys, object: code ?? name, receivedAt: the.receivedAt };
  });
  const standing = claims.filter(({ the }) => !isWithdrawn(the));
  const counted = new Set(countedOnce(standing, professionalClaimants(standing)).map(({ the }) => the));
  const of = (some: readonly Complaint[], department?: string): Figures =>
    figuresFrom(
      some.filter((the) => counted.has(the)).map((the) => judged(the, rulesOf(the), now, department)),
      {
        withdrawn: some.filter(isWithdrawn).length,
        professional: some.filter((the) => !isWithdrawn(the) && !counted.has(the)).length,
      },
    );
  const byDepartment = Map.groupBy(
    cases.flatMap((the) => [...handsOf(the).dispatched].map((department) => ({ the, department }))),
    ({ department }) => department,
  );
  return {
    all: of(cases),
    byDepartment: [...byDepartment]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([department, some]) => ({
        department,
        figures: of(
          some.map(({ the }) => the),
          department,
        ),
      })),
  };
};
