import { endOfTerm } from '../../../shared/calendar/end-of-term.ts';
import { shanghaiDate } from '../../../shared/calendar/shanghai-time.ts';
import type { ClockName, ClockRule, ClockRules } from './clock-rules.ts';

/** One run of a clock, as it follows from what happened. */
export interface Run {
  name: ClockName;
  startedAt: string;
  /** In order; without `to`: it stands still. */
  pauses?: readonly { from: string; to?: string }[];
  /** Each extension, in the rule's units. */
  extendedBy?: readonly number[];
  stoppedAt?: string;
  /** Since when it has been like this, where that is later than its start: nothing is said about it for any time before. */
  changedAt?: string;
  /** The department that it binds; absent: the data bureau. */
  department?: string;
}

export interface Clock {
  name: ClockName;
  ruleId: string;
  lawRef: string;
  n: number;
  unit: ClockRule['unit'];
  startedAt: string;
  /** The first instant that is too late. Of a clock that stands still: what it would be if it went on now, so that it never moves back. */
  due: string;
  /** Passes days of a year whose holidays are not published; counted again it may be another. */
  provisional: boolean;
  pauses: { from: string; to?: string }[];
  standsStill: boolean;
  stoppedAt?: string;
  extended: number;
  /** By how many of the rule's units it may be extended at most, now. */
  mayExtendBy: number;
  changedAt: string;
  department?: string;
}

/** The rule in force on the day on which the clock starts; of two, the one that came into force later. */
const ruleOf = (rules: ClockRules, name: ClockName, day: string): ClockRule | undefined =>
  rules.rules
    .filter(({ clock, validFrom, validTo }) => clock === name && validFrom <= day && (validTo === undefined || day <= validTo))
    .sort((one, other) =>
      one.validFrom === other.validFrom ? (one.ruleId < other.ruleId ? 1 : -1) : one.validFrom < other.validFrom ? 1 : -1,
    )[0];

/** A pure function of what happened, the rule and the calendar: no limit is stored, so any past one can be computed again. Without a rule there is no clock. */
export const clockOf = (run: Run, rules: ClockRules, asOf: Date): Clock | undefined => {
  const { name, startedAt, pauses = [], extendedBy = [], stoppedAt, changedAt = startedAt, department } = run;
  const rule = ruleOf(rules, name, shanghaiDate(new Date(startedAt)));
  if (!rule) return undefined;
  const { ruleId, lawRef, n, unit, extension } = rule;
  const granted = extendedBy.slice(0, extension?.maxTimes ?? 0).map((days) => Math.min(days, extension?.n ?? 0));
  const extended = granted.reduce((sum, days) => sum + days, 0);
  const now = stoppedAt ?? asOf.toISOString();
  const intervals = pauses.map(({ from, to = now > from ? now : from }) => ({ from: new Date(from), to: new Date(to) }));
  const end = endOfTerm({ ...rule, n: n + extended }, new Date(startedAt), intervals, rules.serviceHours);
  return {
    ...{ name, ruleId, lawRef, n, unit, startedAt, changedAt, extended },
    due: end.at.toISOString(),
    provisional: end.provisional,
    pauses: [...pauses],
    standsStill: stoppedAt === undefined && pauses.some(({ to }) => to === undefined) && end.at > asOf,
    ...(stoppedAt !== undefined && { stoppedAt }),
    mayExtendBy: extension && granted.length < extension.maxTimes ? extension.n : 0,
    ...(department !== undefined && { department }),
  };
};

export const clocksOf = (runs: readonly Run[], rules: ClockRules, asOf: Date): Clock[] =>
  runs.flatMap((run) => clockOf(run, rules, asOf) ?? []);

export const isOverdue = ({ due, stoppedAt }: Clock, now: Date): boolean => due <= (stoppedAt ?? now.toISOString());

/** The nearest limit that runs, for lists. */
export const nearestDue = (clocks: readonly Clock[]): string | undefined =>
  clocks
    .filter(({ stoppedAt }) => stoppedAt === undefined)
    .map(({ due }) => due)
    .sort()[0];
