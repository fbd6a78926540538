import { markdownCode as code, markdownTable as table } from '../../../shared/text/markdown-table.ts';
import { RequestMove, RequestState } from './request.ts';
import { cityStateOf, cityStates, partTitles, requestMoves, requestStateTitles, seatOf } from './request-moves.ts';

const moveRows = RequestMove.options.flatMap((move) => {
  const { title, by, to, atMost, words = [] } = requestMoves[move];
  return (Object.keys(by) as (keyof typeof by)[]).map((part) => [
    `${code(move)} ${title}`,
    partTitles[part],
    (by[part] ?? []).map(code).join(' ') || '–',
    to.map(code).join(' ') || '–',
    seatOf(move, part) ?? '–',
    words.map(code).join(' ') || '–',
    atMost === undefined ? '–' : String(atMost),
  ]);
});

const stateRows = RequestState.options.map((state) => {
  const city = cityStateOf[state];
  return [code(state), requestStateTitles[state], `${code(city)} ${cityStates[city]}`];
});

/** For docs/data-requests.md. */
export const requestMovesTable = (): string =>
  [
    table(['move', 'by', 'from', 'to', 'seat', 'said with it', 'at most'], moveRows),
    table(['state', '中文', 'on the city’s platform'], stateRows),
  ].join('\n\n');
