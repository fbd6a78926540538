import { shanghaiDate } from '../../shared/calendar/shanghai-time.ts';
import { daysBetween } from '../../shared/calendar/calendar-date.ts';
import { type Refusal, refuse } from '../../shared/runtime/outcome.ts';
import { answering, done } from '../../shared/runtime/route.ts';
import { type Breach, breachesUnder } from './clocks/breaches-under.ts';
import { clockDefinitions } from './clocks/clock-definitions.ts';
import type { ClockRules } from './clocks/clock-rules.ts';
import type { Complaint } from './complaint.ts';
import type { Complaints } from './complaints.store.ts';
import { figuresOf } from './figures.ts';
import type { ComplaintRules } from './complaint-rules.store.ts';
import { readFacts, readFigures, tryClockRules } from './routes.ts';

interface Collaborators {
  complaints: Pick<Complaints, 'factsBetween' | 'findMany'>;
  rules: Pick<ComplaintRules, 'clockRulesOn'>;
}

/** A quarter. */
const longestPeriod = 93;
/** What one call reads in good time. */
const mostCases = 5000;

const periodFault = ({ from, to }: { from: string; to: string }): Refusal<'period-invalid'> | undefined =>
  from > to || daysBetween(from, to) >= longestPeriod
    ? refuse('period-invalid', `起始日期不能晚于截止日期，至多${String(longestPeriod)}天`)
    : undefined;

/** Rates, facts and trials: what cases say together. */
export const readFiguresOfComplaints = ({ complaints, rules }: Collaborators) => {
  const rulesFor = async (cases: readonly Complaint[]): Promise<(the: Complaint) => ClockRules> => {
    const dayOf = ({ receivedAt }: Complaint): string => shanghaiDate(new Date(receivedAt));
    const days = [...new Set(cases.map(dayOf))];
    const byDay = new Map(await Promise.all(days.map(async (day) => [day, await rules.clockRulesOn(day)] as const)));
    return (the) => {
      const found = byDay.get(dayOf(the));
      if (!found) throw new Error('no rules of that day');
      return found;
    };
  };

  const shownBreach = ({ clock, ruleId, department, due, workdaysOver }: Breach) => ({
    ...{ clock, ruleId, due, workdaysOver },
    title: clockDefinitions[clock].title,
    ...(department !== undefined && { department }),
  });

  return [
    answering(readFigures, async ({ query: { from, to }, now }) => {
      const fault = periodFault({ from, to });
      if (fault) return fault;
      const deadline = now.getTime() + 20_000;
      const cases: Complaint[] = [];
      let cursor: string | undefined;
      do {
        const { items, next } = await complaints.factsBetween(from, to, { cursor, limit: 500 });
        const ids = items.map(({ complaintId }) => complaintId);
        cases.push(...(await complaints.findMany(ids, deadline)));
        cursor = next;
      } while (cursor !== undefined && cases.length < mostCases);
      return done({ from, to, ...figuresOf(cases, await rulesFor(cases), now), partial: cursor !== undefined });
    }),

    answering(readFacts, async ({ query: { from, to, cursor, limit } }) => {
      const fault = periodFault({ from, to });
      if (fault) return fault;
      const { items, next } = await complaints.factsBetween(from, to, { cursor, limit });
      // Scoring counts what consumers complain of; tips lead to cases of their own, and requests say nothing about anybody's conduct.
      return done({ items: items.filter(({ track }) => track === 'complaint'), ...(next !== undefined && { next }) });
    }),

    answering(tryClockRules, async ({ body: { from, to, rules: tried, cursor, limit }, now }) => {
      const fault = periodFault({ from, to });
      if (fault) return fault;
      const page = await complaints.factsBetween(from, to, { cursor, limit });
      const ids = page.items.map(({ complaintId }) => complaintId);
      const cases = await complaints.findMany(ids, now.getTime() + 20_000);
      const rulesOf = await rulesFor(cases);
      const compared = cases.map((the) => ({
        ...{ complaintId: the.complaintId, upperId: the.upperId },
        under: breachesUnder(the, tried, now).map(shownBreach),
        actual: breachesUnder(the, rulesOf(the), now).map(shownBreach),
      }));
      return done({
        items: compared.filter(({ under, actual }) => under.length > 0 || actual.length > 0),
        looked: cases.length,
        ...(page.next !== undefined && { next: page.next }),
      });
    }),
  ];
};
