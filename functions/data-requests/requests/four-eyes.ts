import { type Refusal, refuse } from '../../../shared/runtime/outcome.ts';
import type { Part, RequestMove, UseRequest } from './request.ts';
import { seatOf } from './request-moves.ts';

/** Who makes a move, and in what part. */
export interface Actor {
  by: string;
  part: Part;
  department?: string;
  /** By delegation for this person. */
  onBehalfOf?: string;
  /** Of a steward: also works for a provider, as its custodian, lead or security officer. */
  provides?: boolean;
}

const personsOf = ({ by, onBehalfOf }: { by: string; onBehalfOf?: string | undefined }): string[] =>
  onBehalfOf === undefined ? [by] : [by, onBehalfOf];

/**
 * Who judges is not of the applicant's side, did not fill the request in, and sits in one seat only: by person, and so for whom they sign. A steward who works for the provider
 * does not review what concerns it; where the data bureau itself provides, it is another steward than those who decide. A leader does not rule on their own department's dispute.
 */
export const conflictOf = (
  { applicant, owner, applicants, marks }: Pick<UseRequest, 'applicant' | 'owner' | 'applicants' | 'marks'>,
  actor: Actor,
  move: RequestMove,
): Refusal<'own-request' | 'same-person'> | undefined => {
  const seat = seatOf(move, actor.part);
  if (!seat) return undefined;
  const persons = personsOf(actor);
  if (actor.department === applicant || persons.some((person) => applicants.includes(person)))
    return refuse('own-request', '申请部门的人员不能审查本部门的申请');
  if (actor.department === owner && ((actor.part === 'platform' && actor.provides) || actor.part === 'leader'))
    return refuse('own-request', '提供部门的人员不能代表数据局或上级审查涉及本部门的申请');
  const elsewhere = marks.some((mark) => {
    const its = seatOf(mark.move, mark.part);
    return its !== undefined && its !== seat && personsOf(mark).some((person) => persons.includes(person));
  });
  return elsewhere ? refuse('same-person', '您本人或您代理的人已在本申请的另一环节签署，须由他人办理') : undefined;
};
