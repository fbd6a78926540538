import type { Principal } from '../../shared/identity/principal.ts';
import type { Complaint } from './complaint.ts';
import { moves, type Part } from './moves.ts';
import type { MoveName } from './move-name.ts';
import { type Share, sharesOf } from './projections.ts';
import type { Actor } from './step.ts';

type Member = Pick<Principal, 'memberId' | 'roles' | 'departmentId' | 'clearance'>;
type Sharing = Pick<Complaint, 'lead' | 'helpers' | 'copied'>;

const worksForDepartment = ({ roles }: Member): boolean => roles.includes('department-clerk') || roles.includes('department-system');
const isDesk = ({ roles }: Member): boolean => roles.includes('complaint-desk');

/** Sees every case: the desk, and a leader. */
export const seesAll = (member: Member): boolean => isDesk(member) || member.roles.includes('leader');

const shareOf = (member: Member, the: Sharing): Share | undefined =>
  worksForDepartment(member) ? sharesOf(the).get(member.departmentId) : undefined;

export const sees = (member: Member, the: Sharing): boolean => seesAll(member) || shareOf(member, the) !== undefined;

/** In what parts somebody may act; one person may have several. Who is copied looks on. */
const partsOf = (member: Member, the: Sharing): Part[] => {
  const share = shareOf(member, the);
  return [...(isDesk(member) ? (['desk'] as const) : []), ...(share === 'lead' || share === 'helper' ? [share] : [])];
};

export const actorsOf = (member: Member, the: Sharing): Actor[] =>
  partsOf(member, the).map((part) => ({ by: member.memberId, part, department: member.departmentId }));

/** In the part in which the move is theirs to make, if in any. */
export const actorFor = (member: Member, the: Sharing, move: MoveName): Actor | undefined => {
  const actors = actorsOf(member, the);
  return actors.find(({ part }) => moves[move].by.includes(part)) ?? actors[0];
};

const handling: readonly Complaint['state'][] = ['signed', 'return-requested', 'handling', 'suspended', 'extension-requested', 'submitted'];

/** 举报人 are protected further than 投诉人 (令121号): only who is cleared for such data. */
const clearanceForTips = 3;

/**
 * Who may be told who complains: the desk, and the lead department while it handles the case; of a tip, nobody below that clearance. Undefined: yes; else why not.
 */
export const closedTo = (member: Member, the: Pick<Complaint, 'track' | 'state'> & Sharing): string | undefined => {
  const leads = shareOf(member, the) === 'lead';
  if (!isDesk(member) && !leads) return '只有受理台和主办部门可以查看投诉人';
  if (!isDesk(member) && !handling.includes(the.state)) return '主办部门只能在签收后、办结前查看投诉人';
  if (the.track === 'tip' && member.clearance < clearanceForTips) return '查看举报人需要3级及以上的数据权限';
  return undefined;
};
