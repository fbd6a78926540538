import { type Complaint, openStates, Track } from './complaint.ts';
import { complaintIdOf } from './document.ts';
import { keysOf } from './duplicates/keys-of.ts';
import { type Act, moves } from './moves.ts';
import { Applied, type StoredNotice, type UpperNotice } from './notice.ts';
import { sharesOf } from './projections.ts';
import { type Actor, type Context, registered, type Registration, step, type Stepped } from './step.ts';

type WithContent = Extract<UpperNotice, { kind: 'order' | 'update' }>;
type Word = Exclude<UpperNotice, WithContent>;
type Stored<Notice> = Omit<StoredNotice, 'notice'> & { notice: Notice };

/** What is there of a document: everything follows from it. */
export interface Told {
  source: string;
  upperId: string;
  notices: readonly StoredNotice[];
  cases: readonly Complaint[];
}

export interface Applying extends Context {
  /** What is found out about cases that begin. */
  facts: ReadonlyMap<Track, Pick<Registration, 'proposals' | 'duplicates'>>;
  /** In which cases those are handled that were merged, by the merged ones' ids. */
  handledIn: ReadonlyMap<string, Complaint>;
  /** To whom a case goes without anybody's confirmation. */
  dispatchTo: (proposals: Complaint['proposals']) => string | undefined;
}

/** What is stored in one transaction: at most one move of each case, and what has become of the notices by it. Nothing in it: nothing is left to do. */
export interface Round {
  steps: Stepped[];
  notices: { version: number; applied: Applied; takenBy: string[] }[];
}

const byVersion = <Notice extends UpperNotice>(some: Stored<Notice>[]): Stored<Notice>[] =>
  some.sort((one, other) => one.notice.version - other.notice.version);
const isContent = (notice: UpperNotice): notice is WithContent => notice.kind === 'order' || notice.kind === 'update';
const contentsOf = (notices: readonly StoredNotice[]): Stored<WithContent>[] =>
  byVersion(notices.flatMap((one) => (isContent(one.notice) ? [{ ...one, notice: one.notice }] : [])));
/** The newest that was said. */
const urgencyOf = (contents: readonly Stored<WithContent>[]): Complaint['urgency'] | undefined =>
  contents.findLast(({ notice }) => notice.urgency !== undefined)?.notice.urgency;
const wordsOf = (notices: readonly StoredNotice[]): Stored<Word>[] =>
  byVersion(notices.flatMap((one) => (isContent(one.notice) ? [] : [{ ...one, notice: one.notice }])));

/** Which cases begin now, with the newest content: one for each track that any content names. An update that leaves one out ends nothing; else it would matter which came first. */
export const beginningOf = ({ source, upperId, notices, cases }: Told): Omit<Registration, 'proposals' | 'duplicates'>[] => {
  const contents = contentsOf(notices);
  const newest = contents.at(-1);
  if (!newest) return [];
  const { notice } = newest;
  const receivedAt = contents.map((one) => one.receivedAt).sort()[0] ?? newest.receivedAt;
  const personKeys = contents.findLast((one) => one.personKeys.length > 0)?.personKeys ?? [];
  return [...new Set(contents.flatMap((one) => one.notice.tracks))]
    .filter((track) => !cases.some((one) => one.track === track))
    .map((track) => {
      // The same part whichever content came first; only where people have split the document it may be taken.
      const its = Track.options.indexOf(track) + 1;
      const part = cases.some((one) => one.part === its) ? Math.max(Track.options.length, ...cases.map((one) => one.part)) + 1 : its;
      return {
        complaintId: complaintIdOf(source, upperId, track),
        ...{ source, upperId, part, track, receivedAt, personKeys },
        urgency: urgencyOf(contents) ?? 'ordinary',
        content: notice.content,
        contentVersion: notice.version,
        ...(notice.dueAt !== undefined && { dueAt: notice.dueAt }),
      };
    });
};

