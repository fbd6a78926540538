import { describe, expect, it } from 'vitest';
import { RequestMove, RequestState } from '../../functions/data-requests/requests/request.ts';
import { endedStates, RequestAct, requestMoves, seatOf } from '../../functions/data-requests/requests/request-moves.ts';

const fromOf = (move: RequestMove): RequestState[] => Object.values(requestMoves[move].by).flat();
const leads = (from: RequestState): RequestState[] =>
  RequestMove.options.flatMap((move) => (fromOf(move).includes(from) ? requestMoves[move].to : []));

const reached = (begin: readonly RequestState[]): Set<RequestState> => {
  const found = new Set(begin);
  for (const state of found) for (const next of leads(state)) found.add(next);
  return found;
};

describe('The machine of requests', () => {
  it('reaches every state from a draft, and an end from every state', () => {
    expect(reached(['draft'])).toEqual(new Set(RequestState.options));
    for (const state of RequestState.options) expect([...reached([state])].some((next) => endedStates.includes(next))).toBe(true);
  });

  it('has a move for every act and an act for every move', () => {
    expect(new Set(RequestAct.options.map((option) => option.shape.move.value))).toEqual(new Set(RequestMove.options));
  });

  it('asks for the words that a move needs', () => {
    for (const option of RequestAct.options)
      for (const word of requestMoves[option.shape.move.value].words ?? [])
        expect(
          (option.shape as Record<string, { safeParse: (value: unknown) => { success: boolean } }>)[word]?.safeParse(undefined).success,
        ).toBe(false);
  });

  it('gives a seat to whoever judges, and none to the applicant or the system', () => {
    for (const move of RequestMove.options)
      for (const part of Object.keys(requestMoves[move].by) as (keyof (typeof requestMoves)[RequestMove]['by'])[])
        expect([move, part, seatOf(move, part) === undefined]).toEqual([move, part, part === 'applicant' || part === 'system']);
  });
});
