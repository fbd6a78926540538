import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CaseState, openStates } from '../../functions/complaints/complaint.ts';
import { MoveName } from '../../functions/complaints/move-name.ts';
import { moves, stateTitles } from '../../functions/complaints/moves.ts';

const page = readFileSync('docs/complaint-machine.md', 'utf8');
const afterMark = (mark: string): string => page.split(`<!-- test: ${mark} -->`)[1]?.trimStart() ?? '';

const listed = (states: readonly CaseState[]): string => {
  const unlisted = CaseState.options.filter((state) => !states.includes(state));
  return unlisted.length === 0 ? 'any' : unlisted.length < 4 ? `any but ${unlisted.join(', ')}` : states.join(', ');
};

const table = [
  '| move | from | to | by | not by whoever | up | to departments |',
  '| --- | --- | --- | --- | --- | --- | --- |',
  ...MoveName.options.map((name) => {
    const { title, from, to, staysIn = [], by, differsFrom = [], notByHandlingBody, upward = '', downward = '' } = moves[name];
    const arrives = to === undefined ? '' : staysIn.length === 0 ? to : `${to}; stays ${listed(staysIn)}`;
    const not = [...differsFrom.map((other) => `did ${other}`), ...(notByHandlingBody ? ['belongs to the lead'] : [])].join(', ');
    return `| \`${name}\` ${title} | ${listed(from)} | ${arrives} | ${by.join(', ')} | ${not} | ${upward} | ${downward} |`;
  }),
];

// What may happen in (almost) any state would hide the way.
const drawn = MoveName.options.filter((name) => moves[name].to !== undefined && moves[name].from.length < 6);
const picture = [
  '```mermaid',
  'stateDiagram-v2',
  ...CaseState.options.map((state) => `  state "${state} ${stateTitles[state]}" as ${state.replaceAll('-', '_')}`),
  '  [*] --> registered: register',
  ...drawn.flatMap((name) => {
    const { from, to = 'registered', staysIn = [] } = moves[name];
    return from
      .filter((state) => !staysIn.includes(state))
      .map((state) => `  ${state.replaceAll('-', '_')} --> ${to.replaceAll('-', '_')}: ${name}`);
  }),
  ...CaseState.options.filter((state) => !openStates.includes(state)).map((state) => `  ${state.replaceAll('-', '_')} --> [*]`),
  '```',
];

it.each([
  ['picture', picture],
  ['moves', table],
])('the page of the machine shows the %s as the code has them', (mark, lines) => {
  expect(afterMark(mark).split('\n').slice(0, lines.length)).toEqual(lines);
});
