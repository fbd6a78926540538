import { shanghaiDate } from '../../shared/calendar/shanghai-time.ts';
import { type Refusal, refuse, TryAgain } from '../../shared/runtime/outcome.ts';
import type { Change } from '../../shared/runtime/table.store.ts';
import type { Complaint } from './complaint.ts';
import type { Complaints } from './complaints.store.ts';
import type { Destinations } from './destinations.store.ts';
import type { ComplaintRules } from './complaint-rules.store.ts';
import type { Act } from './moves.ts';
import { type Actor, type Because, type Context, step, type Stepped } from './step.ts';

export interface Acting {
  complaints: Pick<Complaints, 'find' | 'ofDocument' | 'store'>;
  rules: Pick<ComplaintRules, 'clockRulesOn'>;
  destinations: Pick<Destinations, 'all'>;
  newComplaintId: () => string;
}

/** What every step asks for, beside its case. */
export const contextOn =
  ({ rules, destinations }: Pick<Acting, 'rules' | 'destinations'>) =>
  async (receivedAt: string, now: Date): Promise<Context> => {
    const [clockRules, known] = await Promise.all([rules.clockRulesOn(shanghaiDate(new Date(receivedAt))), destinations.all()]);
    return { now, rules: clockRules, destinations: new Set(known.map(({ destination }) => destination)) };
  };

interface Asked {
  now: Date;
  /** The version that the caller saw; absent: whatever it is now. */
  seen?: number | undefined;
  /** What others store in the same transaction. */
  more?: readonly Change[];
}

/** How often a case may move under our feet before we come again later. */
const tries = 5;

/** Reads the case, makes the move, and stores it with all that follows. `who` says in what part, of the case as it is now, or why they may not; nobody: it is not theirs to see. */
export const actOnComplaint = (acting: Acting) => {
  const { complaints, newComplaintId } = acting;
  const context = contextOn(acting);

  const besidesOf = async (the: Complaint, act: Act): Promise<Pick<Context, 'into' | 'beside'>> => {
    if (act.move === 'merge') return { into: await complaints.find(act.into) };
    if (act.move !== 'split') return {};
    return { beside: { complaintId: newComplaintId(), cases: await complaints.ofDocument(the.source, the.upperId) } };
  };

  return async (
    complaintId: string,
    act: Act,
    who: (the: Complaint) => Actor | Refusal<Because> | undefined,
    { now, seen, more = [] }: Asked,
  ): Promise<Stepped | Refusal<Because | 'complaint-unknown' | 'version-stale'>> => {
    for (let attempt = 1; attempt <= tries; attempt++) {
      const the = await complaints.find(complaintId);
      const actor = the && who(the);
      if (!actor) return refuse('complaint-unknown');
      if ('outcome' in actor) return actor;
      if (seen !== undefined && the.version !== seen) return refuse('version-stale');
      const stepped = step(the, act, actor, { ...(await context(the.receivedAt, now)), ...(await besidesOf(the, act)) });
      if (stepped.outcome === 'refused' || (await complaints.store([stepped], more)) === 'stored') return stepped;
    }
    throw new TryAgain(`the case ${complaintId} moves all the time`);
  };
};
