import { administrators } from '../../shared/identity/principal.ts';
import { move } from '../../shared/runtime/move.ts';
import { refuse } from '../../shared/runtime/outcome.ts';
import { answering, done } from '../../shared/runtime/route.ts';
import { authorise, type Member, suspend } from './member.ts';
import type { Departments, Members } from './members.store.ts';
import { authoriseMember, listMembers, readMe, readMember, registerMember, suspendMember } from './routes.ts';

interface Collaborators {
  members: Members;
  departments: Departments;
  newMemberId: () => string;
}

const shown = (member: Member) => done(member, { etag: String(member.version) });

export const keepMembers = ({ members, departments, newMemberId }: Collaborators) => {
  /** Without the last of a kind of administrator nobody could be let in, given rights or audited again. */
  const isLast = async ({ memberId, roles, state }: Member): Promise<boolean> => {
    const role = roles.find((one) => administrators.includes(one));
    if (role === undefined || state !== 'active') return false;
    let cursor: string | undefined;
    do {
      const page = await members.list(cursor, 100);
      if (page.items.some((other) => other.memberId !== memberId && other.state === 'active' && other.roles.includes(role))) return false;
      cursor = page.next;
    } while (cursor !== undefined);
    return true;
  };

  return [
    answering(readMe, async ({ principal }) => {
      const [member, department] = await Promise.all([members.find(principal.memberId), departments.find(principal.departmentId)]);
      if (!member) return refuse('member-unknown');
      return done({ ...principal, name: member.name, departmentName: department?.name ?? '' });
    }),

    answering(listMembers, async ({ query }) => done(await members.list(query.cursor, query.limit))),

    answering(readMember, async ({ params }) => {
      const member = await members.find(params.memberId);
      return member ? shown(member) : refuse('member-unknown');
    }),

    answering(registerMember, async ({ body, principal, now }) => {
      if (!(await departments.find(body.departmentId))) return refuse('department-unknown', '请先新增部门，或检查部门代码');
      const member: Member = {
        ...body,
        memberId: newMemberId(),
        state: 'registered',
        roles: [],
        clearance: 1,
        registeredBy: principal.memberId,
        version: 1,
        move: move('members:register', now),
      };
      if ((await members.register(member)) === 'known') return refuse('caller-known');
      return done(member, { etag: '1', objectId: member.memberId });
    }),

    answering(authoriseMember, async ({ params, body, ifMatch, principal, now }) => {
      const member = await members.find(params.memberId);
      if (!member) return refuse('member-unknown');
      if (String(member.version) !== ifMatch) return refuse('version-stale');

      const decision = authorise(member, body, principal, move('members:authorise', now));
      if (decision.outcome === 'refused') return decision;
      if (!body.roles.some((role) => member.roles.includes(role)) && (await isLast(member)))
        return refuse('last-administrator', '请先授权另一名同类管理员，再调整此人的角色');

      return (await members.replace(decision.member)) === 'stale' ? refuse('version-stale') : shown(decision.member);
    }),

    answering(suspendMember, async ({ params, body, ifMatch, principal, now }) => {
      const member = await members.find(params.memberId);
      if (!member) return refuse('member-unknown');
      if (member.memberId === principal.memberId) return refuse('own-suspension');
      if (String(member.version) !== ifMatch) return refuse('version-stale');

      if (await isLast(member)) return refuse('last-administrator', '请先授权另一名同类管理员，再停用此人');
      const suspended = suspend(member, move('members:suspend', now, { reason: body.reason }));
      return (await members.replace(suspended)) === 'stale' ? refuse('version-stale') : shown(suspended);
    }),
  ];
};
