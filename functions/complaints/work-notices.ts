import type * as z from 'zod';
import { shanghaiDate } from '../../shared/calendar/shanghai-time.ts';
import { TryAgain } from '../../shared/runtime/outcome.ts';
import type { Work } from '../../shared/runtime/queue-worker.ts';
import { contextOn } from './act-on-complaint.ts';
import { afterRound, applyNotices, type Applying, beginningOf, mergedWithNews, type Told } from './apply-notices.ts';
import type { Complaint, Content, Track } from './complaint.ts';
import type { Complaints } from './complaints.store.ts';
import type { Destinations } from './destinations.store.ts';
import type { Documents } from './documents.store.ts';
import { keysOf } from './duplicates/keys-of.ts';
import { mostCompared } from './duplicates/weights.ts';
import type { ComplaintRules } from './complaint-rules.store.ts';
import type { DocumentHasNews } from './messages.ts';
import type { RoutingTable } from './routing/routing-table.ts';

interface Collaborators {
  documents: Pick<Documents, 'find' | 'marking'>;
  complaints: Pick<Complaints, 'store' | 'sharing' | 'find' | 'findMany'>;
  rules: Pick<ComplaintRules, 'clockRulesOn' | 'routingTableOn'>;
  destinations: Pick<Destinations, 'all'>;
  match: {
    duplicatesAmong(the: Beginning, candidates: readonly Complaint[]): Complaint['duplicates'];
    proposeDepartments(content: Content, track: Track, table: RoutingTable): Complaint['proposals'];
    automatic(proposals: Complaint['proposals'], table: RoutingTable): string | undefined;
  };
}
type Beginning = ReturnType<typeof beginningOf>[number];

/** Of one key: a place where hundreds complain is found by its newest; one more than are compared, so that it can be said. */
const candidatesOfKey = mostCompared + 1;

/** How often a document may move under our feet before we come again later. */
const patience = 5;

/**
 * Works a document of the upper platform that has news. A standard queue suffices: calls of the city overtake each other before any queue sees them, so what is done follows from the
 * versions of all that is stored (`applyNotices`) and never from which message came first; a message only says where to look, and one too many finds nothing to do. Two that look at
 * the same document at once meet at the case's version, and the later one looks again. An ordered queue would add nothing but waiting behind a document that fails.
 */
export const workNotices = ({ documents, complaints, rules, destinations, match }: Collaborators) => {
  /** Who has a system of their own is asked where a department may have to be told: a new order tells the city alone, and most documents are new orders. */
  const toldOf = ({ cases }: Told, table: RoutingTable | undefined): Pick<Destinations, 'all'> =>
    cases.some(
      ({ lead, mergedInto, proposals }) =>
        lead !== undefined || mergedInto !== undefined || (table && match.automatic(proposals, table)) !== undefined,
    )
      ? destinations
      : { all: () => Promise.resolve([]) };

  const factsOf = async (
    beginning: readonly Beginning[],
    table: RoutingTable | undefined,
    deadline: number,
  ): Promise<Applying['facts']> => {
    const [first] = beginning;
    if (!first) return new Map();
    // All tracks of a document share content and complainant, so they share candidates.
    const ids = await Promise.all(keysOf(first.content, first.personKeys).map((key) => complaints.sharing(key, candidatesOfKey)));
    const candidates = await complaints.findMany([...new Set(ids.flat())], deadline);
    return new Map(
      beginning.map((the) => [
        the.track,
        {
          proposals: table ? match.proposeDepartments(the.content, the.track, table) : [],
          duplicates: match.duplicatesAmong(the, candidates),
        },
      ]),
    );
  };

  /** What took a case in may have been merged itself since. */
  const handling = async (merged: readonly Complaint[]): Promise<Applying['handledIn']> => {
    const found = new Map<string, Complaint>();
    for (const the of merged) {
      let into: Complaint | undefined = the;
      for (let hops = 0; into?.mergedInto !== undefined && hops < 10; hops += 1) into = await complaints.find(into.mergedInto);
      if (into && into !== the) found.set(the.complaintId, into);
    }
    return found;
  };

  return async ({ source, upperId }: z.output<typeof DocumentHasNews>, { now, deadline, timeIsUp }: Work): Promise<void> => {
    // As it was read together with its cases; what we add to it makes it old.
    let known: Parameters<Complaints['store']>[2];
    const read = async (): Promise<Told> => {
      const { document, notices } = await documents.find(source, upperId);
      const ids = document?.cases.map(({ complaintId }) => complaintId) ?? [];
      const cases = await complaints.findMany(ids, deadline);
      cases.sort((one, other) => ids.indexOf(one.complaintId) - ids.indexOf(other.complaintId));
      known = { document };
      return { source, upperId, notices, cases };
    };
    let told = await read();
    for (let stale = 0; stale < patience;) {
      if (timeIsUp()) throw new TryAgain(`${upperId} was not worked to its end`);
      const beginning = beginningOf(told);
      const receivedAt = told.cases[0]?.receivedAt ?? beginning[0]?.receivedAt ?? now.toISOString();
      const table = await rules.routingTableOn(shanghaiDate(now));
      const rest = await contextOn({ rules, destinations: toldOf(told, table) })(receivedAt, now);
      const round = applyNotices(told, {
        ...rest,
        handledIn: await handling(mergedWithNews(told)),
        facts: await factsOf(beginning, table, deadline),
        dispatchTo: (proposals) => table && match.automatic(proposals, table),
      });
      if (round.steps.length === 0 && round.notices.length === 0) return;
      if ((await complaints.store(round.steps, documents.marking(told, round.notices), known)) === 'stored') {
        if (round.steps.some(({ before }) => !before)) known = undefined;
        // What came in between has a message of its own.
        told = afterRound(told, round);
      } else {
        stale += 1;
        told = await read();
      }
    }
    throw new TryAgain(`${upperId} moves all the time`);
  };
};