const actOf = (word: Word): Act => {
  switch (word.kind) {
    case 'withdrawal':
      return { move: 'withdraw', ...(word.reason !== undefined && { reason: word.reason }) };
    case 'urging':
      return { move: 'urge', text: word.text };
    case 'supervision': {
      const { supervisionId, level, requirement, dueAt } = word;
      return { move: 'supervise', supervisionId, level, requirement, ...(dueAt !== undefined && { dueAt }) };
    }
    case 'evaluation': {
      const { contacted, resolved, satisfaction, note } = word;
      return {
        move: 'evaluate',
        contacted,
        satisfaction,
        ...(resolved !== undefined && { resolved }),
        ...(note !== undefined && { note }),
      };
    }
  }
};

/** Which merged cases have news that those who handle them have to hear. */
export const mergedWithNews = ({ notices, cases }: Told): Complaint[] => {
  const newest = contentsOf(notices).at(-1)?.notice.version ?? 0;
  return cases.filter(({ state, contentVersion }) => state === 'merged' && contentVersion < newest);
};

const isWithdrawn = ({ marks }: Complaint): boolean =>
  marks.findLast(({ move }) => move === 'withdraw' || move === 'reopen')?.move === 'withdraw';

const hasEnded = ({ state }: Complaint): boolean => moves.evaluate.from.includes(state) || !openStates.includes(state);

/** What is said about a document is said about each of its cases, also of one that a later update adds; but not about one that people split off afterwards. */
const concerns = ({ notice, receivedAt }: Stored<Word>, the: Complaint): boolean => {
  if (notice.kind === 'evaluation' && notice.part !== undefined && notice.part !== the.part) return false;
  const splitOff = the.complaintId !== complaintIdOf(the.source, the.upperId, the.track);
  return !splitOff || receivedAt > (the.marks[0]?.at ?? '');
};

/** Nobody of ours has looked at it. */
const isUntouched = ({ state, marks }: Complaint): boolean =>
  state === 'registered' && marks.every(({ move, by }) => move !== 'dispatch' && /^(upper|system):/.test(by));

const system: Actor = { by: 'system:work-notices', part: 'system' };

/**
 * What follows next from all that is stored of a document, in whatever order and however often it came: the newest content wins, and each word is taken by each case once, in the
 * order of versions as far as they are there. Words without a case wait for it. The caller stores the round and asks again, until nothing is left to do; so whoever dies in between
 * is simply followed by the next.
 */
