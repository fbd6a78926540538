import { workingDaysBetween } from '../../../shared/calendar/working-days.ts';
import { shanghaiDate } from '../../../shared/calendar/shanghai-time.ts';
import { clockDefinitions } from './clock-definitions.ts';
import type { ClockRules } from './clock-rules.ts';
import { type Clock, type Timed, clocksOf } from './clocks.ts';

export type Breach = Clock & {
  /** Working days begun after the last day of the limit. */
  workdaysOver: number;
};

/** What has breached until then, or would have under other rules. */
export const breachesUnder = (the: Timed, rules: ClockRules, until: Date): Breach[] => {
  const end = until.toISOString();
  const known = { ...the, marks: the.marks.filter(({ at }) => at <= end) };
  return clocksOf(known, rules, until)
    .filter(({ clock, due, stoppedAt = end }) => clockDefinitions[clock].for.length > 0 && stoppedAt >= due)
    .map((clock) => {
      const lastDay = shanghaiDate(new Date(Date.parse(clock.due) - 1));
      return { ...clock, workdaysOver: workingDaysBetween(lastDay, shanghaiDate(new Date(clock.stoppedAt ?? end))).days };
    });
};
