import { type Pause, endOfTerm } from '../../../shared/calendar/end-of-term.ts';
import { shanghaiDate } from '../../../shared/calendar/shanghai-time.ts';
import type { Complaint, Mark } from '../complaint.ts';
import type { MoveName } from '../move-name.ts';
import { ruleFor } from './choose-rule.ts';
import { clockDefinitions } from './clock-definitions.ts';
import { ClockName, type ClockRule, type ClockRules } from './clock-rules.ts';

/** What of a case its clocks follow from. */
export type Timed = Pick<Complaint, 'track' | 'receivedAt' | 'marks'>;

/** One run of a clock. */
export interface Clock {
  clock: ClockName;
  /** `handle`; its second run `handle:2`; `supervise:<supervisionId>`. */
  id: string;
  ruleId: string;
  lawRef: string;
  /** Whom it binds: the lead, or the last one where it has stopped. */
  department?: string;
  startedAt: string;
  /** The first instant that is too late. Of a clock that stands still: what it would be if it went on now, so that it never moves back. */
  due: string;
  /** Passes days of a year whose holidays are not published; counted again it may be another. */
  provisional: boolean;
  /** Without `to`: it stands still. */
  pauses: { from: string; to?: string }[];
  /** It stands still and has not run out: what began after its limit, or too late on its last day to put it off, silences nothing. */
  standsStill: boolean;
  stoppedAt?: string;
  /** Stopped by what it waited for. Otherwise it was taken away: withdrawn, merged, returned, given to another department. */
  fulfilled: boolean;
  /** By how many of the rule's units. */
  extended: number;
  /** By how many it may be extended at most, now. */
  mayExtendBy: number;
  /** Its department has not signed yet, or does not want it: nobody there may look after it. */
  unsigned: boolean;
  /** Since when it has been like this; nothing is said about it for any time before. */
  changedAt: string;
}

interface Run extends Pick<Clock, 'clock' | 'startedAt' | 'stoppedAt' | 'fulfilled' | 'changedAt'> {
  department: string | undefined;
  overlay: string | undefined;
  level: Mark['level'];
  /** As the upper platform had said them when it began: no later word changes what has been counted. */
  urgency: Complaint['urgency'];
  category: Mark['category'];
  setDue: string | undefined;
  extensions: number[];
}

/** Of these a running clock becomes another one, or another department's. */
const changes: readonly MoveName[] = ['dispatch', 'return-approve', 'reopen', 'resume', 'extension-approve'];

interface Suspension {
  from: string;
  to?: string;
  reason: string | undefined;
}

const runsOf = (the: Timed): { runs: Run[]; suspensions: Suspension[]; signed: boolean } => {
  const runs: Run[] = [];
  const suspensions: Suspension[] = [];
  let lead: string | undefined;
  let said: Pick<Run, 'urgency' | 'category'> = { urgency: 'ordinary', category: undefined };
  let signed = false;
  let decided = false;
  let absorbed = false;
  let returned = false;

  for (const mark of the.marks) {
    const { move, at } = mark;
    if (mark.urgency !== undefined) said = { urgency: mark.urgency, category: mark.category };
    if (move === 'dispatch') [lead, signed] = [mark.department, false];
    if (move === 'return-approve' || move === 'reopen') lead = undefined;
    if (move === 'sign' || move === 'return-reject') signed = true;
    if (move === 'return-request') signed = false;
    if (move === 'review-approve' || move === 'refuse' || move === 'reopen') decided = move !== 'reopen';
    if (move === 'absorb') absorbed = true;
    // An update brings back what was returned: it begins anew.
    const again = returned && move === 'update';
    if (move === 'return-up' || move === 'update') returned = move === 'return-up';
    // A withdrawal after the decision, or by one of several complainants, is noted and ends nothing (`moves`, `step`).
    const ends = move === 'merge' || move === 'return-up' || (move === 'withdraw' && !decided && !absorbed);
    if (move === 'suspend') suspensions.push({ from: at, reason: mark.reason });
    const suspended = suspensions.at(-1);
    if (move === 'resume' && suspended) suspended.to ??= at;

    for (const run of runs) {
      const { stops, runsOnAfter, lapses, starts, perOverlay, outlastsCase } = clockDefinitions[run.clock];
      if (perOverlay && (starts.includes(move) || stops.includes(move)) && run.overlay !== mark.overlay) continue;
      if (run.stoppedAt !== undefined) {
        if (!run.fulfilled || !runsOnAfter?.includes(move) || runs.findLast(({ clock }) => clock === run.clock) !== run) continue;
        delete run.stoppedAt;
        run.fulfilled = false;
        run.changedAt = at;
      } else if (stops.includes(move)) {
        run.stoppedAt = at;
        run.fulfilled = true;
      } else if ((ends && !outlastsCase) || lapses?.includes(move) || starts.includes(move)) run.stoppedAt = at;
      else if (move === 'update' && run.clock === 'whole' && mark.dueAt !== undefined) {
        run.setDue = mark.dueAt;
        run.changedAt = at;
      } else if (changes.includes(move)) {
        run.department = lead;
        run.changedAt = at;
        if (move === 'extension-approve') run.extensions.push(mark.days ?? 0);
      }
    }

    for (const clock of ClockName.options)
      if (clockDefinitions[clock].starts.includes(again ? 'register' : move))
        runs.push({
          clock,
          startedAt: move === 'register' ? the.receivedAt : at,
          fulfilled: false,
          changedAt: at,
          department: lead,
          overlay: mark.overlay,
          level: mark.level,
          ...said,
          setDue: clock === 'whole' || clock === 'supervise' ? mark.dueAt : undefined,
          extensions: [],
        });
  }
  return { runs, suspensions, signed };
};

