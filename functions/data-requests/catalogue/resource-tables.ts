import { markdownCode as code, markdownTable as table } from '../../../shared/text/markdown-table.ts';
import { correctionMoves, correctionStateTitles } from '../corrections/correction-moves.ts';
import { ResourceState } from '../grants/terms.ts';
import { type KeeperPart, resourceMoves, resourceStateTitles } from './resource-moves.ts';

const node = (state: string): string => state.replaceAll('-', '_');
const keepers: Readonly<Record<KeeperPart, string>> = { custodian: '数据管理员', steward: '数据主管部门', system: '系统' };

const picture = (): string => {
  const arrows = Object.entries(resourceMoves).flatMap(([name, { title, from, to }]) => [
    ...(name === 'create' ? [`  [*] --> created : ${title}`] : []),
    ...(to === undefined ? [] : from.map((state) => `  ${node(state)} --> ${node(to)} : ${title}`)),
  ]);
  const names = ResourceState.options.map((state) => `  state "${resourceStateTitles[state]}" as ${node(state)}`);
  return ['```mermaid', 'stateDiagram-v2', ...names, ...arrows, '```'].join('\n');
};

const resourceRows = Object.entries(resourceMoves).map(([name, { title, from, to, by, fourEyes, proposal }]) => [
  `${code(name)} ${title}`,
  keepers[by],
  from.map(code).join(', '),
  to === undefined ? 'stays' : code(to),
  [
    ...(fourEyes ? ['another person than kept it'] : []),
    ...(proposal === undefined ? [] : [proposal === 'needed' ? 'a change waits' : 'no change waits']),
  ].join('; '),
]);

const correctionRows = Object.entries(correctionMoves).map(([name, { title, from, to, by, needsText }]) => [
  `${code(name)} ${title}`,
  by,
  from.length === 0 ? '–' : from.map(code).join(', '),
  `${code(to)} ${correctionStateTitles[to]}`,
  needsText ? 'a text' : '',
]);

/** Both machines as docs/data-catalogue.md shows them. */
export const resourceTables = (): string =>
  [
    picture(),
    table(['move of an entry', 'by', 'from', 'to', 'needs'], resourceRows),
    table(['move of a correction', 'by', 'from', 'to', 'needs'], correctionRows),
  ].join('\n\n');
