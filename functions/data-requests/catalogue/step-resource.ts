import { move } from '../../../shared/runtime/move.ts';
import { type Refusal, refuse } from '../../../shared/runtime/outcome.ts';
import { laneOfResource } from '../sharing.ts';
import { describe, isLowered, type Kind, type SaidDescription } from './describe.ts';
import { followed, strictest } from './protection.ts';
import { Description, type KeptContract, type Proposal, type Resource } from './resource.ts';
import type { ResourceMoved } from './resource-moved.ts';
import { actionOf, type KeeperPart, type ResourceMoveName, resourceMoves, resourceStateTitles } from './resource-moves.ts';

/** `by`: the member, or the hub itself. `department`: of a member. */
export interface Keeper {
  by: string;
  part: KeeperPart;
  department?: string | undefined;
}

interface Said<Name> {
  move: Name;
  said: SaidDescription;
  contract: KeptContract;
  text?: string | undefined;
}

export type ResourceAct =
  | Said<'create'>
  | Said<'change'>
  | { move: 'follow-contract'; contract: KeptContract }
  | { move: 'publish' | 'approve-change'; approveLowerLevel?: boolean | undefined; text?: string | undefined }
  | { move: Exclude<ResourceMoveName, 'create' | 'change' | 'follow-contract' | 'publish' | 'approve-change'>; text?: string | undefined };

export type LaterAct = Exclude<ResourceAct, { move: 'create' }>;

export type ResourceBecause = 'move-illegal' | 'own-decision' | 'description-unfit' | 'lower-level-not-approved' | 'reason-missing';

/** A move that was made. */
export interface ResourceStepped {
  outcome: 'stepped';
  before?: Resource | undefined;
  resource: Resource;
  moved: ResourceMoved;
}

const isPublished = ({ state }: Resource): boolean =>
  resourceMoves['approve-change'].from.some((one) => one === state) || state === 'revoke-review';

/** What the table says against this move now. */
const forbidden = (the: Resource, name: ResourceMoveName, keeper: Keeper): Refusal<ResourceBecause> | undefined => {
  const { from, by, fourEyes, proposal, title } = resourceMoves[name];
  const ownCustodian = by !== 'custodian' || keeper.department === the.lane.department;
  if (!from.includes(the.state) || by !== keeper.part || !ownCustodian) return refuse('move-illegal');
  if (proposal === 'needed' && !the.proposed) return refuse('move-illegal', '没有待审核的变更');
  if (proposal === 'none' && the.proposed) return refuse('move-illegal', '有待审核的变更，请先等待审核或撤回变更');
  if (fourEyes && the.keptBy.includes(keeper.by)) return refuse('own-decision', `“${title}”须由他人作出：本条目是您本人编目、修改或提交的`);
  return undefined;
};

/** What this member may do with the entry now, in this part: the buttons. */
export const allowedOf = (the: Resource, keeper: Keeper): ResourceMoveName[] =>
  (Object.keys(resourceMoves) as ResourceMoveName[]).filter((name) => !forbidden(the, name, keeper));

const illegal = (the: Resource, keeper: Keeper): Refusal<ResourceBecause> => {
  const legal = allowedOf(the, keeper).map((name) => resourceMoves[name].title);
  return refuse(
    'move-illegal',
    `条目当前状态为“${resourceStateTitles[the.state]}”，${legal.length > 0 ? `您现在可以：${legal.join('、')}` : '您现在没有可做的操作'}`,
  );
};

const same = (one: Description, other: Description): boolean =>
  JSON.stringify(Description.parse(one)) === JSON.stringify(Description.parse(other));

/** Put in the place of what was said before: what is no longer said goes. */
const described = ({ conditions: _c, basis: _b, catalogueCode: _code, statistics: _s, ...the }: Resource, now: Description): Resource => ({
  ...the,
  ...Description.parse(now),
});

const without = ({ ...the }: Resource, ...keys: ('proposed' | 'submittedAt' | 'rejection' | 'outdatedSince')[]): Resource => {
  for (const key of keys) the[key] = undefined;
  return the;
};

/** 撤回、驳回 and whatever ends a review. */
const reviewed = (the: Resource): Resource => without(the, 'submittedAt', 'rejection');

const waiting = (wanted: Description, at: string): Proposal => ({ ...Description.parse(wanted), at });

const changed = (the: Resource, wanted: Description, contract: KeptContract, at: string): Resource => {
  const bound = { ...without(the, 'outdatedSince'), contractVersion: Math.max(the.contractVersion, contract.version) };
  if (!isPublished(the)) return described(bound, wanted);
  const now = strictest(the, wanted);
  const its = described(bound, now);
  if (same(now, wanted)) return reviewed(without(its, 'proposed'));
  return { ...without(its, 'rejection'), proposed: waiting(wanted, at), submittedAt: at };
};

const contractFollowed = (the: Resource, contract: KeptContract, at: string): Resource => ({
  ...described(
    { ...the, contractVersion: contract.version, ...(contract.subject && { subject: subjectOf(contract) }) },
    followed(the, contract),
  ),
  ...(the.proposed && { proposed: waiting(followed(the.proposed, contract), the.proposed.at) }),
  ...(contract.version > the.contractVersion && { outdatedSince: the.outdatedSince ?? at }),
});

const subjectOf = ({ subject }: KeptContract): Resource['subject'] =>
  subject && { as: subject.as, name: subject.name, code: subject.code, certificateType: subject.certificateType, nature: subject.nature };

