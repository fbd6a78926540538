import type { Principal } from '../../shared/identity/principal.ts';
import type { Complaint, Track } from './complaint.ts';
import { type Act, moves, type Part } from './moves.ts';
import type { MoveName } from './move-name.ts';
import { type Share, sharesOf } from './projections.ts';
import type { Actor, Moved } from './step.ts';

type Member = Pick<Principal, 'memberId' | 'roles' | 'departmentId' | 'clearance'>;
type Sharing = Pick<Complaint, 'lead' | 'helpers' | 'copied'>;

const worksForDepartment = ({ roles }: Member): boolean => roles.includes('department-clerk') || roles.includes('department-system');
export const isDesk = ({ roles }: Member): boolean => roles.includes('complaint-desk');

/** Sees every case: the desk, and a leader. */
export const seesAll = (member: Member): boolean => isDesk(member) || member.roles.includes('leader');

const shareOf = (member: Member, the: Sharing): Share | undefined =>
  worksForDepartment(member) ? sharesOf(the).get(member.departmentId) : undefined;

export const sees = (member: Member, the: Sharing): boolean => seesAll(member) || shareOf(member, the) !== undefined;

/** In what parts somebody may act; one person may have several. Who is copied looks on. */
const partsOf = (member: Member, the: Sharing): Part[] => {
  const share = shareOf(member, the);
  return [...(share === 'lead' || share === 'helper' ? [share] : []), ...(isDesk(member) ? (['desk'] as const) : [])];
};

export const actorsOf = (member: Member, the: Sharing): Actor[] =>
  partsOf(member, the).map((part) => ({ by: member.memberId, part, department: member.departmentId }));

/** In the part in which the move is theirs to make, if in any. */
export const actorFor = (member: Member, the: Sharing, move: MoveName): Actor | undefined => {
  const actors = actorsOf(member, the);
  return actors.find(({ part }) => moves[move].by.includes(part)) ?? actors[0];
};

/** These name other cases. */
const ofOtherCases: readonly MoveName[] = ['absorb', 'merge', 'split'];

/**
 * What a move of the history said, if the reader may know: a department knows no other cases, not why others returned it and whom they named, and of what was said in the district before
 * it got the case nothing. `history`: in order, the newest of it.
 */
export const saidTo = (member: Member, history: readonly Moved[]): ((moved: Moved) => Act | undefined) => {
  const { departmentId } = member;
  const isGiven = ({ act }: Moved): boolean => act.move === 'dispatch' && [act.lead, ...act.helpers, ...act.copied].includes(departmentId);
  const given = history.find(isGiven)?.number ?? 0;
  return ({ number, act, mark }) => {
    if (seesAll(member)) return act;
    const before = number < given && !mark.by.startsWith('upper:');
    const othersReturn = act.move === 'return-request' && mark.department !== departmentId;
    return before || othersReturn || ofOtherCases.includes(act.move) ? undefined : act;
  };
};

const handling: readonly Complaint['state'][] = ['signed', 'return-requested', 'handling', 'suspended', 'extension-requested', 'submitted'];

/** Of what level data about who complains are: the district classifies (数据分级). 举报人 are protected further than 投诉人 (令121号). */
const clearanceFor: Readonly<Record<Track, number>> = { complaint: 2, request: 2, tip: 3 };

/** Of a document: one person stands behind all of its cases, so the strictest of them holds. */
export const clearedFor = ({ clearance }: Pick<Member, 'clearance'>, tracks: Iterable<Track>): boolean =>
  [...tracks].every((track) => clearance >= clearanceFor[track]);

/**
 * Who may be told who complains: the desk, and the lead department while it handles the case; nobody who is not cleared for each of `tracks`, those of all cases of the document.
 * Undefined: yes; else why not.
 */
export const closedTo = (member: Member, the: Pick<Complaint, 'state'> & Sharing, tracks: readonly Track[]): string | undefined => {
  const leads = shareOf(member, the) === 'lead';
  if (!isDesk(member) && !leads) return '只有受理台和主办部门可以查看投诉人';
  if (!isDesk(member) && !handling.includes(the.state)) return '主办部门只能在签收后、办结前查看投诉人';
  if (!clearedFor(member, tracks))
    return `查看${tracks.includes('tip') ? '举报人' : '投诉人'}需要${String(Math.max(...tracks.map((track) => clearanceFor[track])))}级及以上的数据权限`;
  return undefined;
};
