import type * as z from 'zod';
import { markdownCode as code, markdownTable as table } from '../../shared/text/markdown-table.ts';
import { CaseState, endedStates as ended, type Track, underWayStates as underWay } from './complaint.ts';
import { ruleSetOn } from './grounds.ts';
import { MoveName } from './move-name.ts';
import { moves, type Part, payloads, results, stateTitles, ways } from './moves.ts';

const parts: Readonly<Record<Part, string>> = { desk: '受理台', lead: '主办', helper: '协办', upper: '上级', system: '系统' };
const tracks: Readonly<Record<Track, string>> = { complaint: '投诉', tip: '举报', request: '诉求' };

/** From these the move leads to its state; from the others of its list it is noted and moves nothing. */
const movingFrom = ({ from, staysIn = [] }: (typeof moves)[MoveName]): CaseState[] => from.filter((state) => !staysIn.includes(state));

const drawnAtMost = 4;

const node = (state: CaseState): string => state.replaceAll('-', '_');
const picture = (): string => {
  const arrows = MoveName.options.flatMap((name) => {
    const rule = moves[name];
    const { to } = rule;
    if (to === undefined) return [];
    if (rule.from.length === 0) return [`  [*] --> ${node(to)} : ${rule.title}`];
    const from = movingFrom(rule);
    return from.length > drawnAtMost ? [] : from.map((state) => `  ${node(state)} --> ${node(to)} : ${rule.title}`);
  });
  const names = CaseState.options.map((state) => `  state "${stateTitles[state]}" as ${node(state)}`);
  return ['```mermaid', 'stateDiagram-v2', ...names, ...arrows, '```'].join('\n');
};

/** Lists of states that many moves share are called by their names. */
const statesOf = (states: readonly CaseState[]): string => {
  const groups = [
    { called: 'under way', all: underWay },
    { called: 'ended', all: ended },
  ].filter(({ all }) => all.every((state) => states.includes(state)));
  const named = groups.flatMap(({ all }) => all);
  return [...groups.map(({ called }) => called), ...states.filter((state) => !named.includes(state)).map(code)].join(', ');
};

const fieldsOf = (name: MoveName): string => {
  const carried: Readonly<Partial<Record<MoveName, { shape: Readonly<Record<string, z.ZodType>> }>>> = payloads;
  const { shape } = carried[name] ?? {};
  if (shape === undefined) return '–';
  return Object.entries(shape)
    .filter(([field]) => field !== 'move')
    .map(([field, schema]) => code(schema.safeParse(undefined).success ? `${field}?` : field))
    .join(' ');
};

const moveRows = MoveName.options.map((name) => {
  const rule = moves[name];
  const { staysIn = [], differsFrom = [], notByHandlingBody, atMost } = rule;
  const others = differsFrom.map((other) => moves[other].title);
  const not = [
    ...(others.length > 0 ? [`who did ${others.join(' or ')}`] : []),
    ...(notByHandlingBody ? ['at the desk, the lead department'] : []),
  ];
  return [
    `${code(name)} ${rule.title}`,
    rule.by.map((part) => parts[part]).join('、'),
    rule.from.length === 0 ? '–' : statesOf(rule.from),
    rule.to === undefined ? 'stays' : `${code(rule.to)}${staysIn.length > 0 ? `; stays where ${statesOf(staysIn)}` : ''}`,
    fieldsOf(name),
    not.join('; '),
    [atMost?.district?.toString(), atMost?.upper && `上级 ${atMost.upper.toString()}`].filter(Boolean).join('; '),
    rule.upward === undefined ? '' : code(rule.upward),
    rule.downward === undefined ? '' : code(rule.downward),
  ];
});

const wordRows = (words: Readonly<Record<string, { title: string; tracks: readonly Track[] }>>): string[][] =>
  Object.entries(words).map(([name, { title, tracks: its }]) => [code(name), title, its.map((track) => tracks[track]).join('、')]);

/** Each law by a day on which it is in force; which law that is, `ruleSetOn` says. */
const laws = ['2026-04-14', '2026-04-15'].map(ruleSetOn);
const groundRows = laws.flatMap(({ title, refusal, termination }) => [
  ...Object.entries(refusal)
    .filter(([track]) => track !== 'request')
    .flatMap(([track, grounds]) =>
      Object.entries(grounds).map(([name, text]) => [title, `不予受理 ${tracks[track as Track]}`, code(name), text]),
    ),
  ...Object.entries(termination).map(([name, text]) => [title, '终止调解 投诉', code(name), text]),
]);
const requestRows = Object.entries(laws[0]?.refusal.request ?? {}).map(([name, text]) => ['12345', '不予受理 诉求', code(name), text]);

/** The machine as docs/complaint-machine.md shows it. */
export const movesTables = (): string =>
  [
    picture(),
    `_Under way_: ${underWay.map(code).join(', ')}. _Ended_: ${ended.map(code).join(', ')}.`,
    table(['move', 'by', 'from', 'to', 'carries', 'not by', 'at most', 'goes up as', 'goes down as'], moveRows),
    table(
      ['state', '中文'],
      CaseState.options.map((state) => [code(state), stateTitles[state]]),
    ),
    table(['`way` of `accept`', '受理方式', 'for'], wordRows(ways)),
    table(['`result` of `submit`', '办理结果', 'for'], wordRows(results)),
    table(['law of the day of receipt', 'what for', '`ground`', '理由'], [...groundRows, ...requestRows]),
  ].join('\n\n');