const approved = (the: Resource, wanted: Description, at: string): Resource => ({
  ...reviewed(without(described(the, wanted), 'proposed')),
  keptBy: [],
  publishedAt: at,
});

/** What becomes of the entry. */
const become = (the: Resource, act: LaterAct, wanted: Description | undefined, at: string): Resource => {
  switch (act.move) {
    case 'change':
      return wanted ? changed(the, wanted, act.contract, at) : the;
    case 'follow-contract':
      return contractFollowed(the, act.contract, at);
    case 'submit':
    case 'ask-withdrawal':
      return { ...without(the, 'rejection'), submittedAt: at };
    case 'publish':
      return approved(the, the, at);
    case 'approve-change':
      return approved(the, the.proposed ?? the, at);
    case 'reject-change':
      return { ...without(the, 'proposed', 'submittedAt'), ...(act.text !== undefined && { rejection: act.text }) };
    case 'drop-change':
      return reviewed(without(the, 'proposed'));
    case 'reject':
    case 'reject-withdrawal':
      // A change that was made meanwhile still waits.
      return { ...the, submittedAt: the.proposed?.at, rejection: act.text };
    case 'withdraw':
    case 'delete':
      return { ...reviewed(without(the, 'proposed')), keptBy: act.move === 'withdraw' ? [] : the.keptBy };
  }
};

/** 不予通过的，须说明理由. */
const needsReason: readonly ResourceMoveName[] = ['reject', 'reject-change', 'reject-withdrawal', 'ask-withdrawal'];

/** Statistics at a lower level than what they were made of: the steward says so expressly. */
const unapproved = (act: ResourceAct, wanted: Description): Refusal<ResourceBecause> | undefined =>
  (act.move === 'publish' || act.move === 'approve-change') && isLowered(wanted) && act.approveLowerLevel !== true
    ? refuse(
        'lower-level-not-approved',
        `本统计数据的级别（${wanted.level}级）低于其字段；同意降级的，请写明 approveLowerLevel: true，否则驳回`,
      )
    : undefined;

const recorded = (
  before: Resource | undefined,
  the: Resource,
  name: ResourceMoveName,
  keeper: Keeper,
  now: Date,
  text?: string,
): ResourceStepped => {
  const { fourEyes, by, to } = resourceMoves[name];
  const version = (before?.version ?? 0) + 1;
  const keeps = by === 'custodian' && !fourEyes && !the.keptBy.includes(keeper.by);
  const why = { ...(keeper.department !== undefined && { department: keeper.department }), reason: resourceMoves[name].title };
  const resource: Resource = {
    ...the,
    version,
    state: to ?? the.state,
    keptBy: keeps ? [...the.keptBy, keeper.by] : the.keptBy,
    move: move(actionOf[by], now, why),
  };
  const moved = { number: version, name, by: keeper.by, at: now.toISOString(), ...(text !== undefined && { text }) };
  return { outcome: 'stepped', ...(before && { before }), resource, moved };
};

/** A new entry, of the custodian's own department; or anew, where it was deleted. */
export const createResource = (
  { resourceId, kind, before }: { resourceId: string; kind: Kind; before?: Resource | undefined },
  act: Said<'create'>,
  keeper: Keeper,
  now: Date,
): ResourceStepped | Refusal<ResourceBecause> => {
  if (before && !resourceMoves.create.from.includes(before.state)) return refuse('move-illegal', '该资源已编目，请在原条目上修改');
  const { description, faults } = describe(act.said, act.contract, kind);
  if (faults.length > 0) return { ...refuse('description-unfit'), errors: faults };
  const at = now.toISOString();
  const subject = subjectOf(act.contract);
  const the: Resource = {
    ...Description.parse(description),
    ...{ resourceId, kind, lane: laneOfResource(resourceId), state: 'created', version: 1, keptBy: [], createdAt: at },
    contractVersion: act.contract.version,
    ...(subject && { subject }),
    move: move(actionOf.custodian, now),
  };
  return recorded(before, the, 'create', keeper, now, act.text);
};

/** One move of an entry that is there. */
export const stepResource = (the: Resource, act: LaterAct, keeper: Keeper, now: Date): ResourceStepped | Refusal<ResourceBecause> => {
  const no = forbidden(the, act.move, keeper);
  if (no) return no.detail === undefined ? illegal(the, keeper) : no;
  const text = 'text' in act ? act.text : undefined;
  if (needsReason.includes(act.move) && text === undefined) return refuse('reason-missing', '请写明理由（text）');
  const read = act.move === 'change' ? describe(act.said, act.contract, the.kind) : undefined;
  const faults = [...(read?.faults ?? []), ...nothingLeft(the, read?.description)];
  if (faults.length > 0) return { ...refuse('description-unfit'), errors: faults };
  const lowered = unapproved(act, act.move === 'approve-change' ? (the.proposed ?? the) : the);
  if (lowered) return lowered;
  return recorded(the, become(the, act, read?.description, now.toISOString()), act.move, keeper, now, text);
};

/** What is no longer given goes at once, what is new waits for review: between the two something has to be left. */
const nothingLeft = (the: Resource, wanted: Description | undefined) =>
  wanted && isPublished(the) && !the.fields.some(({ name }) => wanted.fields.some((one) => one.name === name))
    ? [{ path: 'body.fields', message: '已发布的字段须至少保留一个；要全部更换的，请先申请撤销，撤销后修改并重新提交发布' }]
    : [];
