import * as z from 'zod';
import { DepartmentId, MemberId } from '../../shared/identity/principal.ts';
import { move } from '../../shared/runtime/move.ts';
import { Unprocessable } from '../../shared/runtime/outcome.ts';
import { Caller, type Member } from './member.ts';
import type { Departments, Members } from './members.store.ts';

/** The first two: they let everybody else in, by the API. */
export const FirstAdministrators = z.object({
  department: z.object({ departmentId: DepartmentId, name: z.string(), validFrom: z.iso.date() }),
  administrators: z
    .array(
      z.object({ memberId: MemberId, ...Caller.shape, name: z.string(), role: z.enum(['system-administrator', 'security-administrator']) }),
    )
    .length(2)
    .refine((two) => new Set(two.map(({ role }) => role)).size === 2, 'one of each'),
});

/**
 * Stores the two administrators of a new deployment. It is no way in later: once a system or security administrator is there, a call that names
 * others is refused; a repeat with the same two changes nothing.
 */
export const seedAdministrators =
  ({ members, departments }: { members: Members; departments: Departments }) =>
  async (event: unknown, now: Date): Promise<{ seeded: number }> => {
    const { department, administrators } = FirstAdministrators.parse(event);
    const present = await Promise.all(administrators.map((administrator) => members.whoIs(administrator)));
    if (present.every(Boolean)) return { seeded: 0 };
    // Completing what was begun is the one case of a member who is there: one of the two, put there by a deployment, and nobody else.
    const { items } = await members.list(undefined, 2);
    const begun =
      items.length === 0 ||
      (items.length === 1 &&
        items[0]?.registeredBy === 'system:deployment' &&
        present.some((member) => member?.memberId === items[0]?.memberId));
    if (!begun) throw new Unprocessable('this deployment has members already; its administrators let others in');

    const { departmentId } = department;
    await departments.add({ ...department, version: 1, move: move('departments:seed', now) });
    for (const { role, ...administrator } of administrators) {
      const member: Member = {
        ...administrator,
        departmentId,
        state: 'active',
        roles: [role],
        clearance: 1,
        registeredBy: 'system:deployment',
        version: 1,
        move: move('members:seed', now),
      };
      await members.register(member);
    }
    return { seeded: administrators.length };
  };