/** The suspensions during a run, as far as they fall into it, for whose reason its rule lets it stand still. */
const pausesOf = ({ startedAt, stoppedAt }: Run, suspensions: readonly Suspension[], rule: ClockRule): Clock['pauses'] =>
  suspensions
    .filter(({ reason }) => reason !== undefined && rule.pausedBy.includes(reason))
    .filter(({ from, to }) => (to === undefined || to > startedAt) && (stoppedAt === undefined || from < stoppedAt))
    .map(({ from, to }) => {
      const end = stoppedAt !== undefined && (to === undefined || to > stoppedAt) ? stoppedAt : to;
      return { from: from < startedAt ? startedAt : from, ...(end !== undefined && { to: end }) };
    });

const grantedOf = ({ extensions }: Run, { extension }: ClockRule): { extended: number; mayExtendBy: number } => {
  if (!extension) return { extended: 0, mayExtendBy: 0 };
  const granted = extensions.slice(0, extension.maxTimes);
  return {
    extended: granted.reduce((sum, days) => sum + Math.min(days, extension.n), 0),
    mayExtendBy: granted.length < extension.maxTimes ? extension.n : 0,
  };
};

/**
 * All clocks that a case has had, in order of their beginnings; those without `stoppedAt` run. A function of what happened, the rules and the calendar: no limit is stored, so any
 * past one can be computed again, and those of a year whose holidays were not published become right with the calendar. Marks count in the order in which they were stored.
 */
export const clocksOf = (the: Timed, rules: ClockRules, asOf: Date): Clock[] => {
  const { runs, suspensions, signed } = runsOf(the);
  const seen = new Map<string, number>();
  const now = asOf.toISOString();
  const asked = { receivedOn: shanghaiDate(new Date(the.receivedAt)), track: the.track };

  return runs.flatMap((run) => {
    const { clock, department, overlay, startedAt, stoppedAt, fulfilled, changedAt } = run;
    const base = clockDefinitions[clock].perOverlay && overlay !== undefined ? `${clock}:${overlay}` : clock;
    const { level, urgency, category } = run;
    const rule = run.setDue === undefined ? ruleFor(rules.rules, clock, { ...asked, department, level, urgency, category }) : undefined;
    if (!rule && run.setDue === undefined) return [];

    const round = (seen.get(base) ?? 0) + 1;
    seen.set(base, round);
    const common = {
      clock,
      id: round === 1 ? base : `${base}:${round}`,
      ...(department !== undefined && { department }),
      startedAt,
      ...(stoppedAt !== undefined && { stoppedAt }),
      fulfilled,
      unsigned: stoppedAt === undefined && department !== undefined && !signed,
      changedAt,
    };
    // Whoever set a limit from outside has set it with all that may happen; only they could move it.
    if (!rule)
      return [
        {
          ...common,
          ruleId: 'SET',
          lawRef: '交办时指定的期限',
          due: run.setDue ?? '',
          provisional: false,
          pauses: [],
          standsStill: false,
          extended: 0,
          mayExtendBy: 0,
        },
      ];

    const pauses = pausesOf(run, suspensions, rule);
    const intervals = pauses.map(({ from, to = now > from ? now : from }): Pause => ({ from: new Date(from), to: new Date(to) }));
    const granted = grantedOf(run, rule);
    const end = endOfTerm({ ...rule, n: rule.n + granted.extended }, new Date(startedAt), intervals, rules.serviceHours);
    return [
      {
        ...common,
        ruleId: rule.ruleId,
        lawRef: rule.lawRef,
        due: end.at.toISOString(),
        provisional: end.provisional,
        pauses,
        standsStill: pauses.some(({ to }) => to === undefined) && end.at > asOf,
        ...granted,
      },
    ];
  });
};

const binds = ({ clock, stoppedAt }: Clock): boolean => stoppedAt === undefined && clockDefinitions[clock].for.length > 0;

/** Clocks that bind somebody now. */
export const runningOf = (clocks: readonly Clock[]): Clock[] => clocks.filter(binds);

/** The nearest limit that binds somebody, for lists. */
export const dueOf = (clocks: readonly Clock[]): string | undefined =>
  runningOf(clocks)
    .map(({ due }) => due)
    .sort()[0];

/** Whether it is too late for what the latest clock of that name waits for. Without such a clock nothing limits it. */
export const isOver = (clocks: readonly Clock[], name: ClockName, now: Date): boolean => {
  const clock = clocks.findLast(({ clock }) => clock === name);
  return clock !== undefined && clock.due <= now.toISOString();
};