export const applyNotices = (told: Told, context: Applying): Round => {
  const { source, notices, cases } = told;
  const upper: Actor = { by: `upper:${source}`, part: 'upper' };
  const contents = contentsOf(notices);
  const newest = contents.at(-1);
  const words = wordsOf(notices);
  const taken = new Map<number, { applied: Applied; by: string[] }>();
  let notApplied = false;
  const isFull = (version: number): boolean => taken.size >= mostMarks && !taken.has(version);
  const take = (version: number, the: Complaint, applied: Applied): void => {
    const before = taken.get(version);
    taken.set(version, { applied: best(before?.applied, applied), by: [...(before?.by ?? []), the.complaintId] });
  };

  const nextOf = (the: Complaint): Stepped | undefined => {
    const urgency = urgencyOf(contents);
    const saysMore = urgency !== undefined && urgency !== the.urgency && newest?.notice.version === the.contentVersion;
    if (newest && (saysMore || newest.notice.version > the.contentVersion)) {
      const { version, content, dueAt } = newest.notice;
      const updated = step(
        the,
        {
          move: 'update',
          contentVersion: version,
          content,
          ...(urgency !== undefined && { urgency }),
          ...(dueAt !== undefined && { dueAt }),
        },
        upper,
        { ...context, into: context.handledIn.get(the.complaintId) },
      );
      if (updated.outcome === 'stepped') return updated;
      // Beyond what a case can hold it is on record alone.
      notApplied = true;
    }
    const its = words.filter((word) => concerns(word, the));
    const open = its.filter(({ takenBy }) => !takenBy?.includes(the.complaintId));
    const lead =
      isUntouched(the) && !open.some(({ notice }) => notice.kind === 'withdrawal') ? context.dispatchTo(the.proposals) : undefined;
    if (lead !== undefined) {
      const dispatched = step(the, { move: 'dispatch', lead, helpers: [], copied: [] }, system, context);
      if (dispatched.outcome === 'stepped') return dispatched;
    }
    const newestEvaluation = its.findLast(({ notice }) => notice.kind === 'evaluation')?.notice.version;
    for (const { notice } of open) {
      // The rest in the next round.
      if (isFull(notice.version)) return undefined;
      // Said already, or said again since.
      const overtaken =
        notice.kind === 'withdrawal' ? isWithdrawn(the) : notice.kind === 'evaluation' && notice.version !== newestEvaluation;
      if (overtaken) {
        take(notice.version, the, 'superseded');
        continue;
      }
      if (notice.kind === 'evaluation' && !hasEnded(the)) continue;
      const stepped = step(the, actOf(notice), upper, context);
      if (stepped.outcome === 'stepped') {
        take(notice.version, the, 'done');
        return stepped;
      }
      take(notice.version, the, stepped.because === 'move-illegal' ? 'too-late' : 'superseded');
    }
    return undefined;
  };

  const begun = beginningOf(told).map((facts) =>
    registered({ ...facts, ...(context.facts.get(facts.track) ?? { proposals: [], duplicates: [] }) }, system, context),
  );
  const steps: Stepped[] = [...begun];
  for (const the of cases) {
    // Where two would be more than a transaction holds, each has a round of its own.
    if (steps.length > 0 && itemsOf(steps) + mostOf(the) + mostMarks > mostItems) break;
    steps.push(...[nextOf(the) ?? []].flat());
  }

  const changed = notices.flatMap((one): Round['notices'] => {
    const { version } = one.notice;
    const now = taken.get(version);
    const applied = isContent(one.notice)
      ? (one.applied ?? (one.notice === newest?.notice && !notApplied ? 'done' : 'superseded'))
      : best(one.applied, now?.applied);
    return now || applied !== one.applied ? [{ version, applied, takenBy: [...(one.takenBy ?? []), ...(now?.by ?? [])] }] : [];
  });
  // What the moves are made of is stored with them; of what only changes its mark, as much as a transaction holds.
  changed.sort((one, other) => Number(taken.has(other.version)) - Number(taken.has(one.version)));
  const room = mostItems - itemsOf(steps);
  return { steps, notices: changed.slice(0, Math.max(taken.size, Math.min(mostMarks, room))) };
};

/** What is there once the round is stored. */
export const afterRound = (told: Told, { steps, notices }: Round): Told => {
  const moved = new Map(steps.map(({ complaint }) => [complaint.complaintId, complaint]));
  const known = new Set(told.cases.map(({ complaintId }) => complaintId));
  return {
    ...told,
    notices: told.notices.map((one) => {
      const mark = notices.find(({ version }) => version === one.notice.version);
      return mark ? { ...one, applied: mark.applied, takenBy: mark.takenBy } : one;
    }),
    cases: [
      ...told.cases.map((one) => moved.get(one.complaintId) ?? one),
      ...[...moved.values()].filter(({ complaintId }) => !known.has(complaintId)),
    ],
  };
};

/** A transaction holds a hundred. */
const mostItems = 95;
const mostMarks = 20;

/** Each share is an inbox, and often a message; the rest is the case itself, its move, what it is found by and its clocks. */
const itemsOf = (steps: readonly Stepped[]): number =>
  steps
    .flatMap((one) => [one, ...one.others])
    .reduce(
      (sum, { before, complaint, messages }) => sum + 5 + messages.length + sharesOf(complaint).size + keysTouched(before, complaint),
      1,
    );
/** Of a move that has not been made yet: the city's change the content, and tell everybody of the case. */
const mostOf = (the: Complaint): number => 32 + 2 * sharesOf(the).size;
const keysTouched = (before: Complaint | undefined, { content, personKeys }: Complaint): number =>
  before?.content === content ? 0 : keysOf(content, personKeys).length + (before ? keysOf(before.content, before.personKeys).length : 0);

/** The most that became of it, with any of its cases. */
const best = (one: Applied = 'waiting', other: Applied = 'waiting'): Applied =>
  Applied.options.indexOf(one) >= Applied.options.indexOf(other) ? one : other;
