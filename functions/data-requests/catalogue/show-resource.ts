import type * as z from 'zod';
import type { Principal } from '../../../shared/identity/principal.ts';
import { type LaneState, readableStates } from '../grants/terms.ts';
import { isLoading } from '../delivery/snapshot.ts';
import { hiddenLevel, refusalBases, type ShareClass, type Treatment } from '../sharing.ts';
import { type Resource, type UpdateCycle, updateCycles } from './resource.ts';
import { resourceStateTitles } from './resource-moves.ts';
import type { EntryShown, ResourceShown } from './routes.ts';
import type { Keeper } from './step-resource.ts';

export const shareClassTitles: Readonly<Record<ShareClass, string>> = {
  unconditional: '无条件共享',
  conditional: '有条件共享',
  withheld: '不予共享',
};

type Reader = Pick<Principal, 'memberId' | 'departmentId' | 'roles'>;

export const isOwn = ({ departmentId }: Reader, { lane }: Resource): boolean => departmentId === lane.department;

/** What is not published yet, and what waits for review: its department and the data bureau. */
export const seesDrafts = (reader: Reader, the: Resource): boolean => isOwn(reader, the) || reader.roles.includes('data-steward');

export const seesResource = (reader: Reader, the: Resource): boolean =>
  the.state !== 'deleted' && (readableStates.includes(the.state) || seesDrafts(reader, the));

/** In which parts somebody may move the entry. One person may have both, and then the four eyes hold. */
export const keepersOf = ({ memberId, departmentId, roles }: Reader): Keeper[] => [
  ...(roles.includes('data-custodian') ? [{ by: memberId, part: 'custodian' as const, department: departmentId }] : []),
  ...(roles.includes('data-steward') ? [{ by: memberId, part: 'steward' as const, department: departmentId }] : []),
];

const mayHaveOf = (reader: Reader, the: Resource): Pick<EntryShown, 'mayHave' | 'why'> => {
  if (isOwn(reader, the)) return { mayHave: 'own', why: '本部门的数据，无须申请' };
  if (!readableStates.includes(the.state)) return { mayHave: 'no', why: `尚不能申请：${resourceStateTitles[the.state]}` };
  switch (the.shareClass) {
    case 'unconditional':
      return { mayHave: 'now', why: '无条件共享：填写用途提交申请，即时授权，无须审核' };
    case 'conditional':
      return { mayHave: 'ask', why: `有条件共享：${the.conditions ?? ''}` };
    case 'withheld':
      return { mayHave: 'no', why: `不予共享：${the.basis ? `${refusalBases[the.basis.type]}，${the.basis.text}` : ''}` };
  }
};

export const shownEntry = (reader: Reader, the: Resource): EntryShown => {
  const {
    resourceId,
    kind,
    lane,
    title,
    description,
    catalogueCode,
    shareClass,
    conditions,
    basis,
    level,
    updateCycle,
    state,
    publishedAt,
  } = the;
  return {
    ...{ resourceId, kind, ...lane, title, description, catalogueCode, shareClass, conditions, level, updateCycle, state, publishedAt },
    shareClassTitle: shareClassTitles[shareClass],
    updateCycleTitle: updateCycles[updateCycle],
    ...(basis && { basis: { ...basis, typeTitle: refusalBases[basis.type] } }),
    stateTitle: resourceStateTitles[state],
    ...mayHaveOf(reader, the),
  };
};

/** At best: what an approved grant of its highest level shows to somebody who is cleared for it. */
export const givenAs = (level: number): Treatment[] => (level >= hiddenLevel ? ['pseudonym'] : ['clear', 'masked', 'pseudonym']);

/** Days within which new data are to be expected, with some for weekends and holidays. */
const expectedDays: Readonly<Record<UpdateCycle, number | undefined>> = {
  'real-time': 2,
  daily: 2,
  weekly: 9,
  monthly: 35,
  quarterly: 100,
  'half-yearly': 190,
  yearly: 375,
  irregular: undefined,
};

export const freshnessOf = (cycle: UpdateCycle, lane: LaneState | undefined, now: Date): z.infer<typeof ResourceShown>['freshness'] => {
  if (!lane || lane.feeds === 0 || !lane.wanted) return { state: 'none' };
  if (isLoading(lane) || lane.visible === 0) return { state: lane.stuck ? 'stuck' : 'loading' };
  if (lane.stuck) return { loadedAt: lane.at, rows: lane.rows, state: 'stuck' };
  const days = expectedDays[cycle];
  const overdue = days !== undefined && now.getTime() - new Date(lane.at).getTime() > days * 86_400_000;
  return { loadedAt: lane.at, rows: lane.rows, state: overdue ? 'overdue' : 'current' };
};

/** What a reader's words must all stand in. */
export const says = (the: Resource, text: string): boolean => {
  const all = [the.title, the.description, the.lane.dataset, ...the.fields.flatMap(({ name, title }) => [name, title])]
    .join('\n')
    .toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
};
