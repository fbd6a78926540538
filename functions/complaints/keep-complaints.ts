import { shanghaiDate } from '../../shared/calendar/shanghai-time.ts';
import { refuse } from '../../shared/runtime/outcome.ts';
import { answering, type Call, done } from '../../shared/runtime/route.ts';
import { type Acting, actOnComplaint } from './act-on-complaint.ts';
import { clockDefinitions } from './clocks/clock-definitions.ts';
import type { ClockRules } from './clocks/clock-rules.ts';
import { type Clock, clocksOf, dueOf } from './clocks/clocks.ts';
import type { Complaint } from './complaint.ts';
import type { Complaints } from './complaints.store.ts';
import { openStates } from './complaint.ts';
import { moves, stateTitles } from './moves.ts';
import type { MoveName } from './move-name.ts';
import type { Entry } from './projections.ts';
import { actorFor, actorsOf, saidTo, sees, seesAll } from './reader.ts';
import { actOnComplaintRoute, type EntryShown, listAlarms, listComplaints, readComplaint } from './routes.ts';
import { allowed } from './step.ts';

type Asking = Pick<Call<unknown, unknown, unknown>, 'principal' | 'now'>;

interface Collaborators extends Acting {
  complaints: Acting['complaints'] & Pick<Complaints, 'inState' | 'inboxOf' | 'newestMoves' | 'messagesOf' | 'alarmsFor'>;
}

const mostMessages = 500;

export const shownEntry = (entry: Entry, now: Date): EntryShown => ({
  ...entry,
  stateTitle: stateTitles[entry.state],
  overdue: entry.due !== undefined && entry.due <= now.toISOString(),
});

const shownClock = (
  { clock, id, ruleId, lawRef, department, startedAt, due, provisional, pauses, stoppedAt, extended }: Clock,
  now: Date,
) => ({
  ...{ clock, id, ruleId, lawRef, startedAt, due, provisional, pauses, extended },
  title: clockDefinitions[clock].title,
  ...(department !== undefined && { department }),
  ...(stoppedAt !== undefined && { stoppedAt }),
  overdue: due <= (stoppedAt ?? now.toISOString()),
});

/** The buttons, in whatever part of the caller's. */
const buttons = ({ principal, now }: Asking, the: Complaint, rules: ClockRules): { move: MoveName; title: string }[] => {
  const names = new Set(actorsOf(principal, the).flatMap((actor) => allowed(the, actor, { now, rules })));
  return [...names].map((move) => ({ move, title: moves[move].title }));
};

/** What the desk, departments and a leader see of cases, and what the first two do with them. */
export const keepComplaints = (collaborators: Collaborators) => {
  const { complaints, rules } = collaborators;
  const act = actOnComplaint(collaborators);
  const rulesOf = (the: Complaint): Promise<ClockRules> => rules.clockRulesOn(shanghaiDate(new Date(the.receivedAt)));

  return [
    answering(listComplaints, async ({ query, principal, now }) => {
      const { state, department, box, cursor, limit } = query;
      const all = seesAll(principal);
      if (!all && (state !== undefined || (department !== undefined && department !== principal.departmentId)))
        return refuse('question-invalid', '部门只能看本部门的收件箱，用 box 选待办或已办');
      const inbox = all ? department : principal.departmentId;
      if (inbox !== undefined && state !== undefined) return refuse('question-invalid', '请给出 state 或 department 之一');
      const asked = state ?? 'registered';
      const { items, next } =
        inbox === undefined
          ? await complaints.inState(asked, { cursor, limit, newestFirst: !openStates.includes(asked) })
          : await complaints.inboxOf(inbox, box, { cursor, limit });
      return done({ items: items.map((entry) => shownEntry(entry, now)), ...(next !== undefined && { next }) });
    }),

    answering(readComplaint, async (call) => {
      const { params, principal, now } = call;
      const the = await complaints.find(params.complaintId);
      if (!the || !sees(principal, the)) return refuse('complaint-unknown');
      const [clockRules, { moves: history, more }, messages] = await Promise.all([
        rulesOf(the),
        complaints.newestMoves(the.complaintId),
        complaints.messagesOf(the.complaintId, seesAll(principal) ? undefined : principal.departmentId),
      ]);
      const clocks = clocksOf(the, clockRules, now);
      const due = dueOf(clocks);
      const { duplicates, merged, mergedInto, proposals, ...rest } = the;
      // Other cases are not a department's to know of, nor who else might have been responsible.
      const besides = seesAll(principal)
        ? { duplicates, merged, proposals, ...(mergedInto !== undefined && { mergedInto }) }
        : { duplicates: [], merged: [], proposals: [] };
      const said = saidTo(principal, history);
      return done(
        {
          complaint: { ...rest, ...besides },
          stateTitle: stateTitles[the.state],
          ...(due !== undefined && { due }),
          overdue: due !== undefined && due <= now.toISOString(),
          clocks: clocks.map((clock) => shownClock(clock, now)),
          history: history.map((moved) => {
            const { at, by, department, move } = moved.mark;
            const act = said(moved);
            return {
              ...{ number: moved.number, at, by },
              ...(department !== undefined && { department }),
              title: moves[move].title,
              ...(act && { act }),
              ...(moved.act.move === 'absorb' && moved.act.news && { news: moved.act.news }),
            };
          }),
          more,
          // What one answer holds.
          messages: messages.toSorted((one, other) => (one.queuedAt < other.queuedAt ? -1 : 1)).slice(-mostMessages),
          allowed: buttons(call, the, clockRules),
        },
        { etag: String(the.version) },
      );
    }),

    answering(actOnComplaintRoute, async (call) => {
      const { params, body, principal, now, ifMatch } = call;
      const seen = Number(ifMatch);
      const who = (the: Complaint) => {
        if (!sees(principal, the)) return undefined;
        return actorFor(principal, the, body.move) ?? refuse('move-illegal' as const, '本部门只是抄送，可以查看，不能办理');
      };
      const stepped = await act(params.complaintId, body, who, { now, seen });
      if (stepped.outcome === 'refused') return stepped;
      const { complaint, outlook, others } = stepped;
      const { complaintId, version, state } = complaint;
      return done(
        {
          ...{ complaintId, version, state },
          stateTitle: stateTitles[state],
          ...(outlook.entry.due !== undefined && { due: outlook.entry.due }),
          allowed: sees(principal, complaint) ? buttons(call, complaint, await rulesOf(complaint)) : [],
          others: others.map((other) => other.complaint.complaintId),
        },
        { etag: String(version) },
      );
    }),

    answering(listAlarms, async ({ query, principal }) => {
      const { department, cursor, limit } = query;
      const own = principal.roles.includes('complaint-desk') ? 'desk' : 'leader';
      const whom = seesAll(principal) ? (department ?? own) : principal.departmentId;
      const { items, next } = await complaints.alarmsFor(whom, { cursor, limit });
      const titled = items.map((alarm) => ({ ...alarm, clockTitle: clockDefinitions[alarm.clock].title }));
      return done({ items: titled, ...(next !== undefined && { next }) });
    }),
  ];
};
