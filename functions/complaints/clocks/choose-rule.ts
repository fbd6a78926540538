import type { Complaint, Mark } from '../complaint.ts';
import type { ClockName, ClockRule } from './clock-rules.ts';

/** What a rule may ask about. */
interface RuleFacts {
  /** The day of receipt. */
  receivedOn: string;
  track: Complaint['track'];
  urgency: Complaint['urgency'];
  category: string | undefined;
  department: string | undefined;
  level: Mark['level'];
}

const fits = <T>(wanted: readonly T[] | undefined, is: T | undefined): boolean =>
  wanted === undefined || (is !== undefined && wanted.includes(is));

/**
 * What a rule asks about, the most telling first: an emergency is one in any department, a department's rule is made knowing its categories. A rule that asks about an earlier one
 * is more specific than any that does not, whatever else those ask about.
 */
const specificity = (rule: ClockRule): number =>
  [rule.urgencies, rule.departments, rule.categories, rule.levels, rule.tracks].reduce(
    (sum, asks) => sum * 2 + (asks === undefined ? 0 : 1),
    0,
  );

/** The rule in force on the day of receipt that fits best; of two alike the one that came into force later, then the one with the later id. */
export const ruleFor = (rules: readonly ClockRule[], clock: ClockName, facts: RuleFacts): ClockRule | undefined => {
  let best: ClockRule | undefined;
  for (const rule of rules) {
    if (rule.clock !== clock || facts.receivedOn < rule.validFrom || (rule.validTo !== undefined && facts.receivedOn > rule.validTo))
      continue;
    const fit =
      fits(rule.urgencies, facts.urgency) &&
      fits(rule.departments, facts.department) &&
      fits(rule.categories, facts.category) &&
      fits(rule.levels, facts.level) &&
      fits(rule.tracks, facts.track);
    if (fit && (!best || isBetter(rule, best))) best = rule;
  }
  return best;
};

const isBetter = (one: ClockRule, other: ClockRule): boolean => {
  const difference = specificity(one) - specificity(other);
  if (difference !== 0) return difference > 0;
  return one.validFrom === other.validFrom ? one.ruleId > other.ruleId : one.validFrom > other.validFrom;
};
