import type { Run } from '../clocks/clock-of.ts';
import type { UseRequest } from './request.ts';

type Running = { -readonly [Name in keyof Run]: Run[Name] } & { pauses: { from: string; to?: string }[]; extendedBy: number[] };

/**
 * The runs of a request's clocks, by what happened. A supplement pauses the review that asked for it; a decision that is sent back was none, so its clock runs on as if it had
 * never stopped; a new review after a dispute is a new run.
 */
export const runsOf = ({ marks, applicant, owner }: Pick<UseRequest, 'marks' | 'applicant' | 'owner'>): Run[] => {
  const runs: Running[] = [];
  const open = (...names: Run['name'][]) =>
    runs.filter(({ name, stoppedAt }) => stoppedAt === undefined && (names.length === 0 || names.includes(name)));
  const start = (name: Run['name'], at: string, department?: string) => {
    runs.push({ name, startedAt: at, pauses: [], extendedBy: [], ...(department !== undefined && { department }) });
  };
  const stop = (at: string, ...names: Run['name'][]) => {
    for (const run of open(...names)) {
      const pause = run.pauses.at(-1);
      if (pause) pause.to ??= at;
      run.stoppedAt = at;
    }
  };
  const review = (at: string) => {
    start('department', at, owner);
    start('provider', at, owner);
  };

  for (const { move, at, to, days } of marks) {
    switch (move) {
      case 'create':
      case 'change':
        for (const run of open('lapse')) runs.splice(runs.indexOf(run), 1);
        start('lapse', at, applicant);
        break;
      case 'submit':
        stop(at, 'lapse');
        start('conformity', at);
        break;
      case 'grant-at-once': {
        // Nothing was reviewed: the answer itself is what had a limit.
        const [conformity] = open('conformity');
        if (conformity) conformity.name = 'unconditional';
        stop(at);
        break;
      }
      case 'supplement-request':
        for (const run of open('conformity', 'department', 'provider')) run.pauses.push({ from: at });
        start('lapse', at, applicant);
        break;
      case 'supplement':
        stop(at, 'lapse');
        for (const run of open()) {
          const pause = run.pauses.at(-1);
          if (pause) pause.to ??= at;
          run.changedAt = at;
        }
        // It is another request than was reviewed.
        if (to === 'submitted' && open('conformity').length === 0) {
          stop(at);
          start('conformity', at);
        }
        break;
      case 'accept':
        stop(at);
        review(at);
        break;
      case 'extend':
        for (const run of open('department', 'provider')) {
          run.extendedBy.push(days ?? 0);
          run.changedAt = at;
        }
        break;
      case 'decide':
        stop(at, 'department');
        break;
      case 'send-back': {
        const reviewed = runs.findLast(({ name }) => name === 'department');
        delete reviewed?.stoppedAt;
        if (reviewed) reviewed.changedAt = at;
        break;
      }
      case 'dispute':
        start('dispute', at, to === 'negotiating' ? owner : undefined);
        break;
      case 'maintain':
        stop(at);
        start('dispute', at);
        break;
      case 'coordinate':
        stop(at);
        start('dispute', at, 'leader');
        break;
      case 'reconsider':
      case 'overturn':
        stop(at);
        if (to === 'submitted') start('conformity', at);
        else review(at);
        break;
      case 'sign':
        break;
      case 'hand-over':
      case 'refuse':
      case 'uphold':
      case 'withdraw':
      case 'lapse':
        stop(at);
    }
    // The gate opens with the grant, so what is to be provided is provided at once.
    if (to === 'granted') {
      stop(at);
      start('provide', at, owner);
      stop(at);
    }
  }
  return runs;
};
